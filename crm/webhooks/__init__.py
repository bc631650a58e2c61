"""Telling other systems: from what happened (an outbox in the same transaction) to signed, repeated deliveries."""

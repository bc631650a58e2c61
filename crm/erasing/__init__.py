"""Erasing a person: everywhere, once and for all, but for what keeps them unasked."""

"""Other parts of the house that hold something of a person take part."""

from django.dispatch import Signal

gathering = Signal()
"""Who is meant: receivers add addresses that are theirs to `addresses` (a set of channel and key)."""
erasing = Signal()
"""In the transaction that erases `contacts` (ids) with their `addresses` and the `traces` they left in texts;
receivers answer how many rows of each kind they took out, a dict."""

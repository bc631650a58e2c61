"""Other parts of the house may have something of their own in the sample."""

from django.dispatch import Signal

loaded = Signal()
"""In the transaction that loads it: `staff`, `as_of`."""
removing = Signal()
"""In the transaction that takes it out, before anything goes."""

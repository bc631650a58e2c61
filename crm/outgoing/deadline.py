"""The time one request may take in all. Time-outs of single operations would let a byte a second go on for ever."""

import time

from django.utils.translation import gettext as _

from crm.outgoing.errors import NotReached, Reason


class Deadline:
    def __init__(self, seconds: float | None) -> None:
        """`seconds` from now; None for streams that are meant to stay open."""
        self._seconds = seconds
        self._ends = None if seconds is None else time.monotonic() + seconds

    def left(self, at_most: float | None) -> float | None:
        """Seconds the next operation may wait; None for ever. NotReached when none are left."""
        if self._ends is None:
            return at_most
        left = self._ends - time.monotonic()
        if left <= 0:
            raise self.missed()
        return left if at_most is None else min(left, at_most)

    def missed(self) -> NotReached:
        return NotReached(Reason.TIME, _("The other side was too slow, so we hung up. Try again later."))

"""How far the standby is behind, without trusting either server's clock.

Places in the log of the database (LSN) are told as numbers of bytes since its beginning. Whoever notes where the
primary is, and when, knows later how old the newest of these notes is that the standby has come past.
"""

from collections import deque

NEVER = float("-inf")


class Lag:
    """Seconds are the caller's clock, and only ever go forward."""

    def __init__(self) -> None:
        self._notes: deque[tuple[float, int]] = deque(maxlen=600)
        self._caught_up = NEVER

    def measured(self, now: float, primary: int, replayed: int) -> float:
        """Seconds; infinite until the standby has come past a first note."""
        self._notes.append((now, primary))
        while self._notes and self._notes[0][1] <= replayed:
            self._caught_up = self._notes.popleft()[0]
        return now - self._caught_up

"""Whether the standby may answer now: it lives, it is not far behind, and it has what this person wrote.

One thread in each web process looks twice a second, so that no request waits for a standby that is gone or frozen.
Where it froze under requests that wait for it already, a look that takes too long cuts them off: the primary answers
those.
"""

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg

from config.standby.connections import cut_off
from config.standby.lag import NEVER, Lag

LOOK_EVERY = 0.5  # seconds
SEEN_WITHIN = 2.0  # seconds: a look older than this says nothing any more
OF_PRIMARY = "SELECT (pg_current_wal_lsn() - '0/0')::bigint"
OF_STANDBY = "SELECT pg_is_in_recovery(), (pg_last_wal_replay_lsn() - '0/0')::bigint"

Connect = Callable[[], psycopg.Connection]
log = logging.getLogger("listenlarge.standby")


class Standby:
    """`may_lag` in seconds. `primary` and `standby` open a connection in autocommit; they are kept between looks."""

    def __init__(
        self, primary: Connect, standby: Connect, *, may_lag: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._ways = {"primary": primary, "standby": standby}
        self._open: dict[str, psycopg.Connection] = {}
        self._may_lag, self._clock = may_lag, clock
        self._lag = Lag()
        self._behind = float("inf")
        self._replayed = 0
        self._seen_at = NEVER

    def may_answer(self, *, wrote: int = 0) -> bool:
        """`wrote`: where the log stood when this person last wrote; 0 when they have not lately."""
        is_seen = self._clock() - self._seen_at <= SEEN_WITHIN
        return is_seen and self._behind <= self._may_lag and wrote <= self._replayed

    def stand_back(self) -> None:
        """It failed somebody: nobody asks it before the next look."""
        self._seen_at = NEVER

    def look(self) -> None:
        """Where both are. What cannot be told counts as not seen; so does a standby that was made a primary."""
        try:
            [primary] = self._ask("primary", OF_PRIMARY)
            with _cut_off_after(SEEN_WITHIN):
                is_standby, replayed = self._ask("standby", OF_STANDBY)
        except (psycopg.Error, OSError) as error:
            self._forget()
            if self._seen_at != NEVER:
                log.warning("The standby is not asked for now: %s", type(error).__name__)
            self._seen_at = NEVER
            return
        if is_standby:
            self.note(primary=primary, replayed=replayed)
        else:
            self._seen_at = NEVER

    def note(self, *, primary: int, replayed: int) -> None:
        """Where the log stands on the one, and how far the other has come."""
        now = self._clock()
        self._behind, self._replayed = self._lag.measured(now, primary, replayed), replayed
        self._seen_at = now

    def _ask(self, whom: str, query: str) -> tuple[int, ...]:
        if whom not in self._open:
            self._open[whom] = self._ways[whom]()
        found = self._open[whom].execute(query).fetchone()
        return tuple(found or ())

    def _forget(self) -> None:
        for connection in self._open.values():
            connection.close()
        self._open.clear()


@contextmanager
def _cut_off_after(seconds: float) -> Iterator[None]:
    """What is done within waits no longer for the standby, nor does anybody else in this process."""
    timer = threading.Timer(seconds, cut_off)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


class Watched(Standby):
    """Looked at by a thread. Threads do not survive a fork: each process starts its own when it is first asked."""

    _watched_by = 0
    _starting = threading.Lock()

    def may_answer(self, *, wrote: int = 0) -> bool:
        if self._watched_by != os.getpid():
            self._watch()
        return super().may_answer(wrote=wrote)

    def _watch(self) -> None:
        with self._starting:
            if self._watched_by != os.getpid():
                self._watched_by = os.getpid()
                threading.Thread(target=self._look_on, name="standby", daemon=True).start()

    def _look_on(self) -> None:
        while True:
            self.look()
            time.sleep(LOOK_EVERY)

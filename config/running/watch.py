"""Keep everything up until told to stop; then stop it in order: web, worker, and the database last."""

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Protocol

from config.embedded.server import Server
from config.embedded.session import revive
from config.problem import Problem
from config.running.children import LONGEST_PAUSE, SHORTEST_PAUSE, Child

TICK = 0.1  # seconds
TRIES = 2
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class LookedAfter(Protocol):
    def look_after(self, now: float) -> None: ...
    def stop(self) -> None: ...


@contextmanager
def stopping_on_signals() -> Iterator[threading.Event]:
    """The event is set by Ctrl-C or SIGTERM; children are stopped where we look, never in the middle."""
    told = threading.Event()

    def tell(number: int, frame: FrameType | None) -> None:
        told.set()

    before = {number: signal.signal(number, tell) for number in SIGNALS}
    try:
        yield told
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class KeptServer:
    """The embedded server as one of the things looked after: started again when it died."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._pause = SHORTEST_PAUSE
        self._retry_at = 0.0

    def look_after(self, now: float) -> None:
        if now < self._retry_at or self.server.is_running():
            return
        print("The database server is gone; starting it again.", file=sys.stderr, flush=True)
        try:
            revive(self.server)
        except (Problem, OSError) as problem:
            self._pause = min(self._pause * 2, LONGEST_PAUSE)
            self._retry_at = time.monotonic() + self._pause
            print(f"{problem} Again in {self._pause:g} s.", file=sys.stderr, flush=True)
        else:
            self._pause = SHORTEST_PAUSE

    def stop(self) -> None:
        """Left to `session.running`, which knows whether a command still uses it."""


def watch(things: Sequence[LookedAfter], told: threading.Event) -> None:
    while not told.wait(TICK):
        now = time.monotonic()
        for thing in things:
            thing.look_after(now)


def stop_in_order(things: Sequence[LookedAfter]) -> None:
    for thing in things:
        thing.stop()


def wait_for_answer(web: Child, is_answering: Callable[[], bool], told: threading.Event) -> bool:
    """Wait for the first answer. False when told to stop; a web server that only dies is a problem."""
    while not is_answering():
        if told.is_set():
            return False
        web.look_after(time.monotonic())
        if web.deaths >= TRIES:
            raise Problem("The web server cannot start: its own words are above.")
    return True

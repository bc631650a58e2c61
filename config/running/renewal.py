"""A new version without a failed request: on SIGUSR1 prepare, then renew web processes, worker and listener.

The new code prepares in a process of its own (we still are the old). If that fails, everything stays as it was. The web
server starts new processes before it ends the old ones, which finish what they have begun; callers notice nothing.
"""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from django.conf import settings

from config.running.children import Child
from config.running.service_manager import tell

SIGNAL = signal.SIGUSR1


class Renewal:
    """Looked after like everything else: does its work when it was wished for."""

    def __init__(self, web: Child, others: Sequence[Child]) -> None:
        self.web = web
        self.others = others
        self._wished = False
        self._preparing: subprocess.Popen[bytes] | None = None

    @contextmanager
    def on_signal(self) -> Iterator[None]:
        def wish(number: int, frame: FrameType | None) -> None:
            self._wished = True

        before = signal.signal(SIGNAL, wish)
        try:
            yield
        finally:
            signal.signal(SIGNAL, before)

    def look_after(self, now: float) -> None:
        if self._preparing is not None:
            code = self._preparing.poll()
            if code is not None:
                self._preparing = None
                self._renew(code)
        elif self._wished:
            self._wished = False
            tell("RELOADING=1")
            command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "prepare"]
            self._preparing = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603 - ourselves

    def _renew(self, code: int) -> None:
        if code:
            print("Preparing failed, so everything stays as it was: see above.", file=sys.stderr, flush=True)
        else:
            self.web.send(signal.SIGHUP)  # gunicorn: new processes first, then the old ones finish
            for child in self.others:
                child.renew(time.monotonic())
            print("Renewing web server, worker and listener.", flush=True)
        tell("READY=1")

    def stop(self) -> None:
        if self._preparing is not None:
            self._preparing.terminate()
            self._preparing.wait()

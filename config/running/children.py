"""A child process that is kept alive: restarted with back-off, stopped with everything below it."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress

from config.database import ROLE_VARIABLE

SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds before a restart
STEADY_AFTER = 60.0  # seconds: one that ran so long starts its pauses anew
POLL = 0.02
PR_SET_PDEATHSIG = 1


class Child:
    """One program. `grace` is how many seconds it may take to finish what it does when told to stop."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        grace: float,
        pass_fds: Sequence[int] = (),
        variables: Mapping[str, str] | None = None,
    ) -> None:
        self.name = name
        self.command = list(command)
        self.grace = grace
        self.pass_fds = pass_fds
        self.variables = dict(variables or {})
        self.deaths = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._restart_at = 0.0
        self._pause = SHORTEST_PAUSE
        self._renew_by: float | None = None  # told to make room for a new one, which has until then

    def start(self, now: float) -> None:
        # A group of its own: Ctrl-C at the terminal reaches only us, and a stop reaches its children too.
        self._process = subprocess.Popen(  # noqa: S603 - our own programs, no shell
            self.command,
            env={**os.environ, ROLE_VARIABLE: "serve", **self.variables},
            pass_fds=self.pass_fds,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - we run one thread
        )
        self._started_at = now

    def look_after(self, now: float) -> None:
        """Restart it when its pause is over. Leaving with code 0 is no excuse: it is meant to stay."""
        if self._process is not None:
            code = self._process.poll()
            if code is None:
                self._hurry(now)
                return
            self._note_death(code, now)
        elif now >= self._restart_at:
            self.start(now)

    def renew(self, now: float) -> None:
        """A new one in its place, once it has finished what it does."""
        self.send(signal.SIGTERM)
        self._renew_by = now + self.grace

    def send(self, number: signal.Signals) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.send_signal(number)

    def _hurry(self, now: float) -> None:
        if self._renew_by is not None and now > self._renew_by:
            self._kill_group()

    def _note_death(self, code: int, now: float) -> None:
        self._kill_group()  # what it left behind holds connections and locks
        self._process = None
        if self._renew_by is not None:  # as it was asked to
            self._renew_by = None
            self.start(now)
            return
        self.deaths += 1
        if now - self._started_at > STEADY_AFTER:
            self._pause = SHORTEST_PAUSE
        self._restart_at = now + self._pause
        print(f"The {self.name} ended (code {code}); again in {self._pause:g} s.", file=sys.stderr, flush=True)
        self._pause = min(self._pause * 2, LONGEST_PAUSE)

    def stop(self) -> None:
        """Ask, wait `grace` seconds, then end it and everything it started."""
        if self._process is None:
            return
        self.send(signal.SIGTERM)
        end = time.monotonic() + self.grace
        while self._process.poll() is None and time.monotonic() < end:
            time.sleep(POLL)
        self._kill_group()
        self._process.wait()
        self._process = None

    def _kill_group(self) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)


_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def _die_with_parent() -> None:
    """Linux tells the child to stop should we be killed: no web server is left on the port."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)

"""A program that is kept, killed, and started again."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from benchmarks.soak.network import Machine


class Kept:
    """`command` runs on its machine, in a session of its own, so that all of it can be killed at once."""

    def __init__(
        self,
        name: str,
        machine: Machine,
        command: Sequence[str],
        *,
        log: Path,
        env: Mapping[str, str],
        cwd: Path | str = "/",
        options: Mapping[str, Any] | None = None,
    ) -> None:
        self.name, self.machine = name, machine
        self._command, self._env, self._cwd = list(command), dict(env), str(cwd)
        self._log, self._options = log, dict(options or {})
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self.machine.command(*self._command), env=self._env, cwd=self._cwd, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True, **self._options,
            )  # fmt: skip

    @property
    def is_gone(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def kill(self) -> None:
        """All its processes, as when the power goes."""
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        self._signal(signal.SIGINT)

    def _signal(self, way: signal.Signals) -> None:
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, way)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(20)
        self._process = None

    def resident(self) -> int:
        """Bytes of memory that its processes hold, what they share counted once each."""
        if self._process is None:
            return 0
        return sum(_resident(pid) for pid in _session(self._process.pid))


def _session(leader: int) -> list[int]:
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError, IndexError):
                if int((folder / "stat").read_text().rpartition(")")[2].split()[3]) == leader:
                    found.append(int(folder.name))
    return found


def _resident(pid: int) -> int:
    """Its proportion of what is shared is counted, not the whole of it for everybody."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def wait_for(is_so: Callable[[], object], what: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while True:
        with suppress(Exception):
            if is_so():
                return
        if time.monotonic() > end:
            raise RuntimeError(f"Waited in vain for {what}.")
        time.sleep(0.1)


def listens(address: str, port: int) -> bool:
    with socket.create_connection((address, port), 1):
        return True

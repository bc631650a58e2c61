"""The server's process as the system knows it, whoever started it."""

import os
from pathlib import Path


def running_pid(data: Path) -> int | None:
    """The server that runs on `data`, or None.

    `postmaster.pid` lingers after kill -9 and a reboot hands its number to a stranger, so the number
    alone proves nothing: the process must have `data` as its working folder, as every PostgreSQL has.
    """
    pid = _first_line(data / "postmaster.pid")
    if pid is None or not _exists(pid):
        return None
    if not Path("/proc/self/cwd").exists():
        return pid  # no /proc (macOS): the number has to do
    try:
        return pid if Path(f"/proc/{pid}/cwd").samefile(data) else None
    except OSError:
        return None  # gone meanwhile, a zombie, or another user's


def is_ready(data: Path, pid: int) -> bool:
    """True once the server has said in `postmaster.pid` that it takes connections; what pg_ctl reads, too."""
    try:
        lines = (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return False
    return len(lines) >= 8 and lines[0].strip() == str(pid) and lines[7].strip() == "ready"


def clear_stale_locks(data: Path, sockets: Path) -> None:
    """Drop the lock files of a server that is gone; call it only when none runs, with the gate held.

    PostgreSQL does this by the number alone and stays down when a stranger or a zombie has it. Children
    of a killed server are still noticed: by the shared memory they hold.
    """
    if Path("/proc/self/cwd").exists() and running_pid(data) is None:
        for lock in (data / "postmaster.pid", *sockets.glob(".s.PGSQL.*")):
            lock.unlink(missing_ok=True)


def _first_line(path: Path) -> int | None:
    try:
        return abs(int(path.read_text(encoding="utf-8").split("\n", 1)[0]))
    except (OSError, ValueError):
        return None


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True

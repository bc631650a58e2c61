"""One `run` for a home at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.problem import Problem


@contextmanager
def only_one(home: Path, address: str) -> Iterator[None]:
    """Hold the home. The lock is the kernel's, so one that was killed does not lock out the next."""
    handle = os.open(home / ".run", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            where = os.read(handle, 1000).decode("utf-8", "replace").strip()
            raise Problem(f"Listen Large runs already on {home}: {where or 'it is starting'}.") from None
        os.truncate(handle, 0)
        os.write(handle, address.encode())
        yield
    finally:
        os.close(handle)

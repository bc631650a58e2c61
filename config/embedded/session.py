"""Using the server: whoever comes first starts it, the last one out stops it.

`make run` and each command are such users. The locks are the kernel's (flock): one that dies, however it
dies, has let go. A server left alone by a killed user is found by the next and stopped when that one leaves.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.embedded.folders import make_home
from config.embedded.server import Server


@contextmanager
def running(server: Server) -> Iterator[Server]:
    """The server runs within this block."""
    make_home(server.places.home)
    users = _open(server.places.users_lock)
    try:
        with _gate(server):
            fcntl.flock(users, fcntl.LOCK_SH)
            try:
                server.ensure()
            except BaseException:
                _leave(server, users)
                raise
        try:
            yield server
        finally:
            with _gate(server):
                _leave(server, users)
    finally:
        os.close(users)


def revive(server: Server) -> None:
    """For a user whose server died: start it again, unless another user does so at this moment."""
    with _gate(server):
        server.ensure()


def _leave(server: Server, users: int) -> None:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    server.stop()


@contextmanager
def _gate(server: Server) -> Iterator[None]:
    gate = _open(server.places.gate_lock)
    try:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield
    finally:
        os.close(gate)


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

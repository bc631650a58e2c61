"""A line to a server that counts what comes over it, and is cut or slows down when the test says."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

PAUSE = 0.02  # seconds from byte to byte, once it drips


@dataclass
class Line:
    """`came`: bytes from the server over all connections. `cut_after` and `drips_after`: bytes of one connection."""

    port: int
    came: int = 0
    cut_after: int | None = None
    drips_after: int | None = None
    over: threading.Event = field(default_factory=threading.Event)


@contextmanager
def line_to(port: int) -> Iterator[Line]:
    listener = socket.create_server(("127.0.0.1", 0))
    line = Line(listener.getsockname()[1])

    def accept() -> None:
        with suppress(OSError):  # the test is over
            while True:
                near, _where = listener.accept()
                far = socket.create_connection(("127.0.0.1", port))
                threading.Thread(target=_carry, args=(near, far), daemon=True).start()
                threading.Thread(target=_bring, args=(line, far, near), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield line
    finally:
        line.over.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def _carry(near: socket.socket, far: socket.socket) -> None:
    """What we say, as it is."""
    with suppress(OSError):
        while said := near.recv(65_536):
            far.sendall(said)
    _hang_up(near, far)


def _bring(line: Line, far: socket.socket, near: socket.socket) -> None:
    """What the server says, as far and as fast as the test lets it."""
    passed = 0
    with suppress(OSError):
        while said := far.recv(65_536):
            line.came += len(said)
            left = len(said) if line.cut_after is None else max(0, line.cut_after - passed)
            _pass_on(line, near, said[:left], passed)
            passed += len(said)
            if left < len(said):
                break
    _hang_up(near, far)


def _pass_on(line: Line, near: socket.socket, said: bytes, passed: int) -> None:
    fast = len(said) if line.drips_after is None else max(0, line.drips_after - passed)
    near.sendall(said[:fast])
    for byte in said[fast:]:
        if line.over.wait(PAUSE):
            return
        near.sendall(bytes([byte]))


def _hang_up(*ends: socket.socket) -> None:
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()

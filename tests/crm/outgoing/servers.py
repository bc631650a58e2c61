"""Real servers on loopback, told in the test how to answer, and names that resolve as the test says."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from crm.outgoing.guard import Guard
from crm.outgoing.networks import listed

# Given the request as it came (head and body), says the answer to the socket.
Behaviour = Callable[[socket.socket, bytes], None]


@dataclass
class Server:
    host: str
    port: int
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0

    def url(self, path: str = "/", host: str | None = None) -> str:
        return f"http://{host or self.host}:{self.port}{path}"


@contextmanager
def serving(behave: Behaviour, host: str = "127.0.0.1") -> Iterator[Server]:
    """Answers one request for each connection, each in a thread of its own, until the block ends."""
    listener = socket.create_server((host, 0))
    server = Server(host, listener.getsockname()[1])

    def talk(connection: socket.socket) -> None:
        with connection:
            connection.settimeout(10)
            try:
                server.requests.append(request := _request(connection))
                behave(connection, request)
            except OSError:
                pass  # they hung up, which is what many tests want

    def accept() -> None:
        while True:
            try:
                connection, _where = listener.accept()
            except OSError:
                return
            server.connections += 1
            threading.Thread(target=talk, args=(connection,), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def _request(connection: socket.socket) -> bytes:
    got = b""
    while b"\r\n\r\n" not in got:
        if not (more := connection.recv(65536)):
            raise OSError
        got += more
    head, _, body = got.partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def saying(body: bytes = b"hello", *headers: str, status: str = "200 OK") -> Behaviour:
    head = "".join(f"{line}\r\n" for line in (f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers))

    def say(connection: socket.socket, _request: bytes) -> None:
        connection.sendall(head.encode() + b"\r\n" + body)

    return say


def sending_on(location: str, status: str = "302 Found") -> Behaviour:
    return saying(b"", f"Location: {location}", status=status)


class Names:
    """A resolver whose answers are an argument; remembers what it was asked."""

    def __init__(self, **answers: list[str] | list[list[str]]) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        known = self.answers.get(host.replace(".", "_").replace("-", "_"))
        if known is None:
            raise socket.gaierror("unknown")
        if known and isinstance(known[0], list):
            return known.pop(0)  # type: ignore[return-value]
        return known  # type: ignore[return-value]


def guard(*open_networks: str, names: Names | None = None) -> Guard:
    return Guard(listed=listed(open_networks), resolve=names or Names())

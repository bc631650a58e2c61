"""A web server on loopback that answers as the test says: status, headers and body by path, or anything at all."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.crm.outgoing.servers import serving

Answer = tuple[int, dict[str, str], bytes]
Said = Answer | Callable[[socket.socket, bytes], None]


@dataclass
class Site:
    """`pages` by path; `asked`: the requests as they came, head and all."""

    base: str
    pages: dict[str, Said] = field(default_factory=dict)
    asked: list[bytes] = field(default_factory=list)

    def url(self, path: str = "/feed") -> str:
        return f"{self.base}{path}"

    def header(self, name: str) -> str:
        """Of the latest request; empty if it was not sent."""
        for line in self.asked[-1].decode("latin-1").split("\r\n")[1:]:
            key, _colon, value = line.partition(":")
            if key.casefold() == name.casefold():
                return value.strip()
        return ""


@contextmanager
def site() -> Iterator[Site]:
    pages: dict[str, Said] = {}

    def answer(connection: socket.socket, request: bytes) -> None:
        said = pages.get(request.split(b" ")[1].decode(), (404, {}, b""))
        if callable(said):
            said(connection, request)
            return
        status, headers, body = said
        told = {"Content-Length": str(len(body)), **headers}
        head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        connection.sendall(f"HTTP/1.1 {status} So\r\n{head}\r\n".encode() + (b"" if status == 304 else body))

    with serving(answer) as server:
        yield Site(server.url("").rstrip("/"), pages, server.requests)

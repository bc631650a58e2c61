"""The bottom of the HTTP client: sockets that only the guard opens, each operation within the deadline."""

import socket
import ssl
from collections.abc import Iterable
from typing import Any

import httpcore2

from crm.outgoing.deadline import Deadline
from crm.outgoing.guard import Guard


class GuardedStream(httpcore2.NetworkStream):
    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._sock = sock
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self._sock.settimeout(self._deadline.left(timeout))
        try:
            return self._sock.recv(max_bytes)
        except TimeoutError as error:
            raise self._deadline.missed() from error
        except OSError as error:
            raise httpcore2.ReadError(str(error)) from error

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        rest = memoryview(buffer)
        try:
            while rest:
                self._sock.settimeout(self._deadline.left(timeout))
                rest = rest[self._sock.send(rest) :]
        except TimeoutError as error:
            raise self._deadline.missed() from error
        except OSError as error:
            # httpcore goes on to read: whoever refuses a body may have said why.
            raise httpcore2.WriteError(str(error)) from error

    def close(self) -> None:
        self._sock.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        try:
            self._sock.settimeout(self._deadline.left(timeout))
            secured = ssl_context.wrap_socket(self._sock, server_hostname=server_hostname)
        except BaseException as error:
            self.close()
            raise self._deadline.missed() if isinstance(error, TimeoutError) else error from error
        return GuardedStream(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        if info == "server_addr":
            return self._sock.getpeername()
        return None  # nobody needs more: HTTP/1.1, and no connection is used twice


class GuardedBackend(httpcore2.NetworkBackend):
    def __init__(self, guard: Guard, deadline: Deadline) -> None:
        self._guard = guard
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        sock = self._guard.connect(host, port, deadline=self._deadline, timeout=timeout)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return GuardedStream(sock, self._deadline)

    def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        raise NotImplementedError("Nothing on this machine's file system is fetched.")

"""The address it listens on, taken before anything else is started."""

import http.client
import os
import socket
from contextlib import suppress
from urllib.parse import urlsplit

from config.problem import Problem

FIRST_PASSED = 3  # systemd's first socket


def listen(host: str, port: int) -> socket.socket:
    """A socket that systemd holds for us (LISTEN_FDS) goes before host and port: on it callers wait for a restart."""
    if os.environ.pop("LISTEN_PID", "") == str(os.getpid()) and os.environ.pop("LISTEN_FDS", "") == "1":
        return socket.socket(fileno=FIRST_PASSED)
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # not stopped by a past run's TIME_WAIT
        listener.bind(address)
        listener.listen(1024)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise Problem(f"Cannot listen on {host} port {port}: {reason}. Set PORT (or HOST) to a free one.") from error
    return listener


def answers(listener: socket.socket, base_url: str, timeout: float) -> bool:
    """True once a whole HTTP answer came back, whatever its status."""
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    connection = http.client.HTTPConnection(host, port, timeout=timeout)
    with suppress(OSError, http.client.HTTPException):
        connection.request("GET", "/", headers={"Host": urlsplit(base_url).netloc or host})
        connection.getresponse().read()
        return True
    return False

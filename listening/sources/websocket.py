"""A WebSocket over a connection that the guard opened."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from urllib.parse import urlsplit

import httpx2
from django.utils.translation import gettext as _
from websockets.exceptions import InvalidHandshake, InvalidStatus, InvalidURI
from websockets.sync.client import ClientConnection, connect

from crm.outgoing import Deadline, Guard, NotReached, Reason
from crm.outgoing.requests import user_agent
from listening.sources.asking import refuse

OPENING = 20.0  # seconds from the look-up to the end of the handshake
LARGEST = 1024 * 1024  # bytes of one message
WAITING = 64  # messages that are taken from the line before we come to them; then the sender waits


@contextmanager
def connected(url: str, *, guard: Guard | None = None) -> Iterator[ClientConnection]:
    """Until the block ends. NotReached, or SourceTrouble with what they answered instead of opening it."""
    where, deadline = urlsplit(url), Deadline(OPENING)
    port = where.port or (443 if where.scheme == "wss" else 80)
    sock = (guard or Guard.of_this_house()).connect(where.hostname or "", port, deadline=deadline)
    try:
        opened = _opened(url, sock, deadline)
    except Exception:
        with suppress(OSError):
            sock.close()
        raise
    with suppress(OSError), opened:
        yield opened


def _opened(url: str, sock: socket.socket, deadline: Deadline) -> ClientConnection:
    where = urlsplit(url)
    secure = where.scheme == "wss"
    try:
        return connect(
            url,
            sock=sock,
            ssl=ssl.create_default_context() if secure else None,
            server_hostname=where.hostname if secure else None,
            open_timeout=deadline.left(OPENING),
            close_timeout=2,
            max_size=LARGEST,
            max_queue=WAITING,
            compression=None,
            proxy=None,
            user_agent_header=user_agent(),
        )
    except InvalidStatus as error:
        headers = httpx2.Headers(list(error.response.headers.raw_items()))
        refuse(error.response.status_code, headers, url, as_of=datetime.now(UTC))
        raise NotReached(Reason.ANSWER, _("The server does not speak WebSocket there.")) from error
    except (InvalidHandshake, InvalidURI, EOFError) as error:
        raise NotReached(Reason.ANSWER, _("The server does not speak WebSocket there.")) from error
    except ssl.SSLError as error:
        raise NotReached(Reason.TLS, _("The connection there could not be secured.")) from error
    except TimeoutError as error:
        raise deadline.missed() from error
    except OSError as error:
        raise NotReached(Reason.CONNECTION, _("The other side broke off. Try again later.")) from error

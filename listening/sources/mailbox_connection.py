"""IMAP over a connection that the guard opened: encrypted always, never writing, bounded in time and size.

A server that answers one byte a second never trips a time-out of single reads, so a watch cuts the line at the end of
the time for all."""

import imaplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError

from crm.outgoing import Deadline, Guard, NotReached, Reason
from listening.sources import SourceTrouble

TOTAL = 180.0  # seconds for one visit
SILENCE = 30.0  # seconds the server may say nothing
LARGEST_PIECE = 4 * 1024 * 1024  # bytes in one literal; we never ask for as much
PORTS = {"tls": 993, "starttls": 143}
NOT_NOW = ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]")  # RFC 5530: refusals that pass


@dataclass(frozen=True)
class Account:
    """`security` is “tls” or “starttls”; without either no password is sent. `port` 0 means the usual one. With a
    `token` (OAuth2) no password is needed."""

    host: str
    user: str
    password: str = field(repr=False)
    port: int = 0
    security: str = "tls"
    token: str = field(default="", repr=False)


@contextmanager
def signed_in(account: Account, *, guard: Guard | None = None, total: float | None = None) -> Iterator[IMAPClient]:
    """The mailbox, until the block ends or `total` seconds (None: TOTAL) are over. SourceTrouble, or NotReached where
    the server was not."""
    deadline = Deadline(TOTAL if total is None else total)
    with _in_words(deadline):
        client = _GuardedClient(account, guard or Guard.of_this_house(), deadline)
        try:
            if account.security != "tls":
                client.starttls(ssl.create_default_context())
            if account.token:
                client.oauth2_login(account.user, account.token)
            else:
                client.login(account.user, account.password)
            yield client
        finally:
            _leave(client)
            client.watched.unwatch()


def _cut(sock: socket.socket) -> None:
    with suppress(OSError):  # gone already
        sock.shutdown(socket.SHUT_RDWR)


def _leave(client: IMAPClient) -> None:
    client.socket().settimeout(2)
    try:
        client.logout()
    except (OSError, IMAPClientError, imaplib.IMAP4.error):
        _cut(client.socket())
        with suppress(OSError):
            client.shutdown()


@contextmanager
def _in_words(deadline: Deadline) -> Iterator[None]:
    try:
        yield
    except LoginError as error:
        if isinstance(error.__context__, imaplib.IMAP4.abort):
            raise _broken_off(deadline) from error
        if any(code in str(error).upper() for code in NOT_NOW):
            raise SourceTrouble(_("The mail server lets nobody in at the moment; we try again later.")) from error
        sentence = _("The mail server does not take that name and password. Many want an app password.")
        raise SourceTrouble(sentence, needs_care=True) from error
    except (OSError, imaplib.IMAP4.abort) as error:
        if not isinstance(error, ssl.SSLError) or isinstance(error, ssl.SSLEOFError):
            raise _broken_off(deadline) from error
        why = getattr(error, "verify_message", "") or error.reason or "TLS"
        sentence = _("The connection to the mail server could not be secured: %(why)s.") % {"why": why}
        raise NotReached(Reason.TLS, sentence) from error
    except (IMAPClientError, imaplib.IMAP4.error) as error:
        raise SourceTrouble(_("The mail server answered: “%(words)s”.") % {"words": str(error)[:200]}) from error


def _broken_off(deadline: Deadline) -> NotReached:
    """By them, or by us, who waited long enough."""
    deadline.left(None)  # says so if it was too slow
    return NotReached(Reason.CONNECTION, _("The mail server broke off. We try again later."))


class _GuardedClient(IMAPClient):  # type: ignore[misc]
    """Where imapclient would open a connection of its own, the guard's is used."""

    def __init__(self, account: Account, guard: Guard, deadline: Deadline) -> None:
        self._account, self._guard, self._deadline = account, guard, deadline
        port = account.port or PORTS[account.security]
        super().__init__(account.host, port, ssl=account.security == "tls", timeout=SILENCE)

    def _create_IMAP4(self) -> imaplib.IMAP4:
        sock = self._guard.connect(self.host, self.port, deadline=self._deadline)
        sock.settimeout(self._deadline.left(SILENCE))
        tls = ssl.create_default_context() if self.ssl else None
        self.watched = _BoundedIMAP4(self.host, sock, tls, self._deadline)
        return self.watched


class _BoundedIMAP4(imaplib.IMAP4):
    """Over an open connection, which is cut when the time is up, whatever it is waiting for."""

    def __init__(self, host: str, sock: socket.socket, tls: ssl.SSLContext | None, deadline: Deadline) -> None:
        self.sock = sock
        if tls:
            self.sock = tls.wrap_socket(sock, server_hostname=host, do_handshake_on_connect=False)
        self._watch = threading.Timer(deadline.left(None) or 0, lambda: _cut(self.sock))
        self._watch.daemon = True
        self._watch.start()
        try:
            if isinstance(self.sock, ssl.SSLSocket):
                self.sock.do_handshake()
            super().__init__(host)
        except BaseException:
            self.unwatch()
            self.sock.close()
            raise

    def unwatch(self) -> None:
        self._watch.cancel()

    def _create_socket(self, timeout: Any = None) -> socket.socket:
        return self.sock

    def read(self, size: int) -> bytes:
        if size > LARGEST_PIECE:
            raise self.abort("a literal larger than anything that was asked for")
        return super().read(size)

"""Where a connection may go. A name is looked up once, every answer is checked, and one of just these is called:
an answer that changes a moment later (DNS rebinding) is never asked for. Serves HTTP, WebSockets and IMAP alike."""

import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Self
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from crm.outgoing.deadline import Deadline
from crm.outgoing.errors import NotReached, Reason
from crm.outgoing.networks import Address, Listed, is_public, listed, literal

# Given a host and a port, all addresses the host has, as text. OSError when there are none.
Resolver = Callable[[str, int], Iterable[str]]


def system_answers(host: str, port: int) -> list[str]:
    return [str(where[0]) for *_rest, where in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


@dataclass(frozen=True)
class Guard:
    listed: Listed = Listed()
    resolve: Resolver = system_answers

    @classmethod
    def of_this_house(cls) -> Self:
        """With the networks and hosts that ALLOWED_PRIVATE_NETWORKS opens."""
        return cls(listed=listed(tuple(settings.ALLOWED_PRIVATE_NETWORKS)))

    def addresses(self, host: str, port: int, *, within: float | None = 10) -> list[Address]:
        """All addresses of `host`, each of them fit to be called. NotReached when even one is not,
        or when the name is not found `within` seconds."""
        host = host.lower().rstrip(".")
        try:
            spelt = literal(host)
            found = [spelt] if spelt else [ip_address(answer) for answer in self._looked_up(host, port, within)]
        except ValueError as error:  # an odd spelling, a zone, or an answer that is no address
            raise _private() from error
        if not found:
            raise _no_such_host()
        if not all(self._may_call(host, address) for address in found):
            raise _private()
        return list(dict.fromkeys(found))

    def connect(self, host: str, port: int, *, deadline: Deadline, timeout: float | None = 10) -> socket.socket:
        """A TCP connection to the first of the checked addresses that takes it."""
        failed: OSError | None = None
        for address in self.addresses(host, port, within=deadline.left(timeout)):
            try:
                return socket.create_connection((str(address), port), timeout=deadline.left(timeout))
            except OSError as error:
                failed = error
        if isinstance(failed, TimeoutError):
            raise deadline.missed() from failed
        raise NotReached(Reason.CONNECTION, _("Nothing answers there. Check the address, or try later.")) from failed

    def may_be_told_secrets(self, url: str) -> bool:
        """They go over an encrypted line, or to a host of the operator's own that is listed. NotReached as in
        `addresses`."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme != "http" or not host:
            return parts.scheme == "https"
        return all(self.listed.covers(host, address) for address in self.addresses(host, parts.port or 80))

    def _may_call(self, host: str, address: Address) -> bool:
        return is_public(address) or self.listed.covers(host, address)

    def _looked_up(self, host: str, port: int, within: float | None) -> list[str]:
        """The system's look-up knows no time-out, so it runs beside us and may be left behind."""
        answers: SimpleQueue[list[str] | Exception] = SimpleQueue()

        def look_up() -> None:
            try:
                answers.put(list(self.resolve(host, port)))
            except Exception as error:
                answers.put(error)

        Thread(target=look_up, name="look-up", daemon=True).start()
        try:
            answer = answers.get(timeout=within)
        except Empty as error:
            raise NotReached(Reason.NAME, _("The host's name could not be looked up in time. Try later.")) from error
        if isinstance(answer, Exception):
            raise _no_such_host() from answer
        return answer


def _private() -> NotReached:
    sentence = _("That address leads into our own network, or nowhere; ask whoever runs this to allow it.")
    return NotReached(Reason.PRIVATE, sentence)


def _no_such_host() -> NotReached:
    return NotReached(Reason.NAME, _("There is no host of that name. Check the address."))

"""One request from first look-up to last byte: redirects, time, size and encoding in bounds.

No cookies are kept, no proxy of the environment is used, no connection is used twice: every hop is looked up,
checked and called anew."""

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache

import httpcore2
import httpx2
from django.utils.translation import gettext as _

from crm.outgoing.connection import GuardedBackend
from crm.outgoing.deadline import Deadline
from crm.outgoing.errors import NotReached, Reason
from crm.outgoing.guard import Guard
from crm.outgoing.requests import REDIRECTS, first_request, redirected
from crm.outgoing.wording import told_in_words, too_large, too_many_redirects

PERMANENT = {301, 308}
UNPACKED = {"gzip", "deflate", "identity", ""}


@dataclass(frozen=True)
class Limits:
    total: float | None = 30  # seconds from the first look-up to the last byte, redirects included; None for streams
    connect: float = 10  # seconds for each of look-up, connection and TLS
    read: float = 15  # seconds of silence
    size: int | None = 10 * 1024 * 1024  # bytes of body, as sent and as unpacked; None for streams
    redirects: int = 5  # 0: a redirect is an answer like any other


ENDLESS = Limits(total=None, size=None, read=90)


@dataclass(frozen=True)
class Answer:
    """Any status is an answer; `body` is unpacked."""

    status: int
    headers: httpx2.Headers
    body: bytes
    url: str  # where it came from in the end
    moved_to: str = ""  # the address to keep instead, where every redirect on the way said “permanently”


@dataclass
class Opened:
    """An answer whose body is still to come, once."""

    status: int
    headers: httpx2.Headers
    url: str
    moved_to: str
    _response: httpx2.Response = field(repr=False)
    _limits: Limits
    _deadline: Deadline

    def chunks(self) -> Iterator[bytes]:
        """The unpacked body in pieces of a megabyte at most; NotReached beyond the limits."""
        _refuse_unread(self.headers, self._limits, bodiless=self._response.request.method == "HEAD")
        unpacked = 0
        with told_in_words(amid=True):
            for chunk in self._response.iter_bytes():
                self._deadline.left(None)
                unpacked += len(chunk)
                if self._limits.size is not None and unpacked > self._limits.size:
                    raise too_large(self._limits.size)
                yield chunk


def fetch(
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    limits: Limits | None = None,
    guard: Guard | None = None,
) -> Answer:
    """The whole answer; NotReached with a sentence when there is none."""
    with opened(url, method=method, headers=headers, body=body, limits=limits, guard=guard) as answer:
        whole = b"".join(answer.chunks())
        return Answer(answer.status, answer.headers, whole, answer.url, answer.moved_to)


@contextmanager
def opened(
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    limits: Limits | None = None,
    guard: Guard | None = None,
) -> Iterator[Opened]:
    """The answer as soon as its headers are there; the body is read from `chunks()`, and closed in any case."""
    limits = limits or Limits()
    deadline = Deadline(limits.total)
    request = first_request(method, url, headers or {}, body)
    with httpcore2.ConnectionPool(
        ssl_context=_tls(),
        max_keepalive_connections=0,
        network_backend=GuardedBackend(guard or Guard.of_this_house(), deadline),
    ) as pool:
        moved_to, lasting = "", True
        for hop in range(limits.redirects + 1):
            response = _sent(pool, request, limits)
            location = response.headers.get("location", "")
            if not limits.redirects or response.status_code not in REDIRECTS or not location:
                break
            if hop == limits.redirects:
                raise too_many_redirects()
            lasting = lasting and response.status_code in PERMANENT
            response.close()
            request = redirected(request, response.status_code, location)
            moved_to = str(request.url) if lasting else moved_to
        try:
            yield Opened(response.status_code, response.headers, str(request.url), moved_to, response, limits, deadline)
        finally:
            response.close()


def _sent(pool: httpcore2.ConnectionPool, request: httpx2.Request, limits: Limits) -> httpx2.Response:
    """The answer to one hop, its body unread."""
    where = request.url
    with told_in_words():
        answered = pool.handle_request(
            httpcore2.Request(
                method=request.method,
                url=httpcore2.URL(scheme=where.raw_scheme, host=where.raw_host, port=where.port, target=where.raw_path),
                headers=request.headers.raw,
                content=request.content,
                extensions={"timeout": {"connect": limits.connect, "read": limits.read, "write": limits.read}},
            )
        )
    return httpx2.Response(
        answered.status, headers=answered.headers, stream=_Counted(answered, limits.size), request=request
    )


class _Counted(httpx2.SyncByteStream):
    """The body as sent, in bounds even where unpacking it yields nothing."""

    def __init__(self, answered: httpcore2.Response, size: int | None) -> None:
        self._answered = answered
        self._size = size

    def __iter__(self) -> Iterator[bytes]:
        seen = 0
        for chunk in self._answered.iter_stream():
            seen += len(chunk)
            if self._size is not None and seen > self._size:
                raise too_large(self._size)
            yield chunk

    def close(self) -> None:
        self._answered.close()


def _refuse_unread(headers: httpx2.Headers, limits: Limits, *, bodiless: bool) -> None:
    """What the headers alone give away."""
    if headers.get("content-encoding", "identity").strip().lower() not in UNPACKED:
        raise NotReached(Reason.ANSWER, _("The other side packs its answer in a way we did not ask for."))
    told = headers.get("content-length", "")
    if not bodiless and limits.size is not None and told.isdecimal() and int(told) > limits.size:
        raise too_large(limits.size)


@cache
def _tls() -> ssl.SSLContext:
    return httpx2.create_ssl_context()

"""Requests that only read go to the standby; all others, and whatever it cannot answer, to the primary.

The whole of a view sees one database: for its time the standby's connection stands in the primary's place. Who one is,
by session or token, is asked of the primary first: whoever was shut out is out at once.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.conf import settings
from django.core.cache import cache
from django.db import (
    DEFAULT_DB_ALIAS,
    InterfaceError,
    InternalError,
    NotSupportedError,
    OperationalError,
    connection,
    connections,
)
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from rest_framework.exceptions import AuthenticationFailed

from api.authentication import LOOKED_UP, known_token
from config.standby import ALIAS
from config.standby.connections import OfStandby
from config.standby.watching import OF_PRIMARY, Standby, Watched
from crm.models import Staff

READING = frozenset({"GET", "HEAD"})
REMEMBERED = 60  # seconds: by far longer than a standby that still answers may be behind
ANSWERED_BY = "X-Answered-By"
log = logging.getLogger("listenlarge.standby")

View = Callable[..., HttpResponseBase]


class ReadsFromStandby:
    """The innermost middleware, with DATABASE_STANDBY_URL alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse], standby: Standby | None = None) -> None:
        self.get_response = get_response
        self.standby = standby or Watched(
            *(_way_to(DEFAULT_DB_ALIAS, psycopg.Connection), _way_to(ALIAS, OfStandby)),
            may_lag=settings.STANDBY_MAY_LAG_SECONDS,
        )
        self._write: set[str] = set()  # views that write though they are only read, learned by the first try

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method not in READING:
            _remember_writing(request)
        return response

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> HttpResponseBase | None:
        """None: the primary answers."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if request.method not in READING or name in self._write or not self.standby.may_answer():
            return None
        staff = _who(request)
        if staff is None or not self.standby.may_answer(wrote=cache.get(_key(staff), 0)):
            return None
        return self._answer(request, name, lambda: view(request, *args, **kwargs))

    def _answer(self, request: HttpRequest, name: str, view: Callable[[], HttpResponseBase]) -> HttpResponseBase | None:
        try:
            with _in_the_primarys_place():
                response = view()
                if hasattr(response, "render"):
                    response = response.render()
        except Http404:
            return None  # somebody else may have made it just now
        except (OperationalError, InterfaceError):
            log.warning("The standby did not answer %s; the primary does.", name)
            self.standby.stand_back()
            return None
        except (InternalError, NotSupportedError):  # it writes, or wants what a standby does not have
            self._write.add(name)
            return None
        if response.status_code == 404 or response.status_code >= 500:
            return None
        response[ANSWERED_BY] = ALIAS
        return response


@contextmanager
def _in_the_primarys_place() -> Iterator[None]:
    """`connections` is of this thread alone."""
    primary = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = connections[ALIAS]
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = primary


def _who(request: HttpRequest) -> Staff | None:
    """None for nobody, and for whoever the view is going to refuse."""
    if request.headers.get("Authorization"):
        try:
            token = known_token(request, as_of=timezone.now())
        except AuthenticationFailed:
            return None
        if token is None:
            return None
        setattr(request, LOOKED_UP, token)
        return token.staff
    return request.user if isinstance(request.user, Staff) or request.user.is_authenticated else None


def _remember_writing(request: HttpRequest) -> None:
    staff = getattr(request, "user", None)  # also a token's: the API notes whose it is on the request
    if staff is None or not staff.is_authenticated:
        return
    with connection.cursor() as cursor:
        cursor.execute(OF_PRIMARY.replace("pg_current_wal_lsn", "pg_current_wal_insert_lsn"))
        [wrote] = cursor.fetchone()
    cache.set(_key(staff), wrote, REMEMBERED)


def _key(staff: Any) -> str:
    return f"wrote:{staff.pk}"


def _way_to(alias: str, kind: type[psycopg.Connection]) -> Callable[[], psycopg.Connection]:
    """A connection of the watcher's own, outside Django's."""

    def connect() -> psycopg.Connection:
        given = connections[alias].get_connection_params()
        return kind.connect(**{**given, "connect_timeout": 2}, autocommit=True)

    return connect

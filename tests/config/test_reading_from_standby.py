"""Which request goes to the standby. In these tests it is the same database through a door that lets nobody write."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, connections
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from config.standby import ALIAS
from config.standby.reading import ANSWERED_BY, ReadsFromStandby
from config.standby.watching import Standby
from crm.actions.create_token import create_token
from crm.models import ApiToken, Scope, Staff
from tests.builders import make_staff

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.deep]
FAR = 2**60  # further than any log of a test


@pytest.fixture
def standby(transactional_db: None) -> Iterator[Standby]:
    """One that has come as far as can be."""
    given = connections["default"].settings_dict
    read_only = f"{given['OPTIONS'].get('options', '')} -c default_transaction_read_only=on"
    door = {**given, "OPTIONS": {**given["OPTIONS"], "options": read_only}}
    # By the primary's name: tests may speak to no other database.
    connections[ALIAS] = type(connections["default"])(door, "default")
    made = Standby(_nobody, _nobody, may_lag=2.0)
    made.note(primary=FAR, replayed=FAR)
    yield made
    connections[ALIAS].close()
    del connections[ALIAS]


def _nobody() -> Any:
    raise AssertionError("nobody looks in these tests")


@pytest.fixture
def alice(transactional_db: None) -> Staff:
    return make_staff("Alice")


class Asked:
    """A view, asked as the middleware has it asked."""

    def __init__(self, standby: Standby, view: Any) -> None:
        self.calls = 0
        self.view = view
        self.middleware = ReadsFromStandby(self._whole, standby)

    def _whole(self, request: HttpRequest) -> HttpResponse:
        answered = self.middleware.process_view(request, self._view, (), {})
        return answered or self._view(request)  # type: ignore[return-value]

    def _view(self, request: HttpRequest) -> HttpResponse:
        self.calls += 1
        return self.view(request)

    def __call__(self, user: Any, method: str = "GET", **headers: str) -> HttpResponse:
        request = RequestFactory().generic(method, "/contacts/", headers=headers)
        request.user = user
        return self.middleware(request)


def which(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SHOW default_transaction_read_only")
        return HttpResponse(b"standby" if cursor.fetchone() == ("on",) else b"primary")


def writing(request: HttpRequest) -> HttpResponse:
    Staff.objects.update(name="Alice, looking")
    return which(request)


def missing(request: HttpRequest) -> HttpResponse:
    if which(request).content == b"standby":
        raise Http404
    return HttpResponse(b"primary")


def test_what_is_read_comes_from_the_standby(standby: Standby, alice: Staff) -> None:
    answer = Asked(standby, which)(alice)
    assert answer.content == b"standby" and answer[ANSWERED_BY] == ALIAS


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_what_may_write_goes_to_the_primary(standby: Standby, alice: Staff, method: str) -> None:
    assert Asked(standby, which)(alice, method).content == b"primary"


def test_who_just_wrote_reads_it_where_it_was_written(standby: Standby, alice: Staff) -> None:
    bob, asked = make_staff("Bob"), Asked(standby, which)
    late = Standby(_nobody, _nobody, may_lag=2.0)
    late.note(primary=1, replayed=1)
    asked.middleware.standby = late
    asked(alice, "POST")
    assert asked(alice).content == b"primary"
    assert asked(bob).content == b"standby"
    late.note(primary=FAR, replayed=FAR)
    assert asked(alice).content == b"standby"


def test_a_view_that_writes_after_all_is_done_by_the_primary_and_remembered(standby: Standby, alice: Staff) -> None:
    asked = Asked(standby, writing)
    assert asked(alice).content == b"primary" and asked.calls == 2
    assert Staff.objects.get().name == "Alice, looking"
    assert asked(alice).content == b"primary" and asked.calls == 3


def test_what_the_standby_does_not_know_the_primary_is_asked(standby: Standby, alice: Staff) -> None:
    assert Asked(standby, missing)(alice).content == b"primary"


def test_nobody_notices_that_it_died(standby: Standby, alice: Staff) -> None:
    connections[ALIAS].settings_dict["HOST"] = "/nowhere"
    asked = Asked(standby, which)
    assert asked(alice).content == b"primary"
    assert not standby.may_answer()  # and nobody else runs into it


def test_nobody_in_particular_asks_the_primary(standby: Standby) -> None:
    assert Asked(standby, which)(AnonymousUser()).content == b"primary"


def test_a_token_that_was_revoked_is_no_use_there_either(standby: Standby, alice: Staff) -> None:
    key = create_token(staff=alice, name="script", scopes=[Scope.READ])[1]
    asked, bearer = Asked(standby, which), {"Authorization": f"Bearer {key}"}
    assert asked(AnonymousUser(), **bearer).content == b"standby"
    ApiToken.objects.update(revoked_at=timezone.now())
    assert asked(AnonymousUser(), **bearer).content == b"primary"


def test_the_connection_is_put_back_however_it_went(standby: Standby, alice: Staff) -> None:
    primary = connections["default"]

    def failing(request: HttpRequest) -> HttpResponse:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Asked(standby, failing)(alice)
    assert connections["default"] is primary

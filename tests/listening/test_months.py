"""Mentions lie in months that open when something is heard and go when they are old."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from tests.config.homes import wait_until

TODAY = date(2026, 11, 22)
PASSING = "listening_mention_passing"


def months() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass", [PASSING])
        return [name for (name,) in cursor.fetchall()]


def asked(statement: str, *params: object) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchone()


@pytest.mark.django_db
def test_a_month_is_opened_once_and_dropped_when_it_is_old() -> None:
    asked("SELECT listening_open_month(%s)", date(2026, 3, 17))
    asked("SELECT listening_open_month(%s)", date(2026, 3, 1))
    assert months() == ["listening_mention_passing_2026_03"]
    assert asked("SELECT listening_drop_month(%s, %s)", date(2026, 3, 1), TODAY) == (True,)
    assert months() == []


@pytest.mark.django_db
def test_it_refuses_to_drop_a_month_that_is_hardly_over() -> None:
    asked("SELECT listening_open_month(%s)", date(2026, 10, 1))
    with pytest.raises(IntegrityError, match="too young"):
        asked("SELECT listening_drop_month(%s, %s)", date(2026, 10, 1), TODAY)


MARCH = date(2026, 3, 1)
WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711301 AND NOT granted"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "verb", ["listening_open_month('2026-03-01')", "listening_drop_month('2026-03-01', '2026-11-22')"]
)
def test_who_waits_for_somebody_elses_month_finds_it_done(verb: str) -> None:
    if "drop" in verb:
        asked("SELECT listening_open_month(%s)", MARCH)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            asked(f"SELECT {verb}")
            theirs = pool.submit(_in_a_thread, f"SELECT {verb}")
            wait_until(lambda: asked(WAITING) == (1,))
        found = theirs.result(60)
    assert found == ((False,) if "drop" in verb else ("",))
    assert asked("SELECT listening_drop_month(%s, %s)", MARCH, TODAY) == ("open" in verb,)


def _in_a_thread(statement: str) -> object:
    try:
        return asked(statement)
    finally:
        connection.close()

"""Mentions lie in months that open when something is heard and go when they are old."""

from datetime import date

import pytest
from django.db import IntegrityError, connection

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

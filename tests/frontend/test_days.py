"""Days as people write them. Sunday, 22 November 2026 is today."""

from datetime import UTC, date, datetime

import pytest

from frontend.forms.days import read_day, read_moment, split_promise
from tests.builders import NOW, TODAY


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("today", date(2026, 11, 22)),
        ("Yesterday", date(2026, 11, 21)),
        ("2 days ago", date(2026, 11, 20)),
        ("a week ago", date(2026, 11, 15)),
        ("Monday", date(2026, 11, 16)),
        ("last sun", date(2026, 11, 15)),
        ("3 May", date(2026, 5, 3)),
        ("May 3rd", date(2026, 5, 3)),
        ("24 December", date(2025, 12, 24)),
        ("3 May 2024", date(2024, 5, 3)),
        ("2026-02-28", date(2026, 2, 28)),
        ("4.5.2026", date(2026, 5, 4)),
        ("31.12.", date(2025, 12, 31)),
        ("4. 5. 2024", date(2024, 5, 4)),
    ],
)
def test_it_reads_a_day_that_was(words: str, day: date) -> None:
    assert read_day(words, TODAY) == day


@pytest.mark.parametrize(
    "words", ["", "soon", "31 February", "2026-13-01", "31.2.", "03/04/2026", "m", "3 xyz", "0 days ago"]
)
def test_it_does_not_guess(words: str) -> None:
    assert read_day(words, TODAY) is None


def test_a_weekday_ahead_is_the_next_one() -> None:
    assert read_day("Thu", TODAY, ahead=True) == date(2026, 11, 26)
    assert read_day("Sunday", TODAY, ahead=True) == date(2026, 11, 29)


def test_another_day_is_noon_where_its_writer_is() -> None:
    from zoneinfo import ZoneInfo

    assert read_moment("yesterday", NOW, ZoneInfo("Asia/Tokyo")) == datetime(2026, 11, 21, 3, tzinfo=UTC)
    assert read_moment("", NOW, ZoneInfo("Asia/Tokyo")) == NOW


@pytest.mark.parametrize(
    ("text", "rest", "promise", "due"),
    [
        ("Good talk → Thu send deck", "Good talk", "send deck", date(2026, 11, 26)),
        ("-> in 3 days send the map", "", "send the map", date(2026, 11, 25)),
        ("→ 3 December call back", "", "call back", date(2026, 12, 3)),
        ("Nice → send deck", "Nice", "send deck", date(2026, 11, 29)),
        ("From A to B", "From A to B", "", None),
        ("→ Thu", "", "Thu", date(2026, 11, 29)),
    ],
)
def test_an_arrow_makes_a_promise(text: str, rest: str, promise: str, due: date | None) -> None:
    assert split_promise(text, TODAY) == (rest, promise, due)

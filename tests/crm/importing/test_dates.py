"""Dates as files write them."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from crm.importing.dates import day_of, is_date, moment_of, order_in


@pytest.mark.parametrize(
    "written",
    [
        "2024-03-12", "2024/3/12", "12 Mar 2024", "12-Mar-24", "12. März 2024", "Mar 12, 2024", "12.03.2024", "12.3.24",
        "2024-03-12 09:14", "2024-03-12T09:14:00Z", "12 March 2024, 10:00", "3/12/2024 2:30 PM",
    ],
)  # fmt: skip
def test_a_day_is_read_as_it_is_written(written: str) -> None:
    assert day_of(written, "mdy") == date(2024, 3, 12)


def test_a_day_that_can_be_read_two_ways_is_not_guessed() -> None:
    assert day_of("3/4/2024") is None
    assert day_of("3/4/2024", "dmy") == date(2024, 4, 3)
    assert day_of("3/4/2024", "mdy") == date(2024, 3, 4)
    assert day_of("4/4/2024") == date(2024, 4, 4)


def test_a_day_that_can_be_read_one_way_is_read_that_way_whatever_the_order() -> None:
    assert day_of("15/3/2024", "mdy") == day_of("3/15/2024", "dmy") == date(2024, 3, 15)


@pytest.mark.parametrize("written", ["", "soon", "0/0/00", "31/31/2024", "2024-13-01", "12 Foo 2024", "1/2/3/4", "12"])
def test_what_is_no_date_is_none(written: str) -> None:
    assert day_of(written, "dmy") is None


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["3/4/2024", "15/4/2024"], "dmy"),
        (["3/4/2024", "4/15/2024"], "mdy"),
        (["3/4/2024", "5/6/2024"], "either"),
        (["15/4/2024", "4/15/2024"], "mixed"),
        (["12.3.2024", "2024-03-01", "x", ""], ""),
    ],
)
def test_a_whole_file_tells_in_which_order_it_writes_dates(cells: list[str], order: str) -> None:
    assert order_in(cells) == order


def test_moments_keep_their_hour_and_offset() -> None:
    assert moment_of("2023-05-01 14:22:10 UTC") == datetime(2023, 5, 1, 14, 22, 10, tzinfo=UTC)
    assert moment_of("2023-05-01T14:22:10.123+02:00") == datetime(
        2023, 5, 1, 14, 22, 10, 123_000, tzinfo=timezone(timedelta(hours=2))
    )
    assert moment_of("3/15/2024 2:30 PM") == datetime(2024, 3, 15, 14, 30, tzinfo=UTC)
    assert moment_of("3/15/2024 12:30 am") == datetime(2024, 3, 15, 0, 30, tzinfo=UTC)
    assert moment_of("12 Mar 2024") == datetime(2024, 3, 12, 12, tzinfo=UTC)
    assert moment_of("2024-03-12 99:99") is None
    assert is_date("3/4/2024")

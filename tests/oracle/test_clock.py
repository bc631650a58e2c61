"""The slow oracle counts days by the calendar of the staff member, whatever the clocks did."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from .book import ANA, ME, Book, K
from .events import Asked, InterestSeen, Limit, Thresholds
from .rule import judge


def test_what_is_later_does_not_exist_yet():
    book = Book().ready()
    before = book.judge()
    book.ask(-1, K), book.limit("everything", days=-1), book.into(-1, text="Why?"), book.read(-1)
    book.out(-1, promotional=True), book.cares(-1), book.out(-1, "help")
    assert book.judge() == before
    assert Book().judge() == Book().judge(as_of=book.at(0, 23))


def test_what_is_at_the_very_moment_exists():
    book, now = Book(), Book().at(0, 12)
    book.out(0, hour=12), book.cares(30, basis="observed")
    book.world.interests.append(InterestSeen(ANA, "x", "observed", now))
    book.world.limits.append(Limit(ANA, "everything", now))
    invited = book.ask(0, hour=12)
    book.invite(1, used_by=invited.id)
    assert {"boundaries", "free", "known"} <= book.judge().unmet
    assert book.judge().criteria["fit"] is True
    assert "spared" in book.judge(thresholds=Thresholds(asks_per_year=1)).unmet
    book = Book()
    book.world.asks.append(Asked(1, ME, ANA, K, book.at(100), now, "yes", now))
    assert book.judge().unmet >= {"rested"}
    assert book.judge().criteria["free"] is True
    book.world.asks[0] = Asked(1, ME, ANA, K, book.at(91), None, "yes", now)
    assert book.judge().criteria["rested"] is True


@pytest.mark.parametrize("tz", ["Pacific/Auckland", "America/New_York", "Asia/Kathmandu"])
@pytest.mark.parametrize("today", ["2026-09-01", "2026-10-05", "2026-11-10", "2026-03-20", "2026-04-09"])
def test_days_turn_at_local_midnight_whatever_the_clocks_did(tz, today):
    today = date.fromisoformat(today)
    book = Book(today=today, tz=tz)
    book.into(20, hour=23.99)
    assert book.judge(as_of=book.at(0, 0)).criteria["known"] is False
    assert book.judge(as_of=book.at(0, 23.99)).criteria["known"] is False
    assert book.judge(as_of=book.at(-1, 0)).criteria["known"] is True

    book = Book(today=today, tz=tz)
    book.out(60), book.into(7, hour=0)
    assert book.judge(as_of=book.at(0, 23.99)).criteria["owed"] is True
    assert book.judge(as_of=book.at(-1, 0)).criteria["owed"] is False

    book = Book(today=today, tz=tz)
    book.ask(90, hour=23.99, outcome="yes", answered=80)
    assert book.judge(as_of=book.at(0, 23.99)).criteria["rested"] is False
    assert book.judge(as_of=book.at(-1, 0)).criteria["rested"] is True


@pytest.mark.parametrize("tz", ["Pacific/Auckland", "America/New_York"])
def test_two_minutes_around_midnight_are_two_days(tz):
    book = Book(tz=tz)
    book.into(2, hour=23.99), book.into(1, hour=0)
    assert book.judge().criteria["answered"] is True
    book = Book(tz=tz)
    book.into(1, hour=0), book.into(1, hour=23.99)
    assert book.judge().criteria["answered"] is False


def test_the_hour_that_comes_twice_keeps_its_order():
    new_york = ZoneInfo("America/New_York")
    book = Book(today=date(2026, 11, 20), tz="America/New_York")
    book.into(0, at=datetime(2026, 11, 1, 1, 45, tzinfo=new_york), text="Why?")
    assert book.judge().criteria["owed"] is False
    book.out(0, at=datetime(2026, 11, 1, 1, 30, fold=1, tzinfo=new_york))
    assert book.judge().criteria["owed"] is True


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        Book().into(0, at=datetime(2026, 1, 1))
    with pytest.raises(ValueError, match="no time zone"):
        judge(Book().world, ME, ANA, K, datetime(2026, 1, 1), "UTC")

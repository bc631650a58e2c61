"""Each criterion just below, at and just above its threshold: the filter, the judgement and the words agree, under
the house rules and under others."""

from dataclasses import asdict
from datetime import date

import pytest

from crm.models import Policy
from tests.crm.readiness.side_by_side import judge_all, write_all
from tests.oracle import edges
from tests.oracle.book import ANA, OTHER, Book, K
from tests.oracle.edges import EDGES
from tests.oracle.events import Thresholds
from tests.oracle.rule import CRITERIA
from tests.oracle.tables import BOUNDARIES, CHANNELS, KIND_ROWS, POLICIES

pytestmark = pytest.mark.django_db

STRICT = Thresholds(
    heard_min=5,
    heard_within_days=30,
    fit_days=3,
    fit_within_days=60,
    known_days=30,
    reached_days=4,
    answered_days=3,
    owed_days=3,
    quiet_factor=4,
    quiet_min_days=20,
    quiet_max_days=100,
    given_min=2,
    unhurried_days=5,
    rest_days=40,
    rest_after_no_days=60,
    asks_per_year=2,
)


def gave_twice(book, days):
    book.out(days, "help"), book.out(20, "help")


def read_ago(book, days):
    for ago in (1, 2, 3, 4):
        book.read(ago)
    book.read(days)


def observed_ago(book, days):
    for ago in (1, 2, days):
        book.cares(ago, basis="observed")


STRICT_EDGES = [
    ("heard", edges.read_things, {4: False, 5: True, 6: True}),
    ("heard", read_ago, {29: True, 30: True, 31: False}),
    ("fit", observed_ago, {2: False, 59: True, 60: True, 61: False}),
    ("known", lambda book, days: book.out(days), {29: False, 30: True, 31: True}),
    ("reached", edges.on_days("outbound"), {3: False, 4: True, 5: True}),
    ("answered", edges.on_days("inbound"), {2: False, 3: True, 4: True}),
    ("owed", lambda book, days: book.into(days, text="Why?"), {2: True, 3: True, 4: False}),
    ("alive", lambda book, days: book.into(days), {19: True, 20: True, 21: False}),
    ("alive", lambda book, days: edges.written_twice(10, days)(book), {39: True, 40: True, 41: False}),
    ("alive", lambda book, days: edges.written_twice(50, days)(book), {99: True, 100: True, 101: False}),
    ("given", gave_twice, {4: False, 5: True, 20: False, 365: True, 366: False}),
    ("boundaries", lambda book, days: book.limit("everything", until=book.on(-days)), {0: True, 1: False}),
    ("once", lambda book, campaign: book.ask(300, campaign), {K: False, OTHER: True}),
    ("rested", edges.asked("yes"), {39: False, 40: False, 41: True}),
    ("rested", edges.asked("no"), {59: False, 60: False, 61: True}),
    ("spared", lambda book, days: (book.ask(100), book.ask(days)), {364: False, 365: False, 366: True}),
    ("free", edges.asked(), {20: False, 21: True, 22: True}),
]


def met(readiness, name: str) -> bool:
    return next(verdict.met for verdict in readiness.criteria if verdict.name == name)


def around(rows, name: str):
    """Books with what happened, and whether that is enough for the criterion."""
    books, expected = [], []
    for _, happens, verdicts in (row for row in rows if row[0] == name):
        for n, enough in verdicts.items():
            books.append(Book())
            happens(books[-1], n)
            expected.append(enough)
    return books, expected


@pytest.mark.parametrize("rules", ["house", "strict"])
@pytest.mark.parametrize("name", [name for name in CRITERIA if name != "boundaries"])
def test_around_its_threshold(name, rules):
    thresholds = STRICT if rules == "strict" else None
    books, expected = around(EDGES if thresholds is None else STRICT_EDGES, name)
    answers = judge_all(write_all(books, thresholds), books, name, thresholds=thresholds)
    assert [met(readiness, name) for readiness in answers] == expected
    assert {True, False} == set(expected)


@pytest.mark.slow
def test_every_threshold_of_the_policy_is_heeded():
    books = [Book().ready() for _ in POLICIES]
    for (_, _, happens), book in zip(POLICIES, books, strict=True):
        happens(book)
    written = write_all(books)
    for (_, name, _), readiness in zip(POLICIES, judge_all(written, books), strict=True):
        assert met(readiness, name)
    for n, (change, name, _) in enumerate(POLICIES):
        if change.get("quiet_factor") == 0.5:
            continue  # the oracle knows halves, the policy whole numbers
        rules = Thresholds(**change)
        Policy.objects.update(**asdict(rules))
        assert not met(judge_all(written, books, name, thresholds=rules, only=n)[0], name), change


@pytest.mark.slow
def test_a_boundary_on_either_record():
    books = [Book().ready() for _ in BOUNDARIES]
    for (limit, _), book in zip(BOUNDARIES, books, strict=True):
        book.same_person(1, 7)
        book.limit(**limit)
    answers = judge_all(write_all(books), books, "boundaries")
    assert [met(readiness, "boundaries") for readiness in answers] == [stands_not for _, stands_not in BOUNDARIES]
    assert {readiness.stage for readiness in answers} == {"ready", "closed"}


def test_a_boundary_ends_on_its_day_under_other_rules_too():
    books, expected = around(STRICT_EDGES, "boundaries")
    answers = judge_all(write_all(books, STRICT), books, "boundaries", thresholds=STRICT)
    assert [met(readiness, "boundaries") for readiness in answers] == expected


def test_no_channel_left_closes():
    books = [Book() for _ in CHANNELS]
    for (handles, wrote_on, closed_channel, _), book in zip(CHANNELS, books, strict=True):
        book.same_person(ANA, 7)
        for handle in handles:
            book.handle(*handle)
        if wrote_on:
            book.into(5, channel=wrote_on)
        if closed_channel:
            book.limit("channel", channel=closed_channel, contact=7)
    assert [readiness.stage for readiness in judge_all(write_all(books), books)] == [row[-1] for row in CHANNELS]


def test_what_each_kind_counts_for():
    books = [Book() for _ in KIND_ROWS]
    for (direction, kind, _), book in zip(KIND_ROWS, books, strict=True):
        for days in (25, 26, 27):
            book.touch(days, direction, kind, text="Why?")
    seen = ("heard", "known", "reached", "answered", "owed", "alive", "given")
    answers = judge_all(write_all(books), books, *seen)
    for (direction, kind, names), readiness in zip(KIND_ROWS, answers, strict=True):
        assert {name for name in seen if met(readiness, name)} == set(names.split()), (direction, kind)


def test_nobody_needs_to_be_reached_where_the_rules_need_no_day():
    books, rules = [Book()], Thresholds(reached_days=0)
    assert met(judge_all(write_all(books, rules), books, "reached", thresholds=rules)[0], "reached")


def test_a_year_is_365_days_with_a_leap_day_in_it_too():
    books = [Book(today=date(2028, 12, 31)), Book(today=date(2028, 12, 31))]
    books[0].out(365, "help"), books[1].out(366, "help")
    assert books[0].on(365) == date(2028, 1, 1)
    assert [met(readiness, "given") for readiness in judge_all(write_all(books), books, "given")] == [True, False]

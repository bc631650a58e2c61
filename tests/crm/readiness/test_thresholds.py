"""Each criterion just below, at and just above its threshold: the filter, the judgement and the words agree, under
the house rules and under others."""

from datetime import date

import pytest

from tests.crm.readiness.words import check_words, is_past
from tests.crm.readiness.worlds import write
from tests.oracle import edges
from tests.oracle.book import ANA, COLLEAGUE, ME, OTHER, Book, K
from tests.oracle.edges import EDGES
from tests.oracle.events import Thresholds
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
ROWS = [pytest.param(*row, None, id=f"{row[0]}-{n}") for n, row in enumerate(EDGES)]
ROWS += [pytest.param(*row, STRICT, id=f"{row[0]}-{n}-strict") for n, row in enumerate(STRICT_EDGES)]


def judged(book: Book, *names: str, thresholds: Thresholds | None = None, campaign: int = K):
    """The judgement of Ana, after all three faces were found to agree with the oracle (the filter on `names`)."""
    world, as_of = book.world, book.at(0, 12)
    written = write(world, {ME: book.tz, COLLEAGUE: "America/New_York", 3: "UTC"}, house=thresholds)
    readiness = written.readiness(ME, ANA, campaign, as_of)
    told = book.judge(campaign, thresholds=thresholds)
    assert ({v.name: v.met for v in readiness.criteria}, readiness.stage) == (told.criteria, told.stage)
    face = {**{name: told.criteria[name] for name in names}, "stage": told.stage}
    assert written.faces(ME, campaign, as_of, names)[ANA] == face
    check_words(
        readiness,
        book.tz,
        lambda name, moment: book.judge(campaign, moment, thresholds).criteria[name],
        is_past(world, as_of),
    )
    return readiness


def met(readiness, name: str) -> bool:
    return next(verdict.met for verdict in readiness.criteria if verdict.name == name)


@pytest.mark.parametrize(("name", "happens", "verdicts", "thresholds"), ROWS)
def test_around_its_threshold(name, happens, verdicts, thresholds):
    for n, expected in verdicts.items():
        book = Book()
        happens(book, n)
        assert met(judged(book, name, thresholds=thresholds), name) is expected, n


@pytest.mark.parametrize(("change", "name", "happens"), POLICIES)
def test_every_threshold_of_the_policy_is_heeded(change, name, happens):
    book = Book().ready()
    happens(book)
    assert met(judged(book, name), name)
    assert not met(judged(book, name, thresholds=Thresholds(**change)), name)


@pytest.mark.parametrize(("limit", "stands_not"), BOUNDARIES)
def test_a_boundary_on_either_record(limit, stands_not):
    book = Book().ready()
    book.same_person(1, 7)
    book.limit(**limit)
    readiness = judged(book, "boundaries")
    assert met(readiness, "boundaries") is stands_not
    assert readiness.stage == ("ready" if stands_not else "closed")


@pytest.mark.parametrize("n", range(len(CHANNELS)))
def test_no_channel_left_closes(n):
    handles, wrote_on, closed_channel, stage = CHANNELS[n]
    book = Book()
    book.same_person(ANA, 7)
    for handle in handles:
        book.handle(*handle)
    if wrote_on:
        book.into(5, channel=wrote_on)
    if closed_channel:
        book.limit("channel", channel=closed_channel, contact=7)
    assert judged(book).stage == stage


def test_what_each_kind_counts_for():
    for direction, kind, names in KIND_ROWS:
        book = Book()
        for days in (25, 26, 27):
            book.touch(days, direction, kind, text="Why?")
        seen = ("heard", "known", "reached", "answered", "owed", "alive", "given")
        readiness = judged(book, *seen)
        assert {name for name in seen if met(readiness, name)} == set(names.split()), (direction, kind)


def test_nobody_needs_to_be_reached_where_the_rules_need_no_day():
    assert met(judged(Book(), "reached", thresholds=Thresholds(reached_days=0)), "reached")


def test_in_a_year_with_a_leap_day_a_year_is_365_days():
    book = Book(today=date(2028, 12, 31))
    book.out(365, "help")
    assert book.on(365) == date(2028, 1, 1)
    assert met(judged(book, "given"), "given")

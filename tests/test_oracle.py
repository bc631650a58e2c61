"""The slow oracle says what domain.md says: cases A to L, every threshold, what stands in."""

import random

import pytest

from tests.oracle.book import ANA, COLLEAGUE, ELSEWHERE, OTHER, Book, K
from tests.oracle.cases import CASES
from tests.oracle.edges import EDGES
from tests.oracle.events import CampaignInfo, Thresholds
from tests.oracle.rule import CRITERIA, judge
from tests.oracle.tables import ALL_CHANNELS, ANA_TOO, BOUNDARIES, CHANNELS, KIND_ROWS, NOT_ASKABLE, POLICIES


@pytest.mark.parametrize("name", CASES)
def test_case_has_its_verdict_in_any_order(name):
    case = CASES[name]()
    for seed in range(3):
        judged = judge(case.world, case.staff, case.contact, case.campaign, case.as_of, case.tz)
        assert judged.stage in case.stages
        assert case.unmet <= judged.unmet
        assert not case.met & judged.unmet
        for events in (case.world.touches, case.world.asks, case.world.interests):
            random.Random(seed).shuffle(events)


def test_every_case_and_every_criterion_is_there():
    assert {name[0] for name in CASES} == set("abcdefghijkl")
    groups = "heard fit known reached answered owed alive given boundaries once rested spared free"
    assert list(Book().judge().criteria) == list(CRITERIA) == groups.split()


def test_nothing_to_judge():
    judged = Book().judge()
    assert judged.unmet == {"heard", "fit", "known", "reached", "answered", "alive", "given"}
    assert judged.stage == "listen"


ROWS = [
    pytest.param(name, write, n, met, id=f"{name}-{i}-{n}")
    for i, (name, write, verdicts) in enumerate(EDGES)
    for n, met in verdicts.items()
]


@pytest.mark.parametrize(("name", "write", "n", "met"), ROWS)
def test_edge(name, write, n, met):
    book = Book()
    write(book, n)
    assert book.judge().criteria[name] is met


@pytest.mark.parametrize(("limit", "met"), BOUNDARIES)
def test_boundary(limit, met):
    book = Book().ready()
    book.same_person(1, ANA_TOO)
    book.limit(**limit)
    judged = book.judge()
    assert judged.criteria["boundaries"] is met
    assert judged.stage == ("ready" if met else "closed")


@pytest.mark.parametrize(("direction", "kind", "met"), KIND_ROWS)
def test_what_each_kind_counts_for(direction, kind, met):
    book = Book()
    for days in (25, 26, 27):
        book.touch(days, direction, kind, text="Why?")
    criteria = book.judge().criteria
    names = ("heard", "known", "reached", "answered", "owed", "alive", "given")
    assert {name for name in names if criteria[name]} == set(met.split())


# Channels


@pytest.mark.parametrize("channel", ALL_CHANNELS)
def test_channels_that_can_be_lost(channel):
    book = Book()
    book.handle(channel, "former")
    assert book.judge().stage == ("listen" if channel in NOT_ASKABLE else "closed")


@pytest.mark.parametrize(("handles", "wrote_on", "closed_channel", "stage"), CHANNELS)
def test_no_channel_left(handles, wrote_on, closed_channel, stage):
    book = Book()
    book.same_person(ANA, ANA_TOO)
    for handle in handles:
        book.handle(*handle)
    if wrote_on:
        book.into(5, channel=wrote_on)
    if closed_channel:
        book.limit("channel", channel=closed_channel, contact=ANA_TOO)
    assert book.judge().stage == stage


def test_only_what_they_wrote_opens_a_channel():
    book = Book()
    book.handle("email", "former")
    book.out(5, channel="bluesky")
    book.into(5, channel="mastodon", automated=True)
    assert book.judge().stage == "closed"


# Stages


def test_stages_come_in_their_order():
    book = Book().ready()
    assert book.judge().stage == "ready"
    book.ask(9)  # spends what was given, and rests
    assert book.judge().unmet == {"given", "rested", "free"}
    assert book.judge().stage == "resting"
    assert book.judge(OTHER).stage == "closed"
    assert Book().ready().judge(ELSEWHERE).stage == "listen"
    assert Book().ready().judge(contact=8).stage == "listen"


# What stands in


@pytest.mark.parametrize(
    ("days", "topic", "good"),
    [(-1, "x", False), (0, "x", True), (60, "x", True), (61, "x", False), (1, "y", False)],
)
def test_invitation_stands_in_for_connect_and_give_and_is_a_stated_interest(days, topic, good):
    book = Book()
    book.sensitive("x")
    book.into(9, text="Why?")
    book.invite(days, topic)
    unmet = {"heard", "fit", "reached", "answered", "owed", "given", "known"}
    assert book.judge().unmet == ({"heard"} if good else unmet)
    book.limit("everything"), book.ask(3, K)
    assert {"boundaries", "once", "rested", "free"} <= book.judge().unmet


def test_invitation_is_of_this_contact_and_for_one_ask():
    book = Book()
    book.invite(1, contact=8)
    book.invite(1, used_by=book.ask(1, outcome="yes", answered=1).id)
    assert "known" in book.judge().unmet
    assert "known" not in book.judge(as_of=book.at(1, 10.5)).unmet  # before that ask
    book.invite(1)
    assert "known" not in book.judge().unmet


def test_attestation_stands_in_for_known_and_reached_only():
    book = Book()
    before = book.judge().unmet
    book.attest(staff=COLLEAGUE), book.attest(contact=8)
    assert book.judge().unmet == before
    book.attest()
    assert before - book.judge().unmet == {"known", "reached"}


def test_sensitive_topic_needs_a_stated_interest():
    book = Book()
    book.sensitive("x")
    book.cares(1, basis="observed"), book.cares(2, basis="observed")
    assert "fit" in book.judge().unmet
    book.cares(900)
    assert "fit" not in book.judge().unmet


def test_days_of_two_topics_do_not_add_up():
    book = Book()
    book.world.campaigns[K] = CampaignInfo(K, "Velo Ltd", frozenset({"x", "y"}))
    book.cares(1, "x", "observed"), book.cares(2, "y", "observed")
    assert "fit" in book.judge().unmet


@pytest.mark.parametrize(
    ("entered_after", "identity", "full"),
    [(30, {}, True), (31, {}, False), (31, {"external_id": "m1"}, False), (31, {"text": "a"}, False)]
    + [(31, {"external_id": "m1", "text": "a"}, True)],
)
def test_entered_late_counts_only_for_known(entered_after, identity, full):
    book = Book()
    for ago in (40, 41, 42):
        more = {"entered_at": book.at(ago - entered_after), **identity}
        book.into(ago, hour=9, **more), book.read(ago, **more)
        book.out(ago, hour=10, **more), book.out(ago, "help", hour=11, **more)
    judged = book.judge()
    assert judged.criteria["known"] is True
    for name in ("heard", "reached", "answered", "alive", "given"):
        assert judged.criteria[name] is full


# The policy


@pytest.mark.parametrize(("change", "criterion", "write"), POLICIES)
def test_every_threshold_of_the_policy_is_heeded(change, criterion, write):
    book = Book().ready()
    write(book)
    assert criterion not in book.judge().unmet
    assert criterion in book.judge(thresholds=Thresholds(**change)).unmet


def test_one_day_is_enough_to_hear_one_thing():
    book = Book()
    book.read(1)
    assert book.judge(thresholds=Thresholds(heard_min=1)).criteria["heard"] is True
    assert book.judge(thresholds=Thresholds(heard_min=2)).criteria["heard"] is False


def test_quiet_minimum_is_heeded():
    book = Book()
    book.into(46)
    assert book.judge().criteria["alive"] is False
    assert book.judge(thresholds=Thresholds(quiet_min_days=46)).criteria["alive"] is True


def test_quiet_is_not_rounded():
    book = Book()
    for days in (61, 70, 80, 90, 100, 110, 120, 122):  # g is 61 / 7; seven times that, in floats, is below 61
        book.into(days)
    assert book.judge(thresholds=Thresholds(quiet_factor=7)).criteria["alive"] is True
    assert book.judge(as_of=book.at(-1), thresholds=Thresholds(quiet_factor=7)).criteria["alive"] is False

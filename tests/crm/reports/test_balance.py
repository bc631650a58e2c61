"""Give and ask, reciprocity and fatigue, counted by hand. Today is 22 November 2026."""

from datetime import date

import pytest

from crm.models import Direction, Kind
from crm.reports.balance import give_and_ask
from crm.reports.fatigue import fatigue
from tests.builders import NOW, days_ago, log, make_campaign, make_contact, make_staff
from tests.crm.reports.made import made

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice():
    return make_staff("Alice")


@pytest.fixture
def bob():
    return make_staff("Bob")


@pytest.fixture
def ana(alice):
    return make_contact(alice, "Ana Lima")


@pytest.fixture
def campaign(alice):
    return make_campaign(alice)


def people(alice):
    return {one.name: (one.gave, one.asked.asks) for one in give_and_ask(staff=alice, as_of=NOW).people}


def test_gives_count_by_person_and_day(alice, bob, ana, campaign):
    ben = make_contact(bob, "Ben")
    for contact in (ana, ana, ben):
        log(alice, contact, kind=Kind.HELP, days=10, text=f"Figures for {contact.name} that were wanted.")
    log(alice, ana, kind=Kind.SHARE, days=9, text="https://ana.example/bare")  # no word of our own
    log(alice, ana, kind=Kind.SHARE, days=8, text="What Ana found out: https://ana.example/rich")
    log(bob, ben, kind=Kind.INTRODUCTION, days=7, text="Ben, meet Alice.", introduces=alice)
    made(alice, ana, campaign, "yes", days=5)
    assert people(alice) == {"": (4, 1), "Alice": (3, 1), "Bob": (1, 0)}


def test_what_answers_a_request_of_theirs_is_a_give(alice, ana):
    wanted = log(alice, ana, Direction.INBOUND, Kind.REQUEST, days=6, text="Could you send me the study?")
    log(alice, ana, kind=Kind.REPLY, days=5, text="Here it is.", answers=wanted)
    log(alice, ana, kind=Kind.REPLY, days=4, text="Did it arrive?")
    assert people(alice)["Alice"] == (1, 0)


def test_what_does_not_count_for_the_rule_does_not_count_here(alice, ana):
    log(alice, ana, kind=Kind.HELP, days=10, automated=True, text="An automatic kindness.")
    log(alice, ana, kind=Kind.HELP, days=200, entered=days_ago(100), text="Entered three months late.")
    log(alice, ana, kind=Kind.HELP, days=400, text="More than a year ago.")
    assert people(alice) == {"": (0, 0)}


def test_the_months_tell_who_wrote(alice, ana, campaign):
    for days in (2, 3):
        log(alice, ana, days=days, text=f"Something for day {days} alone.")
    log(alice, ana, Direction.INBOUND, Kind.REPLY, days=2, text="Thanks!")
    log(alice, ana, Direction.MUTUAL, Kind.CALL, days=30)
    log(alice, ana, kind=Kind.REACTION, days=1)
    made(alice, ana, campaign, days=30)
    months = give_and_ask(staff=alice, as_of=NOW).months
    assert [month.starts_on for month in months[-2:]] == [date(2026, 10, 1), date(2026, 11, 1)]
    assert len(months) == 12 and months[0] == type(months[0])(date(2025, 12, 1), 0, 0, 0, 0)
    assert [(m.ours, m.theirs, m.asked) for m in months[-2:]] == [(1, 1, 1), (2, 1, 0)]


def test_private_contacts_of_others_weigh_nothing(alice, bob, campaign):
    hidden = make_contact(bob, "Zelda", visibility="private")
    log(bob, hidden, kind=Kind.HELP, days=10, text="Something for Zelda.")
    made(bob, hidden, campaign, "yes", days=5)
    assert people(alice) == {"": (0, 0)}
    assert people(bob) == {"": (1, 1), "Bob": (1, 1)}
    assert fatigue(staff=alice, as_of=NOW).people == ()
    assert [one.contact for one in fatigue(staff=bob, as_of=NOW).people] == [hidden]


def test_who_is_asked_most_in_a_year(alice, bob, ana, campaign):
    ben = make_contact(bob, "Ben")
    for days, outcome in ((300, "yes"), (100, ""), (366, "no")):
        made(alice, ana, campaign, outcome, days=days)
    made(bob, ben, campaign, days=10)
    made(bob, make_contact(bob, "Cleo", trashed_at=NOW), campaign, days=10)
    found = fatigue(staff=alice, as_of=NOW)
    assert [(one.contact.name, one.asks, one.yes, one.no_answer) for one in found.people] == [
        ("Ana Lima", 2, 1, 1),
        ("Ben", 1, 0, 1),
    ]
    assert found.by_times == ((1, 1), (2, 1)) and found.limit == 3

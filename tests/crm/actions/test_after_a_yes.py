"""What came of a yes, what those who said it are told since, and answers told late or out of order."""

from datetime import timedelta
from typing import Any

import pytest

from crm.actions.note_boundary import note_boundary
from crm.actions.note_coverage import add_coverage, remove_coverage
from crm.actions.open_ask import Because, open_ask
from crm.actions.record_outcome import record_outcome
from crm.actions.save_campaign import update_campaign
from crm.actions.tell_update import tell_update
from crm.errors import Conflict, Refusal
from crm.models import Ask, Boundary, Campaign, Contact, Interest, Relationship, Staff, Update
from crm.readiness import readiness_of
from crm.reports.for_client import for_client
from tests.builders import LETTER, NOW, days_ago, earn, make_campaign, make_contact, make_staff, make_topic
from tests.crm.actions.unchanged import refused

pytestmark = pytest.mark.django_db
NEWS = "The figures come a week later, on the 9th; nothing else changes."


@pytest.fixture
def alice() -> Staff:
    return make_staff("Alice")


@pytest.fixture
def campaign(alice: Staff) -> Campaign:
    links = ["https://velo.example/study"]
    return make_campaign(alice, topics=[make_topic("Cargo bikes")], client="Velo", links=links)


@pytest.fixture
def ana(alice: Staff) -> Contact:
    return make_contact(alice, "Ana Lima", organization="Spokes")


def asked(alice: Staff, contact: Contact, campaign: Campaign, outcome: str = "", **fields: Any) -> Ask:
    made = {
        "channel": "email",
        "asked_at": days_ago(30),
        "earned": True,
        "judged": {"stage": "ready"},
        "text": LETTER,
        **fields,
    }
    if outcome:
        made |= {"outcome": outcome, "outcome_at": days_ago(20)}
    return Ask.objects.create(staff=alice, contact=contact, campaign=campaign, **made)


def test_what_came_of_it_is_noted_once_and_taken_out(alice: Staff, ana: Contact, campaign: Campaign) -> None:
    ask = asked(alice, ana, campaign, "yes")
    add_coverage(staff=alice, ask=ask, url="https://spokes.example/story")
    ask = add_coverage(staff=alice, ask=ask, url="http://www.spokes.example/story/?utm_source=x")
    assert ask.links == ["https://spokes.example/story"]
    with refused(Refusal, "whole address"):
        add_coverage(staff=alice, ask=ask, url="javascript:alert(1)")
    with refused(Refusal, "not among"):
        remove_coverage(staff=alice, ask=ask, url="https://other.example")
    assert remove_coverage(staff=alice, ask=ask, url="https://spokes.example/story").links == []


def test_nothing_comes_of_what_was_no_yes(alice: Staff, ana: Contact, campaign: Campaign) -> None:
    ask = asked(alice, ana, campaign)
    with refused(Conflict, "record their answer first"):
        add_coverage(staff=alice, ask=ask, url="https://spokes.example/story")


def test_news_is_told_once_earns_nothing_and_needs_no_rest(alice: Staff, ana: Contact, campaign: Campaign) -> None:
    earn(alice, ana, campaign.topics.get())
    ask = asked(alice, ana, campaign, "yes", asked_at=days_ago(100))
    before = Relationship.objects.filter(contact=ana).values().get()
    other = make_campaign(alice, name="Trains", topics=[campaign.topics.get()])
    stood = readiness_of(contact=ana, staff=alice, campaign=other, as_of=NOW)
    text = f"{NEWS} https://velo.example/study"
    first = tell_update(staff=alice, ask=ask, text=text, as_of=NOW)
    assert tell_update(staff=alice, ask=ask, text=f" {text} ", as_of=NOW) == first
    assert Relationship.objects.filter(contact=ana).values().get() == before
    stands = readiness_of(contact=ana, staff=alice, campaign=other, as_of=NOW)
    assert stands.criteria == stood.criteria
    bea = make_contact(alice, "Bea Ortiz")
    tell_update(staff=alice, ask=asked(alice, bea, campaign, "yes"), text=text, as_of=NOW)
    assert Update.objects.count() == 2, "the same words may go to everybody who said yes"


@pytest.mark.parametrize("outcome", ["", "no", "not_now", "silent", "withdrawn"])
def test_news_is_for_those_who_said_yes(alice: Staff, ana: Contact, campaign: Campaign, outcome: str) -> None:
    ask = asked(alice, ana, campaign, outcome)
    with refused(Conflict, "News goes to those who said yes"):
        tell_update(staff=alice, ask=ask, text=NEWS, as_of=NOW)


def test_no_news_past_a_no_or_to_the_wrong_person(alice: Staff, ana: Contact, campaign: Campaign) -> None:
    ask = asked(alice, ana, campaign, "yes")
    make_contact(alice, "Ben Ortiz")
    with refused(Refusal, "It greets Ben"):
        tell_update(staff=alice, ask=ask, text=f"Dear Ben,\n{NEWS}", as_of=NOW)
    with refused(Refusal, "was to be filled in"):
        tell_update(staff=alice, ask=ask, text="It is on [DATE].", as_of=NOW)
    note_boundary(staff=alice, contact=ana, scope="client", client="Velo", note="Stop it.", as_of=NOW)
    with refused(Conflict, "They set a boundary on 22 November 2026. In their words: “Stop it.”"):
        tell_update(staff=alice, ask=ask, text=NEWS, as_of=NOW)


def test_an_answer_has_its_moment(alice: Staff, ana: Contact, campaign: Campaign) -> None:
    ask = asked(alice, ana, campaign)
    answer = {"staff": alice, "ask": ask, "outcome": "yes", "as_of": NOW}
    with refused(Refusal, "in the future"):
        record_outcome(**answer, answered_at=NOW + timedelta(seconds=1))
    with refused(Refusal, "an answer comes after the question"):
        record_outcome(**answer, answered_at=days_ago(31))
    assert record_outcome(**answer, answered_at=days_ago(29)).outcome_at == days_ago(29)
    bob = make_staff("Bob")
    with refused(Conflict, "recorded already: yes"):
        record_outcome(staff=bob, ask=ask, outcome="no", as_of=NOW)
    assert not Boundary.objects.exists()


def test_nobody_is_asked_for_a_campaign_that_ended_a_second_ago(alice: Staff, ana: Contact, campaign: Campaign) -> None:
    earn(alice, ana, campaign.topics.get())
    as_it_was = Campaign.objects.get(pk=campaign.pk)  # read before somebody ended it
    update_campaign(staff=alice, campaign=campaign, as_of=NOW, status="ended")
    because = Because("interest", Interest.objects.get().pk)
    with refused(Refusal, "only a live one may ask"):
        open_ask(staff=alice, contact=ana, campaign=as_it_was, channel="email", text=LETTER, because=because, as_of=NOW)


def test_the_client_reads_what_came_of_it_and_nothing_else(alice: Staff, ana: Contact, campaign: Campaign) -> None:
    ask = asked(alice, ana, campaign, "yes", outcome_note="Between us: she is leaving Spokes.")
    add_coverage(staff=alice, ask=ask, url="https://spokes.example/story")
    asked(alice, make_contact(alice, "Bea Ortiz"), campaign)
    asked(alice, make_contact(alice, "Cleo Roth"), campaign, "no", outcome_note="Hates the client.")
    asked(alice, make_contact(alice, "Dora Secret", visibility="private"), campaign, "yes")
    asked(alice, make_contact(alice, "Eve Wrong"), campaign, voided_at=NOW, void_reason="Never made.")
    report = for_client(campaign=campaign, staff=alice, as_of=NOW)
    assert (report.asked, report.answered, report.published, report.pending) == (3, 2, 1, 1)
    told = {line.name: (line.state, line.links) for line in report.lines}
    assert told == {
        "Ana Lima": ("published", ["https://spokes.example/story"]),
        "Bea Ortiz": ("pending", []),
        "Cleo Roth": ("declined", []),
    }

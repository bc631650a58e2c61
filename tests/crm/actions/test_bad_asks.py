"""An ask that cannot be: a sentence, and nothing changed. What it is about was changed by another since it was read."""

from datetime import timedelta

import pytest

from crm.actions.erase_person import order_erasure
from crm.actions.merge_contacts import merge_contacts
from crm.actions.open_ask import Because, open_ask
from crm.actions.record_outcome import record_outcome
from crm.actions.save_campaign import update_campaign
from crm.actions.trash_contact import trash_contact
from crm.erasing.job import run_erasure
from crm.errors import AskLocked, Conflict, Refusal
from crm.models import Campaign, Contact, Interest, Staff
from tests.builders import (
    LETTER,
    NOW,
    TODAY,
    day,
    days_ago,
    earn,
    make_boundary,
    make_campaign,
    make_contact,
    make_staff,
    make_topic,
)
from tests.crm.actions.unchanged import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> Staff:
    return make_staff("Alice", role="admin")


@pytest.fixture
def campaign(alice: Staff) -> Campaign:
    return make_campaign(alice, topics=[make_topic()])


@pytest.fixture
def ana(alice: Staff, campaign: Campaign) -> Contact:
    """As Alice's page read her, before anything happened."""
    ana = make_contact(alice, "Ana Lima", email="ana@example.net")
    earn(alice, ana, campaign.topics.get())
    return Contact.objects.get(pk=ana.pk)


def again(contact: Contact) -> Contact:
    return Contact.objects.get(pk=contact.pk)


def ask(staff: Staff, contact: Contact, campaign: Campaign, **fields):
    interest = Interest.objects.filter(contact=contact).first()
    given = {"channel": "email", "text": LETTER, "as_of": NOW, "because": Because("interest", interest and interest.pk)}
    return open_ask(staff=staff, contact=contact, campaign=campaign, **given | fields)


def test_it_refuses_an_ask_to_somebody_trashed_or_merged_a_moment_ago(alice, ana, campaign):
    trash_contact(staff=alice, contact=again(ana), as_of=NOW)
    with refused(Refusal, "removed or merged"):
        ask(alice, ana, campaign)
    with refused(Refusal, "no such contact"):
        ask(alice, again(ana), campaign)
    other = make_contact(alice, "A. Lima")
    gone = Contact.objects.get(pk=make_contact(alice, "Lima").pk)
    merge_contacts(staff=alice, survivor=other, other=again(gone), as_of=NOW)
    with refused(Refusal, "removed or merged"):
        ask(alice, gone, campaign, because=None)
    with refused(Refusal, "removed or merged"):
        ask(alice, gone, campaign, already_made=True, asked_at=days_ago(1), because=None)


def test_it_refuses_an_ask_to_somebody_erased_a_moment_ago(alice, ana, campaign):
    order = order_erasure(staff=alice, contact=again(ana), as_of=NOW)
    run_erasure(order.pk, as_of=NOW)
    assert not Contact.objects.filter(pk=ana.pk).exists()
    with refused(Refusal, "removed or merged"):
        ask(alice, ana, campaign, because=None)


def test_it_refuses_an_ask_to_bobs_private_contact_in_the_words_for_nobody(alice, campaign):
    greta = make_contact(make_staff("Bob"), "Greta", visibility="private")
    with refused(Refusal, "There is no such contact."):
        ask(alice, greta, campaign, because=None)


def test_it_refuses_a_reason_that_is_somebody_elses(alice, ana, campaign):
    ben = make_contact(alice, "Ben", email="ben@example.net")
    his = Interest.objects.create(contact=ben, topic=campaign.topics.get(), basis="stated", noted_at=days_ago(30))
    for because in (Because("interest", his.pk), Because("interest", 10**9), Because("mention", 10**9)):
        with refused(AskLocked):
            ask(alice, ana, campaign, because=because)


def test_it_refuses_a_channel_they_closed(alice, ana, campaign):
    make_boundary(ana, "channel", channel="email")
    with refused(AskLocked):
        ask(alice, ana, campaign)
    with refused(AskLocked):
        ask(alice, ana, campaign, channel="bluesky")


def test_it_refuses_an_ask_for_a_campaign_that_a_colleague_ended_a_second_ago(alice, ana, campaign):
    theirs = Campaign.objects.get(pk=campaign.pk)
    update_campaign(staff=alice, campaign=theirs, status="ended", as_of=NOW)
    with refused(Refusal, "only a live one may ask"):
        ask(alice, ana, campaign)


def test_it_refuses_an_outcome_twice_by_two_out_of_order_or_to_come(alice, ana, campaign):
    made = ask(alice, ana, campaign)
    with refused(Refusal):
        record_outcome(staff=alice, ask=made, outcome="yes", as_of=NOW, answered_at=NOW + timedelta(days=1))
    with refused(Refusal):
        record_outcome(staff=alice, ask=made, outcome="yes", as_of=NOW, answered_at=days_ago(3))
    with refused(Refusal):
        record_outcome(staff=alice, ask=made, outcome="not_now", until=TODAY, as_of=NOW)
    stale = type(made).objects.get(pk=made.pk)
    record_outcome(staff=alice, ask=made, outcome="not_now", until=day(20), as_of=NOW)
    for staff in (alice, make_staff("Bob")):
        with refused(Conflict):
            record_outcome(staff=staff, ask=stale, outcome="yes", as_of=NOW)

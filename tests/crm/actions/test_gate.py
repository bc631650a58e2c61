"""Straight SQL cannot ask past a boundary, twice, or somebody who is gone: the database refuses by name."""

from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection, transaction

from crm.models import Ask, AskSlot, Merge
from tests.builders import (
    NOW,
    day,
    days_ago,
    make_boundary,
    make_campaign,
    make_contact,
    make_handle,
    make_staff,
    make_topic,
)

pytestmark = pytest.mark.django_db


@contextmanager
def refused(constraint: str):
    """The database refuses by this constraint, and nothing has changed."""
    before = rows()
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        yield
    assert error.value.__cause__.diag.constraint_name == constraint
    assert rows() == before


def rows():
    return list(Ask.objects.order_by("pk").values()), list(AskSlot.objects.order_by("pk").values())


@pytest.fixture
def alice():
    return make_staff("Alice")


@pytest.fixture
def topic():
    return make_topic()


@pytest.fixture
def campaign(alice, topic):
    return make_campaign(alice, topics=[topic], client="Velo Ltd")


@pytest.fixture
def ana(alice):
    return make_contact(alice, "Ana")


def insert(staff, contact, campaign, **fields):
    """By hand, past every action."""
    values = {
        "staff_id": staff.pk, "contact_id": contact.pk, "campaign_id": campaign.pk, "asked_at": NOW,
        "channel": "email", "earned": True, "already_made": False, "version": 1, "text": "", "fingerprint": "",
        "because_kind": "", "because_text": "", "because_url": "", "override_reason": "", "judged": "{}",
        "follow_up_text": "", "outcome": "", "outcome_note": "", "links": [], "void_reason": "",
        "created_at": NOW, "updated_at": NOW, **fields,
    }  # fmt: skip
    names, holes = ", ".join(values), ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO crm_ask ({names}) VALUES ({holes}) RETURNING id", list(values.values()))
        return cursor.fetchone()[0]


def change(ask, **fields):
    with connection.cursor() as cursor:
        names = ", ".join(f"{name} = %s" for name in fields)
        cursor.execute(f"UPDATE crm_ask SET {names} WHERE id = %s", [*fields.values(), ask])


SCOPES = ["everything", "client", "topic", "campaign", "channel"]


def bound(contact, scope, campaign, topic, **fields):
    target = {"client": " VELO ltd", "topic": topic, "campaign": campaign, "channel": "email"}
    return make_boundary(contact, scope, **({scope: target[scope]} if scope in target else {}), **fields)


@pytest.mark.parametrize("scope", SCOPES)
def test_no_ask_past_a_boundary(alice, ana, campaign, topic, scope):
    bound(ana, scope, campaign, topic)
    with refused("ask_respects_boundaries"):
        insert(alice, ana, campaign)
    elsewhere = make_campaign(alice, name="Other", client="Rail")
    if scope == "everything":
        with refused("ask_respects_boundaries"):
            insert(alice, ana, elsewhere, channel="phone")
    else:
        insert(alice, ana, elsewhere, channel="phone")


@pytest.mark.parametrize("scope", SCOPES)
def test_no_ask_past_a_boundary_on_somebodys_private_record(alice, ana, campaign, topic, scope):
    charlie = make_staff("Charlie")
    hers = make_contact(charlie, "Ana L.", email=ana.handles.get().value, visibility="private")
    bound(hers, scope, campaign, topic)
    with refused("ask_respects_boundaries"):
        insert(alice, ana, campaign)


def test_a_boundary_that_ran_out_or_was_lifted_lets_through(alice, ana, campaign):
    make_boundary(ana, until=day(0))
    make_boundary(ana, lifted_at=NOW, lifted_by=alice, lift_reason="They said so.")
    insert(alice, ana, campaign)


def test_a_boundary_holds_on_its_last_day(alice, ana, campaign):
    make_boundary(ana, until=day(1))
    with refused("ask_respects_boundaries"):
        insert(alice, ana, campaign)


def test_no_ask_to_somebody_in_the_trash(alice, ana, campaign):
    ana.trashed_at = NOW
    ana.save()
    with refused("ask_contact_in_use"):
        insert(alice, ana, campaign)


def test_nobody_is_asked_twice_for_one_campaign(alice, ana, campaign):
    insert(alice, ana, campaign, asked_at=days_ago(300), outcome="yes", outcome_at=days_ago(299))
    with refused("ask_once_per_campaign"):
        insert(make_staff("Bob"), ana, campaign)


def test_two_asks_are_not_open_at_once(alice, ana, campaign):
    insert(alice, ana, campaign, asked_at=days_ago(3))
    with refused("ask_slot_one_at_a_time"):
        insert(alice, ana, make_campaign(alice, name="Other"))


def test_two_records_of_a_person_have_one_open_ask(alice, ana, campaign):
    bob = make_staff("Bob")
    hers = make_contact(bob, "Ana L.", email=ana.handles.get().value, visibility="private")
    insert(alice, ana, campaign, asked_at=days_ago(3))
    with refused("ask_once_per_campaign"):
        insert(bob, hers, campaign)
    with refused("ask_slot_one_at_a_time"):
        insert(bob, hers, make_campaign(alice, name="Other"))


def test_a_shared_desk_makes_nobody_the_same(alice, ana, campaign):
    ben = make_contact(alice, "Ben", email=None)
    for who in (ana, ben):
        make_handle(who, "email", "desk@example.net", shared=True)
    insert(alice, ana, campaign)
    insert(alice, ben, campaign)


def test_records_linked_by_a_third_are_one_person(alice, ana, campaign):
    charlie = make_staff("Charlie")
    between = make_contact(charlie, "A. L.", email=ana.handles.get().value, visibility="private")
    make_handle(between, "bluesky", "ana.example")
    third = make_contact(alice, "Ana on Bluesky", email=None)
    make_boundary(ana)
    insert(alice, third, campaign)  # nobody knows yet
    make_handle(third, "bluesky", "ana.example")
    third.refresh_from_db()
    assert third.person == ana.person
    with refused("ask_respects_boundaries"):
        insert(alice, third, make_campaign(alice, name="Other"))
    between.handles.filter(channel="bluesky").delete()
    third.refresh_from_db()
    assert third.person == third.pk


def test_an_ask_does_not_move_behind_a_boundary(alice, ana, campaign):
    ben, cem = make_contact(alice, "Ben"), make_contact(alice, "Cem")
    ask = insert(alice, ben, campaign)
    make_boundary(ana)
    with refused("ask_respects_boundaries"):
        change(ask, contact_id=ana.pk)
    insert(alice, cem, campaign)
    with refused("ask_once_per_campaign"):
        change(ask, contact_id=cem.pk)
    cem.trashed_at = NOW
    cem.save()
    with refused("ask_contact_in_use"):
        change(ask, contact_id=cem.pk)


def test_a_merge_moves_an_ask_between_its_two_records_and_nowhere_else(alice, ana, campaign):
    ben, cem = make_contact(alice, "Ben"), make_contact(alice, "Cem")
    ask = insert(alice, ben, campaign)
    for who in (ana, cem):
        make_boundary(who)
    Merge.objects.create(survivor=ana, merged=ben, by=alice, at=NOW)
    with refused("ask_respects_boundaries"):
        change(ask, contact_id=cem.pk)
    change(ask, contact_id=ana.pk)
    assert {slot.key for slot in AskSlot.objects.all()} == {f"contact:{ana.pk}", f"email:{ana.handles.get().key}"}


def test_an_ask_does_not_change_to_a_campaign_or_channel_they_closed(alice, ana, campaign):
    ask = insert(alice, ana, campaign)
    other = make_campaign(alice, name="Other")
    make_boundary(ana, "campaign", campaign=other)
    make_boundary(ana, "channel", channel="phone")
    with refused("ask_respects_boundaries"):
        change(ask, campaign_id=other.pk)
    with refused("ask_respects_boundaries"):
        change(ask, channel="phone")


def test_a_fact_recorded_afterwards_does_not_become_an_earned_ask(alice, ana, campaign):
    make_boundary(ana)
    fact = insert(alice, ana, campaign, already_made=True, earned=False)
    assert not AskSlot.objects.exists()
    with refused("ask_respects_boundaries"):
        change(fact, already_made=False, earned=True)
    void = insert(alice, ana, campaign, voided_at=NOW, void_reason="By mistake.")
    with refused("ask_respects_boundaries"):
        change(void, voided_at=None)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"earned": False}, "ask_earned_or_said_why_not"),
        ({"override_reason": "Trust me."}, "ask_override_with_reason_and_actor"),
        ({"overridden_by_id": 0}, "ask_override_with_reason_and_actor"),
        ({"outcome": "maybe", "outcome_at": NOW}, "ask_outcome_known"),
        ({"outcome": "yes"}, "ask_outcome_dated"),
        ({"follow_up_at": days_ago(1)}, "ask_followed_up_later"),
        ({"voided_at": NOW}, "ask_voided_with_reason"),
        ({"channel": "pigeon"}, "ask_channel_known"),
    ],
)
def test_an_ask_says_why_and_when(alice, ana, campaign, fields, constraint):
    fields = {name: alice.pk if name == "overridden_by_id" else value for name, value in fields.items()}
    with refused(constraint):
        insert(alice, ana, campaign, **fields)
    assert not Ask.objects.exists()

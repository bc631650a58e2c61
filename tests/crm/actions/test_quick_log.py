"""The quick log: kept once however often it is sent, with its promise, and taken back whole."""

from datetime import timedelta
from typing import Any

import pytest

from crm.actions.log_at_event import log_at_event, take_back_met
from crm.actions.quick_log import quick_log, take_back_log
from crm.errors import NotAllowed, Refusal
from crm.jobs import forget_answers
from crm.models import Contact, IdempotentRequest, Interaction, Promise, Staff
from crm.once import DoneBefore
from tests.builders import NOW, day, make_contact, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> Staff:
    return make_staff("Alice")


@pytest.fixture
def ana(alice: Staff) -> Contact:
    return make_contact(alice, "Ana Lima", organization="Stadtrad")


def _entry(contact: Contact, **more: Any) -> dict[str, Any]:
    plain = {"channel": "phone", "direction": "mutual", "kind": "call", "occurred_at": NOW, "text": "", "url": ""}
    return {"contact": contact, **plain, **more}


def test_sent_twice_it_is_logged_once(alice: Staff, ana: Contact) -> None:
    given: dict[str, Any] = {"staff": alice, "entries": [_entry(ana)], "as_of": NOW, "key": "k1"}
    quick_log(**given, promise="send the deck", due_on=day(4))
    with pytest.raises(DoneBefore):
        quick_log(**given, promise="send the deck", due_on=day(4))
    assert (Interaction.objects.count(), Promise.objects.count()) == (1, 1)
    quick_log(**{**given, "staff": make_staff("Bob")})
    assert Interaction.objects.count() == 2


def test_what_was_refused_may_be_sent_again(alice: Staff, ana: Contact) -> None:
    with pytest.raises(Refusal, match="future"):
        quick_log(staff=alice, entries=[_entry(ana, occurred_at=NOW + timedelta(days=1))], as_of=NOW, key="k1")
    assert not IdempotentRequest.objects.exists()
    quick_log(staff=alice, entries=[_entry(ana)], as_of=NOW, key="k1")
    assert Interaction.objects.count() == 1


def test_keys_of_what_browsers_send_outlive_a_drawer(alice: Staff, ana: Contact) -> None:
    quick_log(staff=alice, entries=[_entry(ana)], as_of=NOW, key="k1")
    forget_answers(int((NOW + timedelta(days=60)).timestamp()))
    with pytest.raises(DoneBefore):
        quick_log(staff=alice, entries=[_entry(ana)], as_of=NOW, key="k1")
    forget_answers(int((NOW + timedelta(days=91)).timestamp()))
    assert not IdempotentRequest.objects.exists()


def test_taken_back_ours_goes_theirs_is_void_and_the_promise_goes(alice: Staff, ana: Contact) -> None:
    entries = [_entry(ana), _entry(ana, direction="inbound", kind="message", text="Hello")]
    logged = quick_log(staff=alice, entries=entries, as_of=NOW, promise="a map", due_on=day(2))
    rows = [row for row in logged if isinstance(row, Interaction)]
    with pytest.raises(NotAllowed):
        take_back_log(staff=make_staff("Bob"), interactions=rows, reason="Mine!", as_of=NOW)
    take_back_log(staff=alice, interactions=rows, reason="By mistake", as_of=NOW)
    assert [it.void_reason for it in Interaction.objects.all()] == ["By mistake"]
    assert not Promise.objects.exists()


def _meet(staff: Staff, name: str, **more: Any) -> Any:
    return log_at_event(staff=staff, name=name, as_of=NOW, met_at=NOW, event="Radforum", tag="radforum", **more)


def test_who_is_unknown_becomes_a_contact_and_who_is_known_does_not(alice: Staff, ana: Contact) -> None:
    new = _meet(alice, "Mei Tanaka", organization="Bote", text="Counts bikes", topic="Cargo bikes", key="a")
    assert (new.is_new, new.contact.tags, new.contact.origin) == (True, ["radforum"], "Radforum")
    assert (new.interaction.text, new.interaction.channel) == ("Radforum: Counts bikes", "in_person")
    assert [topic.name for topic in new.interaction.topics.all()] == ["Cargo bikes"]
    known = _meet(alice, "ana  LIMA", organization="stadtrad", key="b")
    assert (known.is_new, known.contact) == (False, ana)
    ana.refresh_from_db()
    assert ana.tags == ["radforum"]
    with pytest.raises(DoneBefore):
        _meet(alice, "Mei Tanaka", organization="Bote", key="a")
    assert Contact.objects.count() == 2


def test_another_outlet_is_another_person_and_two_of_a_name_are_not_guessed(alice: Staff, ana: Contact) -> None:
    other = _meet(alice, "Ana Lima", organization="Freie Presse")
    assert other.is_new
    with pytest.raises(Refusal, match="add the outlet"):
        _meet(alice, "Ana Lima")
    assert _meet(alice, "Ana Lima", organization="Stadtrad").contact == ana


def test_a_colleagues_own_person_of_that_name_stays_unknown(alice: Staff) -> None:
    bob = make_staff("Bob")
    make_contact(bob, "Greta Holm", visibility="private")
    assert _meet(alice, "Greta Holm").is_new


def test_taken_back_a_person_made_for_it_is_in_the_trash(alice: Staff, ana: Contact) -> None:
    new = _meet(alice, "Mei Tanaka")
    take_back_met(staff=alice, interaction=new.interaction, reason="By mistake", as_of=new.contact.created_at)
    assert not Interaction.objects.exists()
    assert Contact.objects.in_use().get() == ana
    new.contact.refresh_from_db()
    assert new.contact.trashed_at

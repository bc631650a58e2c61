"""Somebody erased stays unasked and rested, whichever door their address comes back through."""

import hashlib
import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from crm.actions.erase_person import order_erasure
from crm.actions.merge_contacts import merge_contacts
from crm.actions.note_boundary import lift_boundary
from crm.actions.open_ask import open_ask
from crm.actions.save_contact import create_contact, update_contact
from crm.actions.upsert_contacts import upsert_contacts
from crm.erasing.job import run_erasure
from crm.errors import AskLocked
from crm.importing.job import run_import, start_import
from crm.memory import look_back
from crm.models import Ask, Boundary, Campaign, Contact, MemoryKey, Recall, Staff, Topic, UncheckedHandles
from crm.readiness import book, readiness_of
from listening.actions.adopt_voice import adopt_voice
from listening.models import Author, Mention
from listening.observed import Address, Observed
from listening.pipeline import take_in
from tests.builders import (
    LETTER,
    NOW,
    day,
    days_ago,
    earn,
    make_boundary,
    make_campaign,
    make_contact,
    make_handle,
    make_staff,
    make_topic,
)

pytestmark = [pytest.mark.django_db, pytest.mark.deep]
MAIL = "ana.lima@example.net"


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def ada() -> Staff:
    return make_staff("Ada", role="admin")


@pytest.fixture
def topic() -> Topic:
    return make_topic(query="cargo")


@pytest.fixture
def campaign(ada: Staff, topic: Topic) -> Campaign:
    return make_campaign(ada, topics=[topic], client="Velo")


def erase(ada: Staff, contact: Contact) -> None:
    run_erasure(order_erasure(staff=ada, contact=contact, as_of=NOW).pk, as_of=NOW)
    assert not Contact.objects.filter(pk=contact.pk).exists()


def asked(ada: Staff, contact: Contact, campaign: Campaign, days: float, **fields: Any) -> Ask:
    return Ask.objects.create(
        contact=contact, staff=ada, campaign=campaign, channel="email", asked_at=days_ago(days), already_made=True,
        earned=False, **fields,
    )  # fmt: skip


def by_action(ada: Staff) -> Contact:
    return create_contact(staff=ada, as_of=NOW, name="Back", handles=[{"channel": "email", "value": MAIL.upper()}])


def by_edit(ada: Staff) -> Contact:
    contact = make_contact(ada, "Back", email=None)
    return update_contact(staff=ada, contact=contact, as_of=NOW, handles=[{"channel": "email", "value": MAIL}])


def by_bulk(ada: Staff) -> Contact:
    rows = [{"name": "Back", "handles": [{"channel": "email", "value": MAIL}]}, {"name": "Nobody"}]
    list(upsert_contacts(staff=ada, rows=rows, as_of=NOW))
    return Contact.objects.get(name="Back")


def by_import(ada: Staff) -> Contact:
    file = io.BytesIO(f"Name,Email\nBack,{MAIL}\nBen,ben@example.net\n".encode())
    run_import(start_import(staff=ada, file=file, filename="people.csv").pk, as_of=NOW)
    return Contact.objects.get(name="Back")


def by_voice(ada: Staff) -> Contact:
    author = Author.objects.create(channel="email", key=MAIL, value=MAIL, name="Back")
    return adopt_voice(staff=ada, author=author, as_of=NOW)


def by_no_door_of_ours(ada: Staff) -> Contact:
    contact = make_contact(ada, "Back", email=MAIL)
    look_back(as_of=NOW)  # what the worker does
    return contact


DOORS = [by_action, by_edit, by_bulk, by_import, by_voice, by_no_door_of_ours]


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_a_no_is_back_with_the_address(
    ada: Staff, campaign: Campaign, topic: Topic, door: Callable[[Staff], Contact]
) -> None:
    ana = make_contact(ada, email=MAIL)
    make_boundary(ana, "client", client="Velo", until=day(100), note="She said: never Velo again")
    make_boundary(ana, until=day(-3))
    asked(ada, ana, campaign, 30, outcome="no", outcome_at=days_ago(29))
    erase(ada, ana)

    back = door(ada)
    boundary = Boundary.objects.get(contact=back)
    assert (boundary.scope, boundary.client, boundary.until, boundary.note) == ("client", "Velo", day(100), "")
    earn(ada, back, topic)
    other = make_campaign(ada, topics=[topic], name="Other", client="Rail")
    readiness = readiness_of(contact=back, staff=ada, campaign=other, as_of=NOW)
    missing = {verdict.name: verdict for verdict in readiness.criteria if not verdict.met}
    assert set(missing) == {"rested"}
    assert missing["rested"].by_time_on == day(-30 + 181)
    assert missing["rested"].sentence == "They were asked from here not long ago."
    for campaigns, criterion in ((other, "rested"), (campaign, "boundaries")):
        found = book(staff=ada, campaign=campaigns, as_of=NOW).missing(criterion)
        assert list(found.values_list("pk", flat=True)) == [back.pk]
    with pytest.raises(AskLocked):
        open_ask(staff=ada, contact=back, campaign=other, channel="email", text=LETTER, as_of=NOW)


def test_three_asks_before_spare_them_for_the_year(ada: Staff, campaign: Campaign) -> None:
    ana = make_contact(ada, email=MAIL)
    for days in (200, 250, 300):
        asked(ada, ana, campaign, days)
    erase(ada, ana)
    back = by_action(ada)
    readiness = readiness_of(contact=back, staff=ada, campaign=campaign, as_of=NOW)
    assert "spared" in {verdict.name for verdict in readiness.criteria if not verdict.met}
    later = readiness_of(contact=back, staff=ada, campaign=campaign, as_of=NOW + timedelta(days=70))
    assert "spared" not in {verdict.name for verdict in later.criteria if not verdict.met}


def test_straight_sql_cannot_ask_before_the_address_was_held_against_the_erased(ada: Staff, campaign: Campaign) -> None:
    ana = make_contact(ada, email=MAIL)
    make_boundary(ana)
    erase(ada, ana)
    back = make_contact(ada, "Back", email=MAIL)
    ask = Ask(contact=back, staff=ada, campaign=campaign, channel="email", asked_at=NOW, earned=True)
    with pytest.raises(DatabaseError, match="held against"), transaction.atomic():
        ask.save()
    look_back(as_of=NOW)
    with pytest.raises(DatabaseError, match="A boundary stands"), transaction.atomic():
        ask.save()


def test_the_address_of_a_desk_remembers_nobody(ada: Staff) -> None:
    ana = make_contact(ada, email=MAIL)
    make_handle(ana, "phone", "+49 30 901820", shared=True)
    make_boundary(ana)
    erase(ada, ana)
    ben = create_contact(staff=ada, as_of=NOW, name="Ben", handles=[{"channel": "phone", "value": "+49 30 901820"}])
    assert not Recall.objects.filter(contact=ben).exists()


def test_what_a_manager_lifts_stays_lifted_and_is_forgotten_with_the_next_erasure(ada: Staff) -> None:
    ana = make_contact(ada, email=MAIL)
    make_boundary(ana)
    erase(ada, ana)
    back = by_action(ada)
    lift_boundary(staff=ada, boundary=Boundary.objects.get(contact=back), reason="She wrote to us", as_of=NOW)
    update_contact(staff=ada, contact=back, as_of=NOW, handles=[])
    update_contact(staff=ada, contact=back, as_of=NOW, handles=[{"channel": "email", "value": MAIL}])
    assert not Boundary.objects.filter(contact=back, lifted_at=None).exists()
    erase(ada, back)
    assert not Boundary.objects.filter(contact=by_action(ada)).exists()


def test_it_moves_with_a_merge_and_survives_a_second_erasure(ada: Staff, campaign: Campaign, topic: Topic) -> None:
    ana = make_contact(ada, email=MAIL)
    asked(ada, ana, campaign, 30)
    erase(ada, ana)
    survivor = make_contact(ada, "Survivor")
    merge_contacts(staff=ada, survivor=survivor, other=by_action(ada), as_of=NOW)
    assert Recall.objects.filter(contact=survivor).count() == 1
    erase(ada, survivor)
    back = by_action(ada)
    rested = next(
        verdict
        for verdict in readiness_of(contact=back, staff=ada, campaign=campaign, as_of=NOW).criteria
        if verdict.name == "rested"
    )
    assert not rested.met


def test_addresses_lie_there_as_keyed_hashes(ada: Staff) -> None:
    ana = make_contact(ada, email=MAIL)
    make_boundary(ana)
    erase(ada, ana)
    [key] = MemoryKey.objects.all()
    plain = [MAIL, f"email:{MAIL}"]
    assert bytes(key.digest) not in {hashlib.sha256(text.encode()).digest() for text in plain}
    assert len(bytes(key.digest)) == 32


def test_while_nobody_is_remembered_nothing_is_noted(ada: Staff) -> None:
    make_contact(ada, email=MAIL)
    assert not UncheckedHandles.objects.exists()


def test_what_they_publish_is_not_kept_again(ada: Staff, topic: Topic) -> None:
    zoe = Address("bluesky", "zoe.example")
    posts = [
        Observed(native_id="1", text="Cargo bikes again", author=zoe, url="https://zoe.example/1"),
        Observed(native_id="2", text="Cargo trains", author=Address("bluesky", "ben.example")),
    ]
    take_in(posts, kind="feed", channel="website", as_of=NOW)
    assert Mention.objects.count() == 2
    run_erasure(order_erasure(staff=ada, address_of=("bluesky", "@zoe.example"), as_of=NOW).pk, as_of=NOW)
    assert Mention.objects.count() == 1
    answers = take_in(posts, kind="feed", channel="website", as_of=NOW)
    assert [one.result for one in answers] == ["passed", "known"]
    assert not Author.objects.filter(key="zoe.example").exists()

    make_handle(make_contact(ada, "Zoe"), "bluesky", "zoe.example")  # somebody relates to them again
    assert take_in(posts, kind="feed", channel="website", as_of=NOW)[0].result == "new"


def test_hashes_outlive_a_change_of_the_installations_secret(ada: Staff, settings: Any) -> None:
    ana = make_contact(ada, email=MAIL)
    make_boundary(ana)
    erase(ada, ana)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-secret", [settings.SECRET_KEY]
    first = by_action(ada)
    settings.SECRET_KEY_FALLBACKS = []  # it was sealed anew with the first use
    erase(ada, first)
    assert Boundary.objects.filter(contact=by_action(ada)).count() == 1

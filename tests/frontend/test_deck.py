"""After an import: how well do you know them, and listen to those who can be heard."""

import re
from typing import Any

import pytest
from django.test import Client

from crm.actions.say_how_well import say_how_well
from crm.models import Acquaintance, Attestation, Contact, ImportJob, ImportRow, Relationship, Staff
from listening.models import Source
from tests.builders import NOW, log, make_contact, make_handle
from tests.frontend.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(alice: Staff) -> list[Contact]:
    return [make_contact(alice, name) for name in ("Ana Lima", "Ben Brook", "Cleo Marsh", "Dov Ash")]


@pytest.fixture
def job(alice: Staff, people: list[Contact]) -> ImportJob:
    made = ImportJob.objects.create(staff=alice, file="imports/none", filename="people.csv", status="done")
    for number, person in enumerate(people, 1):
        ImportRow.objects.create(job=made, number=number, data={"name": person.name}, result="created", contact=person)
    return made


def say(client: Client, job: ImportJob, person: Contact, how_well: str) -> str:
    given = {"contact": person.pk, "how_well": how_well}
    return client.post(f"/import/{job.pk}/deck/", given, headers={"HX-Request": "true"}).content.decode()


def undo_in(text: str) -> str:
    found = re.search(r'action="([^"]*/undo/[^"]*)"', text)
    assert found
    return found[1].replace("&amp;", "&")


def test_one_key_a_person_and_only_well_is_an_attestation(alice: Staff, people: list[Contact], job: ImportJob) -> None:
    client, (ana, ben, cleo, dov) = signed_in(alice), people
    assert "How well do you know these 4?" in client.get(f"/import/{job.pk}/").content.decode()
    assert "Ana Lima" in client.get(f"/import/{job.pk}/deck/").content.decode()
    assert "Ben Brook" in say(client, job, ana, "well")
    say(client, job, ben, "a_little")
    say(client, job, cleo, "not")
    attested = Attestation.objects.get()
    assert (attested.contact, attested.staff) == (ana, alice)
    assert "people.csv" in attested.reason
    assert Relationship.objects.get(contact=ana).attested_on is not None
    assert "That was everybody" in say(client, job, dov, "not")


def test_an_answer_is_taken_back_with_its_attestation(alice: Staff, people: list[Contact], job: ImportJob) -> None:
    client = signed_in(alice)
    client.post(undo_in(say(client, job, people[0], "well")))
    assert not Attestation.objects.exists()
    assert not Acquaintance.objects.exists()
    say(client, job, people[0], "well")
    say(client, job, people[0], "a_little")  # thought better of it
    assert not Attestation.objects.exists()
    assert Acquaintance.objects.get().how_well == "a_little"


def test_all_the_rest_at_once_and_back(alice: Staff, people: list[Contact], job: ImportJob) -> None:
    client = signed_in(alice)
    say(client, job, people[0], "well")
    answer = client.post(f"/import/{job.pk}/deck/none/", follow=True).content.decode()
    assert Acquaintance.objects.filter(how_well="not").count() == 3
    client.post(undo_in(answer))
    assert [said.how_well for said in Acquaintance.objects.all()] == ["well"]


def test_whoever_exchanged_a_word_is_not_asked_nor_shown_to_others(
    alice: Staff, bob: Staff, people: list[Contact], job: ImportJob
) -> None:
    log(alice, people[0], "inbound", days=40, text="Thank you for the figures.")
    text = signed_in(alice).get(f"/import/{job.pk}/deck/").content.decode()
    assert "Ana Lima" not in text
    assert "Ben Brook" in text
    assert signed_in(bob).get(f"/import/{job.pk}/deck/").status_code == 404
    stranger = make_contact(bob, "Eve")
    assert signed_in(alice).post(f"/import/{job.pk}/deck/", {"contact": stranger.pk}).status_code == 404


def test_those_with_a_feed_or_profile_are_listened_to_and_private_ones_are_not(
    alice: Staff, people: list[Contact], job: ImportJob, settings: Any
) -> None:
    ana, ben, cleo, dov = people
    make_handle(ana, "feed", "https://ana.example/feed")
    make_handle(ben, "bluesky", "ben.example")
    make_handle(cleo, "mastodon", "@cleo@social.example")
    make_handle(dov, "feed", "https://dov.example/feed")
    Contact.objects.filter(pk=dov.pk).update(visibility="private")
    client = signed_in(alice)
    assert "Listen to the 3 of them" in client.get(f"/import/{job.pk}/deck/").content.decode()
    answer = client.post(f"/import/{job.pk}/listen/", follow=True).content.decode()
    assert sorted(Source.objects.values_list("kind", flat=True)) == ["bluesky", "feed", "mastodon"]
    assert "dov.example" not in str(list(Source.objects.values_list("settings", "name")))
    client.post(f"/import/{job.pk}/listen/")
    assert Source.objects.in_use().count() == 3  # nobody is listened to twice
    client.post(undo_in(answer))
    assert not Source.objects.in_use().exists()


def test_vouching_for_somebody_already_vouched_for_keeps_the_first_reason(alice: Staff, people: list[Contact]) -> None:
    Attestation.objects.create(staff=alice, contact=people[0], reason="School", attested_on=NOW.date())
    said = say_how_well(staff=alice, contact=people[0], how_well="well", as_of=NOW)
    assert said.attestation is None
    assert Attestation.objects.get().reason == "School"

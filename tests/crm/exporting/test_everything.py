"""A whole book leaves with all that happened, and comes back as far as it is the loader's to bring."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from crm.actions.record_outcome import record_outcome
from crm.errors import Refusal
from crm.exporting.job import run_export, start_export, stream_export
from crm.importing.job import run_import, start_import, undo_import
from crm.models import (
    Ask,
    Attestation,
    Boundary,
    Campaign,
    Contact,
    Export,
    Interaction,
    Invitation,
    Promise,
    Staff,
    Topic,
)
from crm.readiness import readiness_of
from crm.readiness.facts import drifted, refresh_all
from tests.builders import NOW, day, days_ago, log, make_boundary, make_campaign, make_contact, make_staff, make_topic

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

LISTS = ("interactions", "asks", "promises", "invitations", "attestations")


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def mona() -> Staff:
    return make_staff("Mona", role="manager", email="mona@house.example", time_zone="Europe/Lisbon")


@pytest.fixture
def bob() -> Staff:
    return make_staff("Bob", email="Bob@House.example")


@pytest.fixture
def ana(mona: Staff, bob: Staff) -> Contact:
    """Everything that can happen, once."""
    ana = make_contact(mona, "Ana Lima", email="ana@paper.example")
    bikes, campaign = make_topic("Cargo bikes"), make_campaign(mona, name="Bike summer", client="Velo, Inc.")
    log(mona, ana, "observed", "read", days=70, url="https://ana.example/1", channel="website", topics=[bikes])
    log(mona, ana, days=60, text='Loved your piece; "really", and ü 🚲\nsecond line')
    wish = log(mona, ana, "inbound", "request", days=50, text="Could you send the figures?", external_id="<1@x>")
    log(mona, ana, kind="help", days=49, text="Here they are.", answers=wish, external_id="<2@x>")
    log(mona, ana, "mutual", "call", days=300, text="A long call.", entered=NOW)
    log(bob, ana, "inbound", days=30, text="No, thank you.", refusal=True, needs_answer=False)
    log(bob, ana, kind="introduction", days=29, text="Meet Mona, who knows bikes.", introduces=mona)
    void = log(bob, ana, days=28, text="Never sent")
    Interaction.objects.filter(pk=void.pk).update(voided_at=NOW, void_reason="Never sent")
    asked = {"contact": ana, "campaign": campaign, "channel": "email", "already_made": True, "earned": True}
    asked |= {"links": ["https://ana.example/piece"], "judged": {"stage": "ready"}}
    old = Ask.objects.create(staff=mona, asked_at=days_ago(400), text="Would you?", **asked)
    record_outcome(staff=mona, ask=old, outcome="yes", as_of=days_ago(390), note="Gladly")
    Ask.objects.create(staff=bob, asked_at=days_ago(100), follow_up_at=days_ago(90), follow_up_text="Well?", **asked)
    Promise.objects.create(contact=ana, staff=mona, text="The deck", due_on=day(2), interaction=wish)
    said = {"contact": ana, "topic": bikes, "given_on": day(-50), "quote": "send the figures"}
    Invitation.objects.create(interaction=wish, used_by=old, **said)
    Invitation.objects.create(url="https://ana.example/ask", **said | {"given_on": day(-5)})
    Attestation.objects.create(contact=ana, staff=bob, reason="School", attested_on=day(-700))
    make_boundary(ana, "campaign", campaign=campaign)
    refresh_all()
    return ana


def taken(staff: Staff, format: str = "json", **filters: str) -> bytes:
    wishes: Any = {"what": "everything", "sensitive": True, "as_of": NOW}
    return b"".join(stream_export(staff=staff, format=format, filters=filters, **wishes))


def brought(staff: Staff, data: bytes, **wishes: Any) -> Any:
    job = start_import(staff=staff, file=io.BytesIO(data), filename="book", **wishes)
    job = run_import(job.pk, as_of=NOW)
    assert job.status == "done", job.error
    assert drifted() == []
    return job


def empty() -> None:
    """An install of its own, with the same colleagues."""
    for model in (Invitation, Promise, Boundary, Ask, Contact, Campaign, Topic):
        model.objects.all().delete()


def counts() -> list[int]:
    models = (Contact, Interaction, Ask, Promise, Invitation, Attestation, Boundary, Campaign, Topic)
    return [model.objects.count() for model in models]


def test_a_whole_book_says_what_happened(mona: Staff, ana: Contact) -> None:
    [person] = json.loads(taken(mona))
    assert [len(person[name]) for name in LISTS] == [7, 2, 1, 2, 1]
    exchanges, asks = person["interactions"], person["asks"]
    assert [each["late"] for each in exchanges].count(True) == 1 and exchanges[0]["text"] == "A long call."
    [help] = [each for each in exchanges if each["kind"] == "help"]
    assert exchanges[help["answers"]]["kind"] == "request" and help["staff"] == mona.email
    assert (asks[0]["outcome"], asks[0]["campaign"], asks[1]["staff"]) == ("yes", "Bike summer", "Bob@House.example")
    assert person["pitches"] == [] and person["invitations"][0]["used_by"] == 0
    assert "Never sent" not in str(person)


@pytest.mark.parametrize("format", ["json", "ndjson"])
def test_into_an_empty_book_and_out_again_it_is_the_same(mona: Staff, ana: Contact, format: str) -> None:
    first, before = taken(mona, format), counts()
    empty()
    job = brought(mona, first)
    assert (job.created, job.refused, job.interactions) == (1, 0, 7) and job.rows.get().reason == ""
    assert taken(mona, format) == first
    assert counts() == [before[0], before[1] - 1, *before[2:]]  # voided ones stay behind
    assert Campaign.objects.get().status == "ended"
    assert not Ask.objects.exclude(already_made=True).exists()
    again = brought(mona, first)
    assert (again.unchanged, again.interactions) == (1, 0) and counts() == [before[0], before[1] - 1, *before[2:]]


def test_into_the_same_book_it_changes_nobody(mona: Staff, ana: Contact) -> None:
    before = counts()
    job = brought(mona, taken(mona))
    assert (job.unchanged, job.updated, job.created, job.refused) == (1, 0, 0, 0)
    assert counts() == before


def test_a_preview_writes_nothing(mona: Staff, ana: Contact) -> None:
    lines = taken(mona)
    empty()
    job = brought(mona, lines, dry_run=True)
    assert (job.created, job.interactions) == (1, 7) and counts() == [0] * 9


def test_nothing_counts_more_than_it_did(mona: Staff, bob: Staff, ana: Contact) -> None:
    def facts() -> Any:
        fresh = make_campaign(mona, topics=[Topic.objects.get(name="Cargo bikes")], name="Another")
        readiness = {one: readiness_of(contact=ana_now(), staff=one, campaign=fresh, as_of=NOW) for one in (mona, bob)}
        return {one.pk: {c.name for c in answer.criteria if c.met} for one, answer in readiness.items()}

    lines, before = taken(mona), facts()
    empty()
    brought(mona, lines)
    after = facts()
    assert all(after[one] <= before[one] for one in before)
    assert "known" in after[bob.pk] and "rested" not in after[mona.pk] | after[bob.pk] - before[mona.pk]


def ana_now() -> Contact:
    return Contact.objects.get(name="Ana Lima")


def test_a_colleague_brings_only_what_is_their_own_but_every_ask_rests(mona: Staff, bob: Staff, ana: Contact) -> None:
    lines = taken(bob)
    empty()
    job = brought(bob, lines)
    assert set(Interaction.objects.values_list("staff", flat=True)) == {bob.pk}
    assert set(Ask.objects.values_list("staff", flat=True)) == {bob.pk}
    assert Ask.objects.get(asked_at=days_ago(400)).outcome_note == f"(Asked by {mona.email}.) Gladly"
    assert (Promise.objects.count(), Attestation.objects.count(), Boundary.objects.count()) == (0, 1, 1)
    assert job.rows.get().reason.startswith("Colleagues’ exchanges and promises: only a manager can load them")


def test_who_is_not_known_here_says_nothing_but_was_asked(mona: Staff, ana: Contact) -> None:
    lines = taken(mona).replace(b"Bob@House.example", b"zed@elsewhere.example")
    empty()
    brought(mona, lines)
    assert set(Interaction.objects.values_list("staff", flat=True)) == {mona.pk}
    assert Ask.objects.count() == 2 and not Attestation.objects.exists()


@pytest.mark.parametrize(
    "broken",
    [{"asked_at": "soon"}, {"asked_at": "2031-01-01T00:00:00Z"}, {"campaign": ""}, {"campaign": "x" * 300}],
)
def test_an_ask_that_cannot_be_read_rests_as_a_pitch(mona: Staff, ana: Contact, broken: dict[str, str]) -> None:
    [person] = json.loads(taken(mona))
    person["asks"] = [{**person["asks"][0], **broken}]
    empty()
    brought(mona, json.dumps([person]).encode())
    assert not Ask.objects.exists()
    assert Interaction.objects.get(external_id__startswith="pitch:").occurred_at == NOW


def test_what_is_wrong_is_left_out_and_said(mona: Staff, ana: Contact) -> None:
    [person] = json.loads(taken(mona))
    person["promises"] = [{"text": "x"}, 7, {"due_on": "2026-12-01"}]
    person["invitations"] = [{"topic": "Bikes", "quote": "Do!", "given_on": "2026-11-01", "interaction": 10**9}, {}]
    person["attestations"] = [{"reason": ""}]
    person["interactions"][1] |= {"answers": -4, "topics": [None, 3, {"name": "Rail"}], "needs_answer": "maybe"}
    empty()
    job = brought(mona, json.dumps([person]).encode())
    assert (Promise.objects.count(), Invitation.objects.count(), Attestation.objects.count()) == (0, 0, 0)
    assert Interaction.objects.count() == 7 and Topic.objects.filter(name="Rail").exists()
    for word in ("Promise:", "Invitation:", "Attestation:"):
        assert word in job.rows.get().reason


def test_an_invitation_that_was_used_is_not_good_for_another_ask(mona: Staff, ana: Contact) -> None:
    [person] = json.loads(taken(mona))
    person["invitations"] = [each | {"used_by": None} for each in person["invitations"]]
    empty()
    brought(mona, json.dumps([person]).encode())
    assert list(Invitation.objects.values_list("given_on", flat=True)) == [day(-5)]


def test_the_whole_is_taken_back_but_for_a_no(mona: Staff, ana: Contact) -> None:
    lines = taken(mona)
    empty()
    job = brought(mona, lines)
    undo_import(staff=mona, job=job, as_of=NOW)
    assert counts()[:6] == [1, 0, 2, 0, 0, 0]
    assert Contact.objects.get().trashed_at and not Ask.objects.standing().exists()
    assert drifted() == []
    again = brought(mona, lines)
    assert (again.created, again.updated) == (0, 1) and ana_now().trashed_at is None
    assert Interaction.objects.count() == 7 and Promise.objects.count() == 1


def test_what_came_since_keeps_them(mona: Staff, ana: Contact) -> None:
    lines = taken(mona)
    empty()
    job = brought(mona, lines)
    Promise.objects.create(contact=ana_now(), staff=mona, text="Another", due_on=day(3))
    undo_import(staff=mona, job=job, as_of=NOW)
    assert job.rows.get().kept_because == "There are promises to them since."
    assert ana_now().trashed_at is None and Promise.objects.get().text == "Another"


def test_only_a_manager_voids_the_asks_it_brought(mona: Staff, bob: Staff, ana: Contact) -> None:
    lines = taken(bob)
    empty()
    job = brought(bob, lines)
    undo_import(staff=bob, job=job, as_of=NOW)
    assert Ask.objects.standing().count() == 2 and Contact.objects.get().trashed_at


def test_somebody_elses_private_people_are_in_no_book(mona: Staff, bob: Staff, ana: Contact) -> None:
    zelda = make_contact(bob, "Zelda Hidden", visibility="private")
    log(bob, zelda, "inbound", days=3, text="My secret")
    assert b"Zelda" not in taken(mona) and b"My secret" in taken(bob)
    rows = b"".join(stream_export(staff=mona, what="interactions", format="csv", filters={}, as_of=NOW))
    assert b"Zelda" not in rows and b"My secret" not in rows


def interactions(seen_by: Staff, format: str, **filters: str) -> bytes:
    wishes: Any = {"what": "interactions", "format": format, "filters": filters, "as_of": NOW}
    return b"".join(stream_export(staff=seen_by, **wishes))


def test_interactions_leave_as_a_table(mona: Staff, bob: Staff, ana: Contact) -> None:
    log(mona, ana, days=1, text="=cmd|'/c calc'!A1")
    rows = list(csv.DictReader(io.StringIO(interactions(mona, "csv").decode("utf-8-sig"))))
    assert len(rows) == 9 and rows[-1]["Text"] == "'=cmd|'/c calc'!A1"
    assert {row["Contact email"] for row in rows} == {"ana@paper.example"}
    assert [row["Not genuine because"] for row in rows].count("voided") == 1
    assert {row["Topics"] for row in rows} == {"", "Cargo bikes"}
    lines = [json.loads(line) for line in interactions(mona, "ndjson").splitlines()]
    assert [line["text"] for line in lines][:-1] == [row["Text"] for row in rows][:-1]
    assert lines[0]["contact"]["name"] == "Ana Lima" and json.loads(interactions(mona, "json")) == lines


def test_filters_are_those_of_their_list(mona: Staff, bob: Staff, ana: Contact) -> None:
    mine = interactions(mona, "ndjson", staff=str(bob.pk), direction="inbound").splitlines()
    assert [json.loads(line)["text"] for line in mine] == ["No, thank you."]
    with pytest.raises(Refusal, match="no filter of interactions"):
        interactions(mona, "csv", tag="press")


def test_what_sensitive_topics_say_goes_along_only_when_asked_for(mona: Staff, ana: Contact) -> None:
    Topic.objects.update(sensitive=True)
    plain = b"".join(stream_export(staff=mona, what="everything", format="json", filters={}, as_of=NOW))
    assert b"Cargo bikes" not in plain and b"Cargo bikes" in taken(mona)
    assert b"Cargo bikes" not in interactions(mona, "csv")


def test_as_a_job_it_says_what_it_was(mona: Staff, ana: Contact) -> None:
    export = start_export(staff=mona, what="interactions", format="csv", filters={"kind": "call"}, as_of=NOW)
    export = run_export(export.pk, as_of=NOW)
    assert (export.status, export.what, export.total, export.done) == ("done", "interactions", 1, 1)
    for what, format in (("everything", "vcard"), ("interactions", "xlsx"), ("secrets", "csv")):
        with pytest.raises(Refusal):
            start_export(staff=mona, what=what, format=format, filters={}, as_of=NOW)
    assert Export.objects.count() == 1

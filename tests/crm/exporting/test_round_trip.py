"""What Alice takes out she can bring in again, anywhere, and take out again the same: no address, tag or no is lost."""

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from crm.exporting.formats import FORMATS
from crm.exporting.job import stream_export
from crm.importing.job import run_import, start_import, undo_import
from crm.models import Ask, Boundary, Contact, Interaction, Interest, Staff, Topic
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

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def alice() -> Staff:
    return make_staff("Alice")


@pytest.fixture
def book(alice: Staff) -> None:
    """People whom every format finds hard in its own way."""
    ana = make_contact(
        alice,
        "Ana Lima",
        email="ana@paper.example",
        organization='The "Paper"; Weekly, Ltd.',
        title="Editor, Desk 2",
        location="Porto, Portugal",
        timezone="Europe/Lisbon",
        language="pt-PT",
        notes='Line one\nline two; "quoted", and a tail \\n of slashes \\\\ ü 🚲\n\n- a list\n= no formula',
        tags=["press", "bikes, cargo", "a;b", 'with "quotes"', "=tag"],
        external_id="crm:7",
        origin="Fair 2025",
        via="Agency Ümlaut",
        collected_on=date(2025, 3, 1),
        informed_on=date(2025, 4, 2),
        basis="consent",
    )
    make_handle(ana, "email", "old@paper.example", status="former")
    make_handle(ana, "email", "gone@paper.example", status="bounced")
    make_handle(ana, "email", "desk@paper.example", shared=True)
    make_handle(ana, "phone", "+49 30 901820")
    make_handle(ana, "phone", "+351 22 123 4567", shared=True, status="former")
    for channel, value in (
        ("bluesky", "ana.bsky.social"), ("mastodon", "@ana@social.example"), ("x", "@analima"),
        ("linkedin", "in/ana-lima"), ("website", "https://ana.example/a,b;c"), ("website", "https://paper.example/team"),
        ("website", "https://paper.example/feed"), ("feed", "https://ana.example/rss.xml"),
        ("newsletter", "https://ana.example/letter"), ("podcast", "https://pod.example/show"),
        ("in_person", "Porto fair"), ("other", "Signal: ana.1"), ("youtube", "@ana"), ("hackernews", "ana"),
    ):  # fmt: skip
        make_handle(ana, channel, value)
    topic, campaign = make_topic("Cargo bikes"), make_campaign(alice, name="Bike summer")
    said = {"noted_at": days_ago(30), "quote": 'Loves "cargo",\nand ü 🚲', "evidence_url": "https://ana.example/bikes"}
    Interest.objects.create(contact=ana, topic=topic, basis="stated", **said)
    Interest.objects.create(contact=ana, topic=topic, basis="observed", noted_at=days_ago(12))
    Interest.objects.create(contact=ana, topic=make_topic("Faith", sensitive=True), basis="stated", **said)
    make_boundary(ana, "client", client="Acme, Inc.", until=day(9), note='Said; "never, ever"\nin two lines')
    make_boundary(ana, "topic", topic=topic, origin="answered_no")
    make_boundary(ana, "campaign", campaign=campaign, origin="inferred")
    make_boundary(ana, "channel", channel="phone", origin="opted_out")
    make_boundary(ana, "everything", until=day(-3), note="Ran out", created_at=days_ago(40))
    asked = {"staff": alice, "channel": "email", "already_made": True, "earned": False}
    Ask.objects.create(contact=ana, campaign=campaign, asked_at=days_ago(20), text="Would you?", **asked)
    Ask.objects.create(contact=ana, campaign=campaign, asked_at=days_ago(200), **asked)
    for name in ("=cmd|' /C calc'!A1", "+Plus", "-Minus", "@At", "'=Quoted", "O'Hara", "Ben, Jr.", "NULL", "日本 太郎"):
        make_contact(alice, name, email=None, organization="=1+1", notes="x")
    make_contact(alice, "only@address.example", email="only@address.example", tags=["one, tag"], origin="A fair")
    make_contact(alice, "Quentin", email="q@paper.example", tags=['a "quoted" tag'], collected_on=date(2025, 3, 1))


def empty() -> None:
    """An install of its own: only Alice, and the campaigns she set up there."""
    for model in (Contact, Topic):
        model.objects.all().delete()


def taken(staff: Staff, format: str) -> bytes:
    return b"".join(stream_export(staff=staff, format=format, filters={}, as_of=NOW, sensitive=True))


def brought(staff: Staff, data: bytes, **wishes: Any) -> Any:
    job = start_import(staff=staff, file=io.BytesIO(data), filename="people", **wishes)
    job = run_import(job.pk, as_of=NOW)
    assert job.status == "done", job.error
    return job


def comparable(format: str, data: bytes) -> list[str]:
    """Each person once, whatever their order; of a workbook the cells, not the clock in its container."""
    if format == "json":
        return sorted(json.dumps(person) for person in json.loads(data))
    if format == "vcard":
        return sorted(data.decode().split("BEGIN:VCARD"))
    if format == "csv":
        return sorted(map(str, csv.reader(io.StringIO(data.decode("utf-8-sig")))))
    if format == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
        return sorted(map(str, sheet.iter_rows(values_only=True)))
    return sorted(data.decode().splitlines())


@pytest.mark.parametrize("format", FORMATS)
def test_into_an_empty_book_and_out_again_it_is_the_same(alice: Staff, book: None, format: str) -> None:
    first = taken(alice, format)
    empty()
    job = brought(alice, first)
    assert (job.created, job.refused) == (12, 0)
    assert comparable(format, taken(alice, format)) == comparable(format, first)


@pytest.mark.parametrize("format", FORMATS)
def test_into_the_same_book_it_changes_nobody(alice: Staff, book: None, format: str) -> None:
    make_contact(alice, "Ana Lima", email=None, notes="Another one")
    counts = [model.objects.count() for model in (Contact, Boundary, Interaction, Ask, Interest, Topic)]
    job = brought(alice, taken(alice, format))
    assert (job.updated, job.refused, job.created, job.unchanged) == (0, 0, 0, 13)
    assert [model.objects.count() for model in (Contact, Boundary, Interaction, Ask, Interest, Topic)] == counts


@pytest.mark.parametrize("format", FORMATS)
def test_private_people_stay_private_and_theirs(alice: Staff, format: str) -> None:
    make_contact(alice, "Zoë Secret", email="zoe@home.example", visibility="private", notes="=1+1\n\nü")
    make_contact(alice, "Nobody's Address", email=None, visibility="private")
    first = taken(alice, format)
    empty()
    job = run_import(start_import(staff=alice, file=io.BytesIO(first), filename="people", visibility="private").pk)
    assert job.created == 2 and set(Contact.objects.values_list("visibility", "owner")) == {("private", alice.pk)}
    assert comparable(format, taken(alice, format)) == comparable(format, first)
    bob = make_staff("Bob")
    assert "Zoë" not in str(comparable(format, taken(bob, format)))
    assert brought(bob, first).created == 2


@pytest.mark.parametrize("format", FORMATS)
def test_who_is_private_stays_private_in_an_import_for_the_team(alice: Staff, format: str) -> None:
    make_contact(alice, "Zoë", email="zoe@home.example", external_id="crm:1")
    make_contact(alice, "Zoë", email="zoe@home.example", external_id="crm:1", visibility="private", notes="Ill")
    make_contact(alice, "Nobody's Address", email=None, visibility="private")
    first = taken(alice, format)
    empty()
    assert brought(alice, first, dry_run=True).private == 2
    job = brought(alice, first)
    assert (job.created, job.private) == (3, 2)
    assert comparable(format, taken(alice, format)) == comparable(format, first)
    assert comparable(format, taken(make_staff("Bob"), format)) != comparable(format, first)
    again = brought(alice, first)
    assert (again.unchanged, again.private) == (3, 0)
    assert Contact.objects.filter(visibility="private", owner=alice).count() == 2


def test_what_is_private_tells_the_team_nothing_of_whom_it_knows_already(alice: Staff) -> None:
    zoe = make_contact(alice, "Zoë", email="zoe@home.example")
    secret = {"name": "Zoë", "visibility": "private", "notes": "Ill", "tags": ["x"], "handles": ["zoe@home.example"]}
    job = brought(alice, json.dumps([secret, {**secret, "visibility": "team", "notes": "", "tags": ["y"]}]).encode())
    assert (job.created, job.updated, job.private) == (1, 1, 1)
    zoe.refresh_from_db()
    assert (zoe.notes, zoe.tags, zoe.visibility) == ("", ["y"], "team")
    own = Contact.objects.get(visibility="private")
    assert (own.owner, own.notes) == (alice, "Ill")
    undo_import(staff=alice, job=job, as_of=NOW)
    assert list(Contact.objects.values_list("notes", "tags")) == [("", [])]


@pytest.mark.parametrize("format", ["json", "ndjson"])
def test_what_they_care_about_goes_along(alice: Staff, book: None, format: str) -> None:
    interests = Interest.objects.order_by("topic__name", "basis")
    fields = ("topic__name", "topic__sensitive", "basis", "noted_at", "quote", "evidence_url")
    before = list(interests.values_list(*fields))
    lines = taken(alice, format)
    empty()
    job = brought(alice, lines)
    assert list(interests.values_list(*fields)) == before and len(before) == 3
    undo_import(staff=alice, job=job, as_of=NOW)
    assert not Interest.objects.exists()


def test_what_was_only_observed_on_a_sensitive_topic_stays_out(alice: Staff, book: None) -> None:
    people = json.loads(taken(alice, "json"))
    [ana] = [person for person in people if person["interests"]]
    for interest in ana["interests"]:
        interest["basis"] = "observed"
    empty()
    brought(alice, json.dumps([ana]).encode())
    assert set(Interest.objects.values_list("topic__name", flat=True)) == {"Cargo bikes"}
    make_topic("Bees", sensitive=True)
    ana["interests"] = [ana["interests"][0] | {"topic": "bees", "sensitive": False}]
    job = brought(alice, json.dumps([ana]).encode())
    assert job.updated == 0 and not Interest.objects.filter(topic__name__iexact="bees").exists()


def test_interests_since_keep_somebody_when_the_import_is_taken_back(alice: Staff, book: None) -> None:
    lines = taken(alice, "ndjson")
    empty()
    job = brought(alice, lines)
    quentin = Contact.objects.get(name="Quentin")
    Interest.objects.create(contact=quentin, topic=Topic.objects.get(name="Faith"), basis="stated", noted_at=NOW)
    undo_import(staff=alice, job=job, as_of=NOW)
    row = job.rows.get(contact=quentin)
    assert (row.undone, row.kept_because) == ("kept", "Their interests were looked after since.")


def test_a_boundary_on_a_campaign_that_is_not_here_stands_for_everything(alice: Staff, book: None) -> None:
    lines = taken(alice, "ndjson").replace(b'"campaign":"Bike summer"', b'"campaign":"Bike winter"')
    empty()
    brought(alice, lines)
    wide = Boundary.objects.get(scope="everything", origin="inferred")
    assert wide.note == "(It was about the campaign “Bike winter”, which is not known here.)"
    assert brought(alice, lines).updated == 0


def test_a_rest_survives_the_way_to_another_house(alice: Staff, book: None) -> None:
    lines = taken(alice, "ndjson")
    empty()
    brought(alice, lines)
    ana = Contact.objects.get(name="Ana Lima")
    pitches = Interaction.objects.filter(contact=ana, promotional=True, external_id__startswith="pitch:")
    assert sorted(pitch.occurred_at.date() for pitch in pitches) == [day(-200), day(-20)]

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
from crm.importing.job import run_import, start_import
from crm.models import Ask, Boundary, Contact, Interaction, Staff
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

# Where nobody said where we have somebody from, the import does: the file, and the day.
KNOWN: dict[str, Any] = {"origin": "Fair 2025", "collected_on": date(2025, 3, 1)}


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
    make_boundary(ana, "client", client="Acme, Inc.", until=day(9), note='Said; "never, ever"\nin two lines')
    make_boundary(ana, "topic", topic=topic, origin="answered_no")
    make_boundary(ana, "campaign", campaign=campaign, origin="inferred")
    make_boundary(ana, "channel", channel="phone", origin="opted_out")
    make_boundary(ana, "everything", until=day(-3), note="Ran out", created_at=days_ago(40))
    asked = {"staff": alice, "channel": "email", "already_made": True, "earned": False}
    Ask.objects.create(contact=ana, campaign=campaign, asked_at=days_ago(20), text="Would you?", **asked)
    Ask.objects.create(contact=ana, campaign=campaign, asked_at=days_ago(200), **asked)
    for name in ("=cmd|' /C calc'!A1", "+Plus", "-Minus", "@At", "'=Quoted", "O'Hara", "Ben, Jr.", "NULL", "日本 太郎"):
        make_contact(alice, name, email=None, organization="=1+1", notes="x", **KNOWN)
    make_contact(alice, "only@address.example", email="only@address.example", tags=["one, tag"], **KNOWN)
    make_contact(alice, "Quentin", email="q@paper.example", tags=['a "quoted" tag'], **KNOWN)


def taken(staff: Staff, format: str) -> bytes:
    return b"".join(stream_export(staff=staff, format=format, filters={}, as_of=NOW))


def brought(staff: Staff, data: bytes) -> Any:
    job = start_import(staff=staff, file=io.BytesIO(data), filename="people")
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
    Contact.objects.all().delete()
    job = brought(alice, first)
    assert (job.created, job.refused) == (12, 0)
    assert comparable(format, taken(alice, format)) == comparable(format, first)


@pytest.mark.parametrize("format", FORMATS)
def test_into_the_same_book_it_changes_nobody(alice: Staff, book: None, format: str) -> None:
    counts = [model.objects.count() for model in (Boundary, Interaction, Ask)]
    job = brought(alice, taken(alice, format))
    # Who has neither address nor identity is nobody's match: a name alone never is.
    assert (job.updated, job.refused, job.created) == (0, 0, 9)
    assert [model.objects.count() for model in (Boundary, Interaction, Ask)] == counts


def test_a_rest_survives_the_way_to_another_house(alice: Staff, book: None) -> None:
    lines = taken(alice, "ndjson")
    Contact.objects.all().delete()
    brought(alice, lines)
    ana = Contact.objects.get(name="Ana Lima")
    pitches = Interaction.objects.filter(contact=ana, promotional=True, external_id__startswith="pitch:")
    assert sorted(pitch.occurred_at.date() for pitch in pitches) == [day(-200), day(-20)]

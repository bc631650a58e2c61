"""Files of other tools, loaded in full: what Alice finds in her book afterwards, and that a second time changes
nothing."""

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crm.exporting.job import stream_export
from crm.importing.job import run_import, start_import
from crm.models import Boundary, Contact, Handle, ImportJob, Interaction, Staff
from tests.crm.importing.files import table
from tests.crm.importing.test_bad_files import PEOPLE
from tests.crm.importing.test_json import ANA
from tests.crm.importing.test_linkedin import ALICE, MESSAGES, SAM, message
from tests.crm.importing.test_linkedin import ANA as ANAS_PROFILE
from tests.crm.importing.test_monica import ACCOUNT
from tests.crm.importing.test_pr_tools import VALOSAN, mailchimp

pytestmark = [pytest.mark.django_db, pytest.mark.deep]
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def alice() -> Staff:
    return Staff.objects.create(email="alice@team.example", name="Alice")


def load(staff: Staff, content: str | bytes, **options: Any) -> ImportJob:
    data = content.encode() if isinstance(content, str) else content
    job = run_import(start_import(staff=staff, file=io.BytesIO(data), filename="brought", **options).pk, as_of=NOW)
    assert job.status == "done", job.error
    return job


def book() -> list[Any]:
    exchanges = Interaction.objects.order_by("pk").values_list("contact__name", "direction", "external_id", "text")
    noes = Boundary.objects.order_by("pk").values_list("contact__name", "scope", "origin", "channel")
    people = Contact.objects.order_by("pk").values_list("name", "tags", "notes", "external_id")
    return [list(rows) for rows in (people, exchanges, noes)]


MESSAGES_FILE = table(
    MESSAGES,
    message(ALICE, f"{ANAS_PROFILE},{SAM}", "Hello both of you"),
    message(ANAS_PROFILE, ALICE, "Hello Alice", at="2023-05-02 09:00:00 UTC"),
)


@pytest.mark.parametrize(
    ("content", "options"),
    [
        (MESSAGES_FILE, {"options": {"ours": ALICE}}),
        (mailchimp(), {}),
        (json.dumps(ACCOUNT), {}),
        (json.dumps([ANA]), {}),
        (PEOPLE, {}),
        (table(VALOSAN, {"Status": "DECLINED", "First name": "Ana", "Email": "ana@a.example"}), {}),
    ],
    ids=["messages", "mailchimp", "monica", "json", "workbook", "valosan"],
)
def test_what_is_loaded_again_changes_nothing(alice: Staff, content: str | bytes, options: dict[str, Any]) -> None:
    first = load(alice, content, **options)
    assert first.created >= 1
    before = book()
    again = load(alice, content, **options)
    assert (again.created, again.updated) == (0, 0)
    assert book() == before


def test_linkedins_messages_become_history_in_both_directions(alice: Staff) -> None:
    load(alice, MESSAGES_FILE, options={"ours": ALICE})
    assert set(Interaction.objects.values_list("contact__name", "direction", "text")) == {
        ("Ana Lee", "outbound", "Hello both of you"),
        ("Sam Roe", "outbound", "Hello both of you"),
        ("Ana Lee", "inbound", "Hello Alice"),
    }
    assert Contact.objects.count() == 2


def test_mailchimps_noes_become_boundaries(alice: Staff) -> None:
    load(alice, mailchimp())
    assert set(Boundary.objects.values_list("contact__name", "scope", "channel")) == {
        ("Sam", "everything", ""),
        ("Kim", "channel", "email"),
    }
    assert Handle.objects.get(contact__name="Kim").status == "bounced"


def test_last_contacted_is_no_exchange_that_unlocks_anything(alice: Staff) -> None:
    load(alice, table("Name,Email,Last contacted", ["Ana", "ana@a.example", "2025-06-01"]))
    [said] = Interaction.objects.all()
    assert (said.text, said.channel, said.direction) == ("", "other", "outbound")
    facts = alice.relationships.get(contact__name="Ana")
    assert facts.first_exchange_on is not None
    assert (facts.reached_days, facts.answered_days) == (0, 0)


@pytest.mark.parametrize("format", ["json", "ndjson", "csv", "xlsx", "vcard"])
def test_what_goes_out_comes_back_the_same(alice: Staff, format: str) -> None:
    def written(as_format: str) -> bytes:
        return b"".join(stream_export(staff=alice, format=as_format, filters={}, as_of=NOW))

    load(alice, json.dumps([{**ANA, "interests": [], "interactions": [], "pitches": []}, {"name": "Sam"}]))
    before, file = written("ndjson"), written(format)
    Interaction.objects.all().delete()
    Boundary.objects.all().delete()
    Contact.objects.all().delete()
    load(alice, file)
    assert written("ndjson") == before

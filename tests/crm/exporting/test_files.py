"""Alice takes people out; Bob is a teammate with private contacts of his own."""

import csv
import io
import json
import stat
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from crm.actions.note_boundary import lift_boundary
from crm.errors import Refusal
from crm.exporting.formats import FORMATS
from crm.exporting.job import cancel_export, forget_expired, run_export, start_export, stream_export
from crm.models import Contact, Export, Interest, Staff
from tests.builders import NOW, TODAY, make_boundary, make_contact, make_handle, make_staff, make_topic

pytestmark = [pytest.mark.django_db, pytest.mark.deep]


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def alice() -> Staff:
    return make_staff("Alice")


@pytest.fixture
def bob() -> Staff:
    return make_staff("Bob")


@pytest.fixture
def ana(alice: Staff) -> Contact:
    ana = make_contact(alice, "Ana Lima", email="ana@paper.example", tags=["press", "bikes, cargo"])
    make_handle(ana, "email", "old@paper.example", status="former")
    make_handle(ana, "bluesky", "ana.bsky.social")
    return ana


def taken(staff: Staff, format: str, *, sensitive: bool = False, **filters: str) -> bytes:
    return b"".join(stream_export(staff=staff, format=format, filters=filters, as_of=NOW, sensitive=sensitive))


def table(staff: Staff, **filters: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(taken(staff, "csv", **filters).decode("utf-8-sig"))))


def test_a_table_says_who_they_are(alice: Staff, ana: Contact) -> None:
    [row] = table(alice)
    assert (row["Name"], row["Email"], row["Bluesky"]) == ("Ana Lima", "ana@paper.example", "ana.bsky.social")
    assert row["Tags"] == "press ::: bikes, cargo"
    assert json.loads(row["Other handles"]) == [
        {"channel": "email", "value": "old@paper.example", "shared": False, "status": "former"}
    ]


@pytest.mark.parametrize("format", FORMATS)
def test_nobody_takes_out_whom_they_may_not_see(alice: Staff, bob: Staff, ana: Contact, format: str) -> None:
    make_contact(bob, "Zelda Hidden", email="zelda@hidden.example", visibility="private")
    trashed = make_contact(alice, "Tara Trashed")
    trashed.trashed_at = NOW
    trashed.save()
    found = text_of(format, taken(alice, format))
    assert "Ana Lima" in found and "Zelda" not in found and "Tara" not in found
    assert "Zelda Hidden" in text_of(format, taken(bob, format))


def text_of(format: str, data: bytes) -> str:
    if format != "xlsx":
        return data.decode()
    sheet = openpyxl.load_workbook(io.BytesIO(data), read_only=True).worksheets[0]
    return "\n".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell)


@pytest.mark.parametrize("format", FORMATS)
def test_a_no_goes_along_unless_it_was_lifted(alice: Staff, ana: Contact, format: str) -> None:
    make_boundary(ana, scope="client", client="Acme", until=TODAY + timedelta(days=9), note='Never; "please", Acme')
    boss = make_staff("Mona", role="manager")
    lifted = make_boundary(ana, scope="everything", note="Over and done")
    lift_boundary(staff=boss, boundary=lifted, reason="They said so", as_of=NOW)
    found = text_of(format, taken(alice, format))
    assert "Acme" in found and "2026-12-01" in found.replace("\r\n ", "")
    assert "Over and done" not in found


def test_sensitive_interests_stay_unless_asked_for(alice: Staff, ana: Contact) -> None:
    for topic in (make_topic("Cargo bikes"), make_topic("Faith", sensitive=True)):
        Interest.objects.create(contact=ana, topic=topic, basis="stated", noted_at=NOW)
    [plain] = [json.loads(line) for line in taken(alice, "ndjson").splitlines()]
    assert [interest["topic"] for interest in plain["interests"]] == ["Cargo bikes"]
    [whole] = json.loads(taken(alice, "json", sensitive=True))
    assert [interest["topic"] for interest in whole["interests"]] == ["Cargo bikes", "Faith"]


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("=cmd|'/c calc'!A1", "'=cmd|'/c calc'!A1"),
        ("+1+1", "'+1+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("'=1", "''=1"),
        ("''-1", "'''-1"),
        ("O'Hara", "O'Hara"),
        ("'Quoted'", "'Quoted'"),
        ("a=b", "a=b"),
    ],
)
def test_a_cell_that_a_spreadsheet_would_run_is_defused(alice: Staff, name: str, cell: str) -> None:
    make_contact(alice, name)
    assert table(alice)[0]["Name"] == cell


def test_a_plain_telephone_number_stays_one(alice: Staff, ana: Contact) -> None:
    make_handle(ana, "phone", "+49 30 901820")
    assert table(alice)[0]["Phone"] == "+49 30 901820"


def test_a_workbook_holds_no_formula(alice: Staff) -> None:
    make_contact(alice, "=1+1", organization="+2", notes="x" * 20_000)
    sheet = openpyxl.load_workbook(io.BytesIO(taken(alice, "xlsx"))).worksheets[0]
    cells = {cell.value: cell for cell in sheet[2] if cell.value}
    assert cells["=1+1"].data_type == "s" and cells["=1+1"].quotePrefix
    assert cells["+2"].data_type == "s"
    assert "x" * 20_000 in cells


def test_filters_are_those_of_the_list(alice: Staff, ana: Contact) -> None:
    make_contact(alice, "Ben", tags=["radio"])
    assert [row["Name"] for row in table(alice, tag="press")] == ["Ana Lima"]
    assert [row["Name"] for row in table(alice, search="ben")] == ["Ben"]
    assert table(alice, tag="nothing") == []


@pytest.mark.parametrize("filters", [{"colour": "red"}, {"created_at_after": "never"}, {"stage": "give"}])
def test_it_refuses_a_filter_that_is_none(alice: Staff, filters: dict[str, str]) -> None:
    with pytest.raises(Refusal) as refused:
        stream_export(staff=alice, format="csv", filters=filters, as_of=NOW)
    assert "filter" in refused.value.errors
    assert not Export.objects.exists()


def test_nobody_gives_an_empty_file(alice: Staff) -> None:
    assert json.loads(taken(alice, "json")) == []
    assert taken(alice, "ndjson") == taken(alice, "vcard") == b""
    assert taken(alice, "csv").count(b"\n") == 1


@pytest.mark.slow
def test_json_and_its_lines_say_the_same(alice: Staff) -> None:
    notes = 'line\nbreak \\ "quote" \x1f ü' * 10
    Contact.objects.bulk_create(Contact(name=f"P {n}", owner=alice, notes=notes) for n in range(700))  # several blocks
    lines = [json.loads(line) for line in taken(alice, "ndjson").splitlines()]
    assert len(lines) == 700 and json.loads(taken(alice, "json")) == lines


def test_who_took_what_is_on_record(alice: Staff, ana: Contact) -> None:
    taken(alice, "csv", tag="press")
    export = Export.objects.get()
    assert (export.staff, export.filter, export.way, export.status) == (alice, {"tag": "press"}, "stream", "done")
    assert export.done == 1 and not export.file


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_who_hangs_up_is_on_record_too() -> None:
    alice = make_staff("Alice")
    Contact.objects.bulk_create(Contact(name=f"P {n}", owner=alice, notes="x" * 200) for n in range(900))
    pieces = stream_export(staff=alice, format="ndjson", filters={}, as_of=NOW)
    next(pieces)
    pieces.close()  # type: ignore[attr-defined]
    assert Export.objects.get().status == "cancelled"
    assert Contact.objects.count() == 900  # the connection is fit for more


def test_a_file_waits_a_day_for_its_maker(alice: Staff, ana: Contact, tmp_path: Path) -> None:
    export = start_export(staff=alice, format="csv", filters={}, as_of=NOW)
    export = run_export(export.pk, as_of=NOW)
    assert (export.status, export.total, export.done) == ("done", 1, 1)
    path = Path(export.file.path)
    assert b"Ana Lima" in path.read_bytes() and stat.S_IMODE(path.stat().st_mode) == 0o600
    assert forget_expired(as_of=NOW + timedelta(hours=23)) == 0
    assert forget_expired(as_of=NOW + timedelta(hours=24)) == 1
    assert not path.exists() and list(tmp_path.rglob("*.csv")) == []
    export.refresh_from_db()
    assert (export.status, export.file.name) == ("expired", "")


def test_running_it_again_changes_nothing(alice: Staff, ana: Contact, tmp_path: Path) -> None:
    export = start_export(staff=alice, format="ndjson", filters={}, as_of=NOW)
    first = run_export(export.pk, as_of=NOW)
    assert run_export(export.pk, as_of=NOW).file.name == first.file.name
    assert len(list(tmp_path.rglob("*.ndjson"))) == 1


def test_whoever_left_gets_nothing_any_more(alice: Staff, ana: Contact, tmp_path: Path) -> None:
    export = start_export(staff=alice, format="csv", filters={}, as_of=NOW)
    Staff.objects.filter(pk=alice.pk).update(left_on=TODAY)
    assert run_export(export.pk, as_of=NOW).status == "failed"
    assert list(tmp_path.rglob("*.csv")) == []


def test_one_that_waits_is_cancelled_at_once(alice: Staff) -> None:
    export = start_export(staff=alice, format="csv", filters={}, as_of=NOW)
    cancel_export(export, as_of=NOW)
    assert run_export(export.pk, as_of=NOW).status == "cancelled"


@pytest.mark.django_db(transaction=True)
def test_one_that_runs_stops_between_two_pieces(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("crm.exporting.pieces.STEP", 100)
    alice = make_staff("Alice")
    Contact.objects.bulk_create(Contact(name=f"P {n}", owner=alice, notes="x" * 300) for n in range(1000))
    export = start_export(staff=alice, format="ndjson", filters={}, as_of=NOW)

    assert run_export(export.pk, as_of=NOW, progress=cancel_from_elsewhere).status == "cancelled"
    assert list(tmp_path.rglob("*.ndjson")) == []


def cancel_from_elsewhere(export: Export) -> None:
    """As another process would: the export's own connection is busy with its rows."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("UPDATE crm_export SET cancel_requested = true WHERE id = %s", [export.pk])
    finally:
        other.close()


def test_the_command_writes_a_file(alice: Staff, ana: Contact, tmp_path: Path) -> None:
    out = tmp_path / "people.vcf"
    call_command(
        "export_contacts", "--as", alice.email, "--format", "vcard", "--filter", "tag=press", "--out", str(out)
    )
    assert "FN:Ana Lima" in out.read_text()
    assert Export.objects.get().way == "command" and not Export.objects.get().file
    with pytest.raises(CommandError, match="no filter"):
        call_command("export_contacts", "--as", alice.email, "--filter", "colour=red")
    with pytest.raises(CommandError, match="No staff"):
        call_command("export_contacts", "--as", "nobody@example.org")


def test_memory_is_flat(alice: Staff, django_assert_num_queries: Any) -> None:
    make_contact(alice, "Ana")
    with django_assert_num_queries(2) as few:  # the record before and after; the rows come by COPY
        taken(alice, "csv")
    for number in range(50):
        make_contact(alice, f"Person {number}")
    with django_assert_num_queries(len(few)):
        taken(alice, "csv")

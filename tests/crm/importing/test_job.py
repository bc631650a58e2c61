"""Alice loads files; Bob is a teammate with private contacts of his own."""

import io
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from crm.errors import Refusal
from crm.handles import normalise
from crm.importing import job as job_module
from crm.importing.job import cancel_import, refused_csv, run_import, start_import
from crm.jobs import import_file, queue_import
from crm.models import Contact, Handle, ImportJob, ImportRow, Staff, StagedRow

pytestmark = [pytest.mark.django_db, pytest.mark.deep]
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
FILE = (
    "Name,Email,Phone,Company,Tags\n"
    "Ana Lee,ana@paper.example,+49 30 901820,The Paper,press; bikes\n"
    "Sam Roe,sam@radio.example,,Radio,\n"
    "Kim,,,,\n"
)


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def alice() -> Staff:
    return Staff.objects.create(email="alice@team.example", name="Alice")


@pytest.fixture
def bob() -> Staff:
    return Staff.objects.create(email="bob@team.example", name="Bob")


def load(staff: Staff, content: str | bytes, **options: Any) -> ImportJob:
    data = content.encode() if isinstance(content, str) else content
    job = start_import(staff=staff, file=io.BytesIO(data), filename="people.csv", **options)
    return run_import(job.pk, as_of=NOW)


def know(owner: Staff, name: str, *addresses: tuple[str, str], **fields: Any) -> Contact:
    contact = Contact.objects.create(owner=owner, name=name, **fields)
    for channel, value in addresses:
        handle = normalise(channel, value)
        Handle.objects.create(contact=contact, channel=channel, value=handle.value, key=handle.key)
    return contact


def counts(job: ImportJob) -> tuple[int, int, int, int]:
    assert job.status == "done", job.error
    return job.created, job.updated, job.unchanged, job.refused


def reasons(job: ImportJob) -> list[str]:
    return list(job.rows.exclude(reason="").order_by("number").values_list("reason", flat=True))


def test_people_arrive_with_everything(alice: Staff) -> None:
    assert counts(load(alice, FILE)) == (3, 0, 0, 0)
    ana = Contact.objects.get(name="Ana Lee")
    assert (ana.organization, ana.tags, ana.owner) == ("The Paper", ["press", "bikes"], alice)
    assert (ana.origin, ana.collected_on, ana.visibility) == ("Table: people.csv", NOW.date(), "team")
    assert set(ana.handles.values_list("channel", "key", "book")) == {
        ("email", "ana@paper.example", 0),
        ("phone", "+4930901820", 0),
    }
    assert ana.person == ana.pk


def test_loading_twice_changes_nothing(alice: Staff) -> None:
    load(alice, FILE)
    before = list(Contact.objects.order_by("pk").values())
    assert counts(load(alice, FILE)) == (0, 0, 3, 0)
    assert list(Contact.objects.order_by("pk").values()) == before


def test_blanks_are_filled_and_nothing_is_overwritten(alice: Staff) -> None:
    ana = know(alice, "Ana Lee", ("email", "ana@paper.example"), organization="Old Paper", tags=["friend"])
    assert (
        counts(load(alice, "Name,Email,Company,Title,Tags,X\nana lee,ANA@paper.example,New,Editor,press,@ana\n"))[1]
        == 1
    )
    ana.refresh_from_db()
    assert (ana.name, ana.organization, ana.title, ana.tags) == ("Ana Lee", "Old Paper", "Editor", ["friend", "press"])
    assert set(ana.handles.values_list("key", flat=True)) == {"ana@paper.example", "ana"}
    assert ana.version == 2


def test_somebody_is_known_by_identifier_before_address(alice: Staff) -> None:
    ana = know(alice, "Ana Lee", external_id="4711")
    card = "BEGIN:VCARD\nVERSION:3.0\nUID:4711\nFN:Ana Married\nEMAIL:new@a.example\nEND:VCARD\n"
    assert counts(load(alice, card)) == (0, 1, 0, 0)
    assert ana.handles.get().key == "new@a.example"
    assert counts(load(alice, card)) == (0, 0, 1, 0)


def test_the_same_address_under_another_name_is_refused_with_the_reason(alice: Staff) -> None:
    know(alice, "Ana Lee", ("email", "desk@paper.example"))
    job = load(alice, "Name,Email\nRobert Poe,desk@paper.example\n")
    assert counts(job) == (0, 0, 0, 1)
    assert "already belongs to Ana Lee" in reasons(job)[0]
    assert Contact.objects.count() == 1


def test_who_has_another_address_too_comes_without_the_one_that_is_taken(alice: Staff) -> None:
    know(alice, "Ana Lee", ("email", "desk@paper.example"))
    content = "Name,Email\nRobert Poe,desk@paper.example; robert@paper.example\n"
    job = load(alice, content)
    assert counts(job) == (1, 0, 0, 0)
    assert Contact.objects.get(name="Robert Poe").handles.get().key == "robert@paper.example"
    assert "left out" in reasons(job)[0]
    assert counts(load(alice, content)) == (0, 0, 1, 0)


def test_a_shared_address_identifies_nobody_and_may_be_had_by_many(alice: Staff) -> None:
    content = "Name,Shared email\nAna Lee,desk@paper.example\nRobert Poe,desk@paper.example\n"
    assert counts(load(alice, content)) == (2, 0, 0, 0)
    assert counts(load(alice, content)) == (0, 0, 2, 0)


def test_rows_of_one_person_in_one_file_become_one(alice: Staff) -> None:
    content = (
        "Name,Email,Phone,Notes\nAna Lee,a@x.example,,\nLee Ana,a@x.example,+4930901820,\nA. Lee,,+4930901820,hi\n"
    )
    assert counts(load(alice, content)) == (1, 2, 0, 0)
    ana = Contact.objects.get()
    assert (ana.name, ana.notes, ana.handles.count()) == ("Ana Lee", "hi", 2)
    assert counts(load(alice, content)) == (0, 0, 3, 0)


def test_one_address_under_two_names_in_one_file(alice: Staff) -> None:
    job = load(alice, "Name,Email\nAna Lee,a@x.example\nRobert Poe,a@x.example\n")
    assert counts(job) == (1, 0, 0, 1)
    assert "Ana Lee" in reasons(job)[0]


def test_who_is_called_by_an_address_gets_a_name(alice: Staff) -> None:
    load(alice, "Email\nana@x.example\n")
    assert counts(load(alice, "Name,Email\nAna Lee,ana@x.example\n")) == (0, 1, 0, 0)
    assert Contact.objects.get().name == "Ana Lee"


def test_who_is_met_in_the_trash_comes_back(alice: Staff) -> None:
    ana = know(alice, "Ana Lee", ("email", "ana@paper.example"), trashed_at=timezone.now())
    assert counts(load(alice, "Name,Email\nAna Lee,ana@paper.example\n")) == (0, 1, 0, 0)
    ana.refresh_from_db()
    assert ana.trashed_at is None


def test_who_was_merged_is_met_in_the_one_that_stayed(alice: Staff) -> None:
    ana = know(alice, "Ana Lee", ("email", "ana@paper.example"))
    know(alice, "Ana L", external_id="7", merged_into=ana, trashed_at=timezone.now())
    assert counts(load(alice, "Name,External ID\nAna L,7\n"))[:2] == (0, 1)
    assert Contact.objects.filter(merged_into=None).count() == 1


def test_a_colleagues_private_contact_is_neither_matched_nor_hinted_at(alice: Staff, bob: Staff) -> None:
    secret = know(bob, "Ana Secret", ("email", "ana@paper.example"), visibility="private", external_id="9")
    job = load(alice, "Name,Email,External ID\nRobert Poe,ana@paper.example,9\n")
    assert counts(job) == (1, 0, 0, 0)
    assert reasons(job) == []
    secret.refresh_from_db()
    assert secret.version == 1


def test_a_private_import_tells_the_team_nothing(alice: Staff, bob: Staff) -> None:
    ana = know(bob, "Ana Lee", ("email", "ana@paper.example"))
    content = "Name,Email,Notes\nAna Lee,ana@paper.example,likes me\nKim Po,kim@x.example,\n"
    assert counts(load(alice, content, visibility="private")) == (1, 0, 1, 0)
    ana.refresh_from_db()
    assert ana.notes == ""
    assert Contact.objects.get(name="Kim Po").visibility == "private"
    assert counts(load(alice, content, visibility="private")) == (0, 0, 2, 0)
    assert counts(load(bob, content)) == (1, 1, 0, 0)


def test_a_dry_run_says_the_same_and_changes_nothing(alice: Staff) -> None:
    know(alice, "Ana Lee", ("email", "ana@paper.example"))
    job = load(alice, FILE, dry_run=True)
    assert counts(job) == (2, 1, 0, 0)
    assert Contact.objects.count() == 1
    assert Handle.objects.count() == 1
    assert counts(load(alice, FILE)) == (2, 1, 0, 0)


def test_a_bad_row_is_reported_and_the_good_ones_are_kept(alice: Staff) -> None:
    job = load(alice, "Name,Email,Timezone\n,ana@x,\nSam,sam@x.example,Mars/Base\nKim,kim@x.example,\n")
    assert counts(job) == (2, 0, 0, 1)
    assert reasons(job)[0].startswith("E-mail: “ana@x” is not an e-mail address")


def test_refused_rows_come_back_as_a_file_to_mend(alice: Staff) -> None:
    job = load(alice, "Name,Email,Notes\n=Ana,ana@x,+1,y\nSam,sam@x.example,,,x\n")
    text = "".join(refused_csv(job))
    assert "'=Ana" in text
    assert "'+1" in text
    assert counts(load(alice, text.replace("ana@x,+1,y", "ana@x.example,+1"))) == (2, 0, 0, 0)
    assert Contact.objects.get(name="=Ana").notes == "+1"


def test_a_no_in_a_refused_row_comes_back_with_it(alice: Staff) -> None:
    people = "Name,Email,Do not contact\nAna Lee,ana@paper.example,\nSam Roe,ana@paper.example,2024-05-03\n"
    job = load(alice, people)
    assert counts(job) == (1, 0, 0, 1)
    mended = "".join(refused_csv(job)).replace("ana@paper.example", "sam@paper.example")
    assert counts(load(alice, mended)) == (1, 0, 0, 0)
    assert [no.origin for no in Contact.objects.get(name="Sam Roe").boundaries.all()] == ["opted_out"]


def test_a_crash_while_applying_leaves_nothing_and_the_job_goes_on(alice: Staff) -> None:
    job = start_import(staff=alice, file=io.BytesIO(FILE.encode()), filename="people.csv")
    with mock.patch.object(job_module, "apply", side_effect=RuntimeError), pytest.raises(RuntimeError):
        run_import(job.pk)
    job.refresh_from_db()
    assert job.status == "failed"
    assert "run it again" in job.error
    assert Contact.objects.count() == 0
    assert counts(run_import(job.pk)) == (3, 0, 0, 0)
    assert counts(run_import(job.pk)) == (3, 0, 0, 0)
    assert Contact.objects.count() == 3


def test_a_crash_while_reading_goes_on_where_it_stood(alice: Staff, monkeypatch: Any) -> None:
    monkeypatch.setattr("crm.importing.staging.CHUNK", 1)
    job = start_import(staff=alice, file=io.BytesIO(FILE.encode()), filename="people.csv")

    def stop(running: ImportJob) -> None:
        if running.done == 2:
            raise RuntimeError

    with pytest.raises(RuntimeError):
        run_import(job.pk, progress=stop)
    assert StagedRow.objects.filter(job=job).count() == 2
    seen: list[int] = []
    assert counts(run_import(job.pk, progress=lambda running: seen.append(running.done))) == (3, 0, 0, 0)
    assert seen == [3]


def test_it_can_be_cancelled_between_chunks(alice: Staff, monkeypatch: Any) -> None:
    monkeypatch.setattr("crm.importing.staging.CHUNK", 1)
    job = start_import(staff=alice, file=io.BytesIO(FILE.encode()), filename="people.csv")
    assert run_import(job.pk, progress=cancel_import).status == "cancelled"
    assert Contact.objects.count() == ImportRow.objects.count() == StagedRow.objects.count() == 0
    waiting = start_import(staff=alice, file=io.BytesIO(FILE.encode()), filename="people.csv")
    cancel_import(waiting)
    assert waiting.status == "cancelled"


def test_uploads_are_for_the_process_alone(alice: Staff) -> None:
    job = start_import(staff=alice, file=io.BytesIO(b"x"), filename="../../etc/pass\x00wd")
    assert stat.S_IMODE(Path(job.file.path).stat().st_mode) == 0o600
    assert job.filename == "passwd"


def test_a_file_of_another_kind_fails_with_one_sentence(alice: Staff) -> None:
    job = load(alice, b"%PDF-1.7")
    assert (job.status, job.error) == (
        "failed",
        "The file is a PDF document; bring a table (CSV, TSV, .xlsx), JSON or vCards.",
    )


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"format": "xls"}, "format"),
        ({"mapping": {"A": "shoe size"}}, "mapping"),
        ({"visibility": "public"}, "visibility"),
        ({"encoding": "klingon"}, "encoding"),
    ],
)
def test_impossible_wishes_are_refused_by_field(alice: Staff, options: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as refusal:
        load(alice, FILE, **options)
    assert list(refusal.value.errors) == [field]


def test_an_upload_over_the_limit_is_refused(alice: Staff, monkeypatch: Any, tmp_path: Path) -> None:
    monkeypatch.setattr("crm.importing.upload.MOST_BYTES", 10)
    with pytest.raises(Refusal, match="split it"):
        load(alice, FILE)
    assert not ImportJob.objects.exists()
    assert not list(tmp_path.rglob("*.upload"))


def test_the_upload_goes_when_the_work_is_done(alice: Staff, tmp_path: Path) -> None:
    load(alice, FILE, dry_run=True)
    assert len(list(tmp_path.rglob("*.upload"))) == 1
    load(alice, FILE)
    assert len(list(tmp_path.rglob("*.upload"))) == 1


@pytest.fixture
def people_file(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "people.csv"
    path.write_text(FILE + ",jo@\n")
    yield path


def test_the_command_loads_a_file_and_sums_it_up(alice: Staff, people_file: Path) -> None:
    said = io.StringIO()
    call_command("import_contacts", str(people_file), "--as", "ALICE@team.example", stdout=said)
    assert "3 created, 0 updated, 0 unchanged, 1 refused." in said.getvalue()
    assert "Row 5: E-mail: “jo@” is not" in said.getvalue()


def test_the_command_takes_an_import_back(alice: Staff, people_file: Path) -> None:
    said = io.StringIO()
    wishes = ["--mapping", '{"Company": "title"}', "--tag", "fair", "--overwrite", "title"]
    call_command("import_contacts", str(people_file), "--as", alice.email, *wishes, stdout=said)
    ana = Contact.objects.get(name="Ana Lee")
    assert (ana.title, ana.organization, ana.tags) == ("The Paper", "", ["press", "bikes", "fair"])
    job = ImportJob.objects.get()
    assert f"import {job.pk}." in said.getvalue()
    call_command("import_contacts", "--as", alice.email, "--undo", str(job.pk), stdout=said)
    assert "3 removed" in said.getvalue()
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--as", "alice@team.example", "--mapping", "Wer=name"], "as JSON"),
        (["--as", "alice@team.example", "--undo", "77"], "no import 77"),
        (["--as", "who@team.example"], "No staff member"),
        (["--as", "alice@team.example", "--encoding", "x"], "encoding"),
    ],
)
def test_the_command_fails_with_one_sentence(alice: Staff, people_file: Path, arguments: list[str], says: str) -> None:
    with pytest.raises(CommandError, match=says):
        call_command("import_contacts", str(people_file), *arguments, stdout=io.StringIO())


def test_the_worker_is_given_the_job_by_its_number(alice: Staff) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    job = start_import(staff=alice, file=io.BytesIO(FILE.encode()), filename="people.csv")
    queue_import(job.pk)
    queued = ProcrastinateJob.objects.get(task_name="crm.import_file")
    assert (queued.args, queued.lock) == ({"job_id": job.pk}, f"import-{job.pk}")
    import_file(job.pk)
    job.refresh_from_db()
    assert counts(job) == (3, 0, 0, 0)


def test_the_serving_role_may_do_all_of_it(alice: Staff) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE listenlarge")
    assert counts(load(alice, FILE)) == (3, 0, 0, 0)


def test_history_says_which_import_and_who(alice: Staff) -> None:
    job = load(alice, FILE)
    event = apps.get_model("crm", "ContactEvent").objects.filter(name="Ana Lee").latest("pgh_id")
    assert event.pgh_context.metadata == {"user": alice.pk, "import_job": job.pk}


def test_the_search_is_settled_after_an_import(alice: Staff, caplog: pytest.LogCaptureFixture) -> None:
    load(alice, FILE)
    assert "could not be settled" not in caplog.text
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('contact_search')")
        assert cursor.fetchone() == (0,)  # nothing is left to be sorted in

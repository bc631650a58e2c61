"""Archives of mail as people have them: loaded, previewed, cancelled and taken back like any import."""

import io
import mailbox as standard
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from crm.correspondence import mbox as splitting
from crm.correspondence.archives import is_mail, stored_in
from crm.importing.described import describe_job
from crm.importing.job import cancel_import, load_preview, run_import, start_import, undo_import
from crm.models import Contact, ImportJob, Interaction, MailOffer, Relationship, Staff, TakenMail
from tests.builders import NOW, make_contact, make_staff
from tests.crm.correspondence.letters import ALICE, ANA, bounce, letter, mbox, reply

LETTERS = (
    letter(1, X_Gmail_Labels="Inbox", text="From the very beginning: do you have a photo of the porters?"),
    reply(2, 1, sender=ALICE, to=ANA, text="Here it is."),
    letter(3, sender="stranger@no.example"),
    letter(4, sender=ALICE, to=", ".join([ANA, *(f"r{n}@x.example" for n in range(30))])),
    bounce("gone@paper.example"),
)


@pytest.fixture
def alice(db: Any) -> Staff:
    return make_staff("Alice", email=ALICE)


@pytest.fixture
def ana(alice: Staff) -> Contact:
    return make_contact(alice, email=ANA)


def load(staff: Staff, content: bytes, name: str = "All mail.mbox", **wishes: Any) -> ImportJob:
    job = start_import(staff=staff, file=io.BytesIO(content), filename=name, **wishes)
    return run_import(job.pk, as_of=NOW)


def zipped(**files: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def test_an_mbox_becomes_exchanges_and_says_what_it_left(alice: Staff, ana: Contact) -> None:
    job = load(alice, mbox(*LETTERS))
    assert (job.status, job.format, job.error) == ("done", "mail", "")
    assert (job.done, job.interactions, job.refused, job.created) == (5, 2, 1, 0)
    assert job.left == {"crowd": 1, "nobody": 1, "report": 1}
    row = job.rows.get()
    assert (row.number, row.reason) == (4, "To a crowd") and "Porters" not in str(row.data)
    first = Interaction.objects.get(direction="inbound")
    assert "From the very beginning" in first.text and first.import_job == job
    assert Contact.objects.count() == 1 and not job.file.storage.exists(str(job.file.name))


def test_archive_and_archive_overlap_without_doubles(alice: Staff, ana: Contact) -> None:
    load(alice, mbox(*LETTERS[:2]))
    again = load(alice, zipped(**{"Takeout/Mail/Inbox.mbox": mbox(*LETTERS), "Takeout/readme.txt": b"Hello"}))
    assert again.interactions == 0 and again.unchanged == 2 and Interaction.objects.count() == 2


def test_a_preview_counts_and_writes_nothing(alice: Staff, ana: Contact) -> None:
    job = load(alice, mbox(*LETTERS), dry_run=True)
    assert (job.interactions, Interaction.objects.count(), TakenMail.objects.count()) == (2, 0, 0)
    job = run_import(load_preview(job=job).pk, as_of=NOW)
    assert (job.interactions, Interaction.objects.count()) == (2, 2)


def test_the_whole_is_taken_back_and_can_be_loaded_again(alice: Staff, ana: Contact) -> None:
    job = load(alice, mbox(*LETTERS))
    assert MailOffer.objects.exists()
    undo_import(staff=alice, job=job, as_of=NOW)
    assert not Interaction.objects.exists() and not TakenMail.objects.exists() and not MailOffer.objects.exists()
    assert not Relationship.objects.filter(last_exchange_at__isnull=False).exists()
    assert load(alice, mbox(*LETTERS)).interactions == 2


def test_one_that_waits_can_be_cancelled(alice: Staff, ana: Contact) -> None:
    job = start_import(staff=alice, file=io.BytesIO(mbox(*LETTERS)), filename="a.mbox")
    cancel_import(job)
    assert run_import(job.pk, as_of=NOW).status == "cancelled" and not Interaction.objects.exists()


def test_an_archive_of_other_addresses_asks_whose_they_are(alice: Staff, ana: Contact) -> None:
    theirs = tuple(letter(n, to="al@home.example", Delivered_To="al@home.example") for n in range(3))
    job = load(alice, mbox(*theirs))
    assert job.status == "failed" and "al@home.example" in job.error and not Interaction.objects.exists()
    [asked] = describe_job(job).how.questions
    assert (asked.name, asked.suggestion) == ("ours", "al@home.example")
    mine = start_import(staff=alice, file=io.BytesIO(mbox(*LETTERS)), filename="a.mbox")
    assert describe_job(mine).how.questions[0].suggestion == ""
    assert load(alice, mbox(*theirs), options={"ours": "al@home.example"}).interactions == 3


def test_a_maildir_a_folder_and_single_messages(alice: Staff, ana: Contact, tmp_path: Path) -> None:
    box = standard.Maildir(tmp_path / "Maildir")
    box.add(LETTERS[0])
    drafted = standard.MaildirMessage(LETTERS[1])
    drafted.add_flag("D")
    box.add(drafted)
    (tmp_path / "one.eml").write_bytes(letter(7))
    (tmp_path / "Sent").write_bytes(mbox(reply(8, 7, sender=ALICE, to=ANA)))
    (tmp_path / "notes.txt").write_text("Nothing to see")
    call_command("import_mail", str(tmp_path), "--for", ALICE)
    assert set(Interaction.objects.values_list("external_id", flat=True)) == {
        f"mid:{number}@mail.example" for number in (1, 7, 8)
    }


def test_the_command_says_what_it_did_and_what_it_left(
    alice: Staff, ana: Contact, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = tmp_path / "Inbox"
    archive.write_bytes(mbox(*LETTERS))
    call_command("import_mail", str(archive), "--for", ALICE)
    told = capsys.readouterr().out
    assert "5 messages; 2 exchanges are new" in told and "With nobody in the book" in told and archive.exists()
    call_command("import_mail", "--for", ALICE, "--undo", str(ImportJob.objects.get().pk))
    assert not Interaction.objects.exists()
    with pytest.raises(CommandError, match="no archive of mail"):
        (tmp_path / "a.csv").write_text("Name,Email\nAna,ana@paper.example\n")
        call_command("import_mail", str(tmp_path / "a.csv"), "--for", ALICE)


@pytest.mark.parametrize("ends", [b"\n", b"\r\n"])
@pytest.mark.parametrize(
    "between", [b"From - Fri Nov 20 10:00:00 2026", b"From 17@xxx Fri Nov 20 10:00:00 +0000 2026", b"From "]
)
def test_messages_are_parted_where_one_ends_and_nowhere_else(between: bytes, ends: bytes) -> None:
    one = b"Subject: A\n\nFrom here on, all is new.\n\n>From my window I see trains.\n"
    made = (between + b"\n" + one + b"\n" + between + b"\nSubject: B\n\nfrom\n").replace(b"\n", ends)
    found = [raw.replace(b"\r", b"") for _line, raw in splitting.messages(io.BytesIO(made))]
    assert len(found) == 2 and b"\nFrom my window" in found[0] and b"all is new" in found[0]


def test_messages_larger_than_what_is_read_at_once_are_read_to_their_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(splitting, "CHUNK", 1_000)
    monkeypatch.setattr(splitting, "TAIL", 300)
    monkeypatch.setattr(splitting, "KEPT", 5_000)
    large = [letter(n, attached=b"x" * 20_000) for n in range(20)]
    found = [raw for _line, raw in splitting.messages(io.BytesIO(mbox(*large)))]
    assert [raw[:200] for raw in found] == [raw[:200] for raw in large] and {len(raw) for raw in found} == {5_000}


def test_the_line_before_a_message_says_when_it_came(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"From ana@paper.example Fri Nov 20 10:00:00 2026\nFrom: a@b.example\n\nHi\n")
    [one] = stored_in(tmp_path / "a")
    assert one.mail.arrived_at == datetime(2026, 11, 20, 10, tzinfo=UTC)


def test_what_is_no_mail_is_left_to_the_other_readers(tmp_path: Path) -> None:
    for number, content in enumerate(
        (b"From,To\na,b\n", b"Name,Email\n", b"BEGIN:VCARD\n", b'{"From": 1}', zipped(a=b"Name\nAna"))
    ):
        (tmp_path / str(number)).write_bytes(content)
        assert not is_mail(tmp_path / str(number)), content

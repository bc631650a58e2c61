"""Bringing people in from a file."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from crm.actions.save_contact import update_contact
from crm.importing.job import run_import
from crm.models import Contact, ImportJob, Staff
from tests.builders import make_contact
from tests.frontend.conftest import fragment, signed_in

TABLE = "Name,Email,Company\nAna Lima,ana@example.net,Stadtrad\nJonas Weiß,jonas@example.net,Presse\n"


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def _load(staff: Staff, text: str = TABLE) -> ImportJob:
    file = SimpleUploadedFile("people.csv", text.encode())
    answer = signed_in(staff).post("/import/", {"file": file, "visibility": "team"})
    job = ImportJob.objects.get()
    assert answer["Location"] == f"/import/{job.pk}/"
    return job


def test_a_file_waits_runs_and_tells_what_became_of_it(alice: Staff) -> None:
    job = _load(alice)
    client = signed_in(alice)
    waiting = fragment(client, f"/import/{job.pk}/").content.decode()
    assert "Waiting for its turn" in waiting
    assert 'hx-trigger="every 800ms"' in waiting
    run_import(job.pk)
    done = fragment(client, f"/import/{job.pk}/").content.decode()
    assert "Everybody is in your book." in done
    assert "hx-trigger" not in done
    assert Contact.objects.count() == 2


def test_a_refused_row_can_be_taken_away_and_mended(alice: Staff) -> None:
    job = _load(alice, TABLE + "Third,not an address at all,Nowhere\n")
    run_import(job.pk)
    job.refresh_from_db()
    client = signed_in(alice)
    page = client.get(f"/import/{job.pk}/").content.decode()
    if job.refused:
        assert "The refused rows" in page
        file = b"".join(client.get(f"/import/{job.pk}/refused.csv").streaming_content)
        assert b"Third" in file


def test_what_is_no_file_of_people_is_said(alice: Staff) -> None:
    file = SimpleUploadedFile("empty.csv", b"")
    answer = signed_in(alice).post("/import/", {"file": file, "visibility": "team"})
    assert answer.status_code == 422
    assert not ImportJob.objects.exists()


def test_a_waiting_one_can_be_stopped(alice: Staff) -> None:
    job = _load(alice)
    client = signed_in(alice)
    client.post(f"/import/{job.pk}/cancel/")
    assert b"Stopped" in client.get(f"/import/{job.pk}/").content


def test_bob_does_not_see_what_alice_loaded(alice: Staff, bob: Staff) -> None:
    job = _load(alice)
    assert signed_in(bob).get(f"/import/{job.pk}/").status_code == 404
    assert signed_in(bob).get(f"/import/{job.pk}/refused.csv").status_code == 404


def _look(staff: Staff, text: str = TABLE) -> ImportJob:
    file = SimpleUploadedFile("people.csv", text.encode())
    signed_in(staff).post("/import/", {"file": file, "visibility": "team", "look": "1"})
    job = ImportJob.objects.get()
    return run_import(job.pk)


def test_a_look_first_writes_nothing_and_one_click_loads_it(alice: Staff) -> None:
    job = _look(alice)
    client = signed_in(alice)
    shown = client.get(f"/import/{job.pk}/").content.decode()
    assert "This is a preview" in shown and "Ana Lima" in shown
    assert not Contact.objects.exists()
    client.post(f"/import/{job.pk}/load/")
    run_import(job.pk)
    assert Contact.objects.count() == 2
    assert "Everybody is in your book." in client.get(f"/import/{job.pk}/").content.decode()


def test_a_preview_shows_what_would_change_and_who_looks_alike(alice: Staff, bob: Staff) -> None:
    ana = make_contact(alice, "Ana Lima", email="ana@example.net", organization="")
    jonas = make_contact(alice, "Jonas Weiß", organization="Presse")
    make_contact(bob, "Jonas Weiß", organization="Presse", visibility="private")
    job = _look(alice)
    changed = signed_in(alice).get(f"/import/{job.pk}/?show=updated").content.decode()
    assert "Organisation" in changed and "Stadtrad" in changed and f"/contacts/{ana.pk}/" in changed
    new = signed_in(alice).get(f"/import/{job.pk}/?show=created").content.decode()
    assert new.count("Looks like") == 1 and f"/contacts/{jonas.pk}/" in new


def test_columns_are_mapped_kept_and_suggested_again(alice: Staff) -> None:
    job = _look(alice, "Wer,Wohin\nAna Lima,ana@example.net\n")
    client = signed_in(alice)
    path = f"/import/{job.pk}/reading/"
    shown = client.get(path).content.decode()
    assert "Wer" in shown and "ana@example.net" in shown
    said = {"column_0": "name", "column_1": "email", "visibility": "team", "encoding": "utf-8", "keep_as": "Fair"}
    assert client.post(path, said)["Location"] == f"/import/{job.pk}/"
    job = run_import(job.pk)
    assert (job.mapping, job.created) == ({"Wer": "name", "Wohin": "email"}, 1)
    job.delete()
    again = _look(alice, "Wer,Wohin\nBen,ben@example.net\n")
    assert "saved as “Fair”" in client.get(f"/import/{again.pk}/reading/").content.decode()
    assert client.post(f"/import/{again.pk}/reading/", {**said, "tags": "x" * 101}).status_code == 422


def test_an_import_is_taken_back_and_says_what_was_kept(alice: Staff) -> None:
    job = _load(alice)
    run_import(job.pk)
    ana = Contact.objects.get(name="Ana Lima")
    update_contact(staff=alice, contact=ana, as_of=timezone.now(), title="Editor")
    client = signed_in(alice)
    assert "Take the whole import back?" in client.get(f"/import/{job.pk}/").content.decode()
    client.post(f"/import/{job.pk}/undo/")
    assert list(Contact.objects.all()) == [ana]
    shown = client.get(f"/import/{job.pk}/").content.decode()
    assert "Taken back" in shown and "They were changed since." in shown


def test_bob_can_neither_load_nor_undo_nor_map_what_alice_brought(alice: Staff, bob: Staff) -> None:
    job = _look(alice)
    for verb in ("load", "undo", "reading"):
        assert signed_in(bob).post(f"/import/{job.pk}/{verb}/").status_code == 404


def test_what_was_left_out_is_said_and_a_file_nobody_could_read_can_be_told_how(alice: Staff) -> None:
    job = _load(alice, "Name,Email,Timezone,Shoe size\nAna Lee,ana@paper.example,Mars/Base,43\n")
    run_import(job.pk)
    done = signed_in(alice).get(f"/import/{job.pk}/").content.decode()
    assert "One column was left out" in done
    assert "Shoe size" in done
    assert "Of one row something was left out" in done
    partly = signed_in(alice).get(f"/import/{job.pk}/?show=partly").content.decode()
    assert "Mars/Base" in partly


def test_a_file_that_could_not_be_read_at_once_offers_to_say_how(alice: Staff) -> None:
    job = _load(alice, "wer|wo\nAna Lee|ana@paper.example\n")
    run_import(job.pk)
    assert f"/import/{job.pk}/reading/" in signed_in(alice).get(f"/import/{job.pk}/").content.decode()

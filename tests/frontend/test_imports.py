"""Bringing people in from a file."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from crm.importing.job import run_import
from crm.models import Contact, ImportJob, Staff
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

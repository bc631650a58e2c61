"""Files on their way in."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import encode_multipart
from rest_framework.test import APIClient

from crm.importing.job import run_import
from crm.models import Contact, ImportJob, Staff
from tests.api.conftest import V1, client_of
from tests.builders import make_contact

CSV = b"Name,E-mail\nAna Lima,ana@example.net\n,no address\n"


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def form(**fields: Any) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("people.csv", CSV, "text/csv"), **fields}


def test_a_form_with_a_file_is_taken_at_once_and_read_later(api: APIClient) -> None:
    answer = api.post(f"{V1}/imports/", form(), format="multipart")
    job = answer.json()
    assert answer.status_code == 202, answer.content
    assert (job["status"], job["progress"]["done"], job["filename"]) == ("queued", 0, "people.csv")
    run_import(job["id"])
    done = api.get(f"{V1}/imports/{job['id']}/").json()
    assert (done["status"], done["created"], done["refused"]) == ("done", 1, 1)
    assert done["version"] > job["version"]
    assert Contact.objects.get().name == "Ana Lima"
    refused = api.get(f"{V1}/imports/{job['id']}/refused.csv", headers={"Accept": "text/csv"})
    assert refused["Content-Type"].startswith("text/csv")
    assert b"no address" in b"".join(refused.streaming_content)


def test_the_raw_body_is_a_file_too(api: APIClient) -> None:
    answer = api.post(f"{V1}/imports/?filename=people.csv&dry_run=true", CSV, content_type="text/csv")
    assert answer.status_code == 202, answer.content
    assert (answer.json()["filename"], answer.json()["dry_run"]) == ("people.csv", True)
    run_import(answer.json()["id"])
    assert not Contact.objects.exists()


def test_the_same_file_again_with_the_same_key_is_one_import(api: APIClient) -> None:
    for send in ({"data": form(), "format": "multipart"}, {"data": CSV, "content_type": "text/csv"}):
        key = {"Idempotency-Key": f"file-{len(send)}-{send.get('format')}"}
        first = api.post(f"{V1}/imports/", **send, headers=key)
        send = {**send, "data": form()} if "format" in send else send
        assert api.post(f"{V1}/imports/", **send, headers=key).content == first.content
    assert ImportJob.objects.count() == 2


@pytest.mark.parametrize(
    "wrong", [{"format": "fax"}, {"visibility": "all"}, {"mapping": "{"}, {"mapping": '{"Name": "nonsense"}'}]
)
def test_options_that_cannot_be(api: APIClient, wrong: dict[str, str]) -> None:
    answer = api.post(f"{V1}/imports/", form(**wrong), format="multipart")
    assert answer.status_code == 422
    assert set(wrong) <= set(answer.json()["errors"])
    assert not ImportJob.objects.exists()


def test_a_form_without_a_file(api: APIClient) -> None:
    assert "file" in api.post(f"{V1}/imports/", {"format": ""}, format="multipart").json()["errors"]


def test_a_file_that_claims_to_be_too_big_is_not_even_read(api: APIClient) -> None:
    answer = api.generic("POST", f"{V1}/imports/", CSV, "text/csv", CONTENT_LENGTH=str(10**12))
    assert answer.status_code == 413


def test_an_upload_that_breaks_off_is_refused(api: APIClient) -> None:
    body = encode_multipart("frontier", form())
    for content, kind in ((CSV, "text/csv"), (body, "multipart/form-data; boundary=frontier")):
        cut_off: Any = {"CONTENT_LENGTH": str(len(content)), "wsgi.input": io.BytesIO(content[:-20])}
        answer = api.generic("POST", f"{V1}/imports/", content, kind, **cut_off)
        assert answer.status_code == 400, answer.content
        assert "broke off" in answer.json()["detail"]
    assert not ImportJob.objects.exists()


def test_an_import_can_be_stopped(api: APIClient) -> None:
    job = api.post(f"{V1}/imports/", form(), format="multipart").json()
    assert api.post(f"{V1}/imports/{job['id']}/cancel/").json()["status"] == "cancelled"


def test_imports_are_ones_own(api: APIClient, bob: Staff) -> None:
    job = api.post(f"{V1}/imports/", form(), format="multipart").json()
    for path in ("", "refused.csv", "rows/", "columns/", "cancel/", "load/", "preview/", "undo/"):
        method = "post" if path in {"cancel/", "load/", "preview/", "undo/"} else "get"
        assert getattr(client_of(bob), method)(f"{V1}/imports/{job['id']}/{path}").status_code == 404


def test_a_preview_tells_rows_and_is_loaded_without_sending_it_again(api: APIClient, alice: Staff) -> None:
    known = make_contact(alice, "Ana Lima", email=None)
    job = api.post(f"{V1}/imports/", form(dry_run="true", tags=["fair"]), format="multipart").json()
    run_import(job["id"])
    path = f"{V1}/imports/{job['id']}"
    rows = api.get(f"{path}/rows/?result=created").json()["results"]
    assert [(row["name"], row["contact"]) for row in rows] == [("Ana Lima", None)]
    assert rows[0]["looks_like"] == [{"id": known.pk, "name": "Ana Lima", "organization": ""}]
    assert [column["field"] for column in api.get(f"{path}/columns/").json()["columns"]] == ["name", "email"]
    answer = api.post(f"{path}/preview/", {"mapping": {"Name": "organization"}})
    assert answer.status_code == 202, answer.content
    run_import(job["id"])
    assert api.get(f"{path}/rows/?count=true").json()["count"] == 2
    assert api.post(f"{path}/load/").status_code == 202
    assert api.post(f"{path}/load/").status_code == 409
    run_import(job["id"])
    assert Contact.objects.get(organization="Ana Lima")
    assert api.get(f"{path}/columns/").status_code == 409


def test_an_import_is_taken_back(api: APIClient) -> None:
    job = api.post(f"{V1}/imports/", form(), format="multipart").json()
    path = f"{V1}/imports/{job['id']}"
    assert api.post(f"{path}/undo/").status_code == 409
    run_import(job["id"])
    done = api.post(f"{path}/undo/")
    assert done.status_code == 200 and done.json()["undone_at"], done.content
    assert not Contact.objects.exists()
    assert [row["name"] for row in api.get(f"{path}/rows/?undone=removed").json()["results"]] == ["Ana Lima"]
    assert api.post(f"{path}/undo/").status_code == 409


def test_a_mapping_is_kept_and_suggested_for_the_same_columns(api: APIClient) -> None:
    kept = {"name": "Fair list", "mapping": {"name": "organization", "E-mail": "email"}}
    answer = api.post(f"{V1}/mappings/", kept)
    assert answer.status_code == 201, answer.content
    assert api.post(f"{V1}/mappings/", {**kept, "mapping": {"x": "shoes"}}).status_code == 422
    job = api.post(f"{V1}/imports/", form(dry_run="true"), format="multipart").json()
    columns = api.get(f"{V1}/imports/{job['id']}/columns/").json()["columns"]
    assert [column["field"] for column in columns] == ["organization", "email"]
    assert api.delete(f"{V1}/mappings/{answer.json()['id']}/").status_code == 204

"""Contacts on their way out over the API: Alice owns, Bob is her teammate, Charlie keeps Zelda to himself."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from crm.exporting.job import run_export
from crm.models import Contact, Export, Staff
from tests.api.conftest import V1, client_of
from tests.builders import log, make_contact

MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "ndjson": "application/x-ndjson",
    "json": "application/json",
    "vcard": "text/vcard; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize("format", MEDIA)
def test_everybody_one_may_see_streams_out(api: APIClient, ana: Contact, secret: Contact, format: str) -> None:
    answer = api.get(f"{V1}/contacts/export/?format={format}")
    assert answer.status_code == 200 and answer["Content-Type"] == MEDIA[format]
    assert "attachment" in answer["Content-Disposition"] and answer["Cache-Control"] == "no-store"
    whole = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    if format != "xlsx":
        assert b"Ana Lima" in whole and b"Zelda" not in whole


def test_the_format_may_be_asked_for_by_the_accept_header(api: APIClient, ana: Contact) -> None:
    answer = api.get(f"{V1}/contacts/export/", HTTP_ACCEPT="application/x-ndjson")
    [line] = b"".join(answer.streaming_content).splitlines()  # type: ignore[attr-defined]
    assert json.loads(line)["name"] == "Ana Lima"


def test_filters_are_those_of_the_list(api: APIClient, alice: Staff, ana: Contact) -> None:
    make_contact(alice, "Ben", tags=["radio", "press"])
    make_contact(alice, "Cem", tags=["press"])
    answer = api.get(f"{V1}/contacts/export/?tag=radio&tag=press")
    rows = csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))  # type: ignore[attr-defined]
    assert [row["Name"] for row in rows] == ["Ben"]


@pytest.mark.parametrize("query", ["colour=red", "created_at_after=never", "stage=give"])
def test_it_refuses_a_filter_that_is_none(api: APIClient, query: str) -> None:
    assert api.get(f"{V1}/contacts/export/?{query}").status_code == 400  # as lists answer it
    body = {"format": "csv", "filter": dict([query.split("=")])}
    assert "filter" in api.post(f"{V1}/exports/", body).json()["errors"]
    assert not Export.objects.exists()


def test_it_knows_no_other_format(api: APIClient) -> None:
    assert api.get(f"{V1}/contacts/export/?format=pdf").status_code == 404
    assert api.get(f"{V1}/contacts/export/", HTTP_ACCEPT="image/png").status_code == 406
    assert api.post(f"{V1}/exports/", {"format": "pdf"}).status_code == 422


def test_a_file_is_for_its_maker_alone(api: APIClient, alice: Staff, bob: Staff, ada: Staff, ana: Contact) -> None:
    made = api.post(f"{V1}/exports/", {"format": "csv", "filter": {"tag": ["press"]}})
    assert made.status_code == 202 and made.json()["status"] == "queued"
    path = f"{V1}/exports/{made.json()['id']}/"
    assert api.get(f"{path}file/").status_code == 404  # not yet
    run_export(made.json()["id"])
    answer = api.get(f"{path}file/")
    assert b"Email" in b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert answer["Content-Type"] == "text/csv; charset=utf-8" and answer["Cache-Control"] == "no-store"
    assert api.get(path).json()["status"] == "done"
    for other in (client_of(bob), client_of(ada)):
        assert other.get(path).status_code == other.get(f"{path}file/").status_code == 404
        assert other.get(f"{V1}/exports/").json()["results"] == []


def test_one_that_waits_can_be_cancelled(api: APIClient, bob: Staff) -> None:
    made = api.post(f"{V1}/exports/", {"format": "json"}).json()
    assert client_of(bob).post(f"{V1}/exports/{made['id']}/cancel/").status_code == 404
    assert api.post(f"{V1}/exports/{made['id']}/cancel/").json()["status"] == "cancelled"


def test_reading_is_needed(alice: Staff, ana: Contact) -> None:
    client = client_of(alice, ["write"])
    assert client.get(f"{V1}/contacts/export/").status_code == 403
    assert client.post(f"{V1}/exports/", {"format": "csv"}).status_code == 403
    assert APIClient().get(f"{V1}/contacts/export/").status_code == 401
    assert not Export.objects.exists()


def test_everything_that_happened_streams_out_in_json(api: APIClient, alice: Staff, bob: Staff, ana: Contact) -> None:
    log(bob, ana, "inbound", days=3, text="Send me more")
    answer = api.get(f"{V1}/contacts/export/?what=everything&tag=press")
    assert answer.status_code == 200 and answer["Content-Type"] == "application/json"
    assert answer["Content-Disposition"].startswith('attachment; filename="everything-')
    ana.tags = ["press"]
    ana.save()
    [person] = json.loads(b"".join(api.get(f"{V1}/contacts/export/?what=everything&tag=press").streaming_content))  # type: ignore[attr-defined]
    assert (person["interactions"][0]["text"], person["interactions"][0]["staff"]) == ("Send me more", bob.email)
    assert api.get(f"{V1}/contacts/export/?what=everything&format=csv").status_code == 404
    assert api.get(f"{V1}/contacts/export/?what=secrets").status_code == 400
    made = api.post(f"{V1}/exports/", {"what": "everything", "format": "xlsx"})
    assert made.status_code == 422 and "format" in made.json()["errors"]
    assert api.post(f"{V1}/exports/", {"what": "everything", "format": "ndjson"}).json()["what"] == "everything"


def test_interactions_stream_out_by_their_own_filters(
    api: APIClient, alice: Staff, bob: Staff, ada: Staff, ana: Contact, secret: Contact
) -> None:
    log(alice, ana, days=3, text="Good morning")
    log(bob, ana, "inbound", days=2, text="Good evening")
    answer = api.get(f"{V1}/interactions/export/?direction=inbound")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]
    assert [(row["Text"], row["Staff"], row["Contact"]) for row in rows] == [("Good evening", bob.email, ana.name)]
    lines = b"".join(api.get(f"{V1}/interactions/export/?format=ndjson").streaming_content).splitlines()  # type: ignore[attr-defined]
    assert len(lines) == 2
    assert api.get(f"{V1}/interactions/export/?tag=press").status_code == 400
    assert api.get(f"{V1}/interactions/export/?format=vcard").status_code == 404
    assert client_of(alice, ["write"]).get(f"{V1}/interactions/export/").status_code == 403

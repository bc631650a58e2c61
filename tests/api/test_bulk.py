"""Many contacts at once: each is made, brought up to date, or refused by itself."""

import json
from typing import Any

import pytest
from rest_framework.test import APIClient

from crm.models import Contact, Staff
from tests.api.conftest import V1
from tests.builders import make_contact

PATH = f"{V1}/contacts/bulk/"
ANA = {"name": "Ana Lima", "external_id": "a-1", "handles": [{"channel": "email", "value": "ana@example.net"}]}


def results(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [row["result"] for row in answer.json()["results"]]


def test_rows_are_made_then_unchanged_then_updated(api: APIClient) -> None:
    assert results(api.post(PATH, [ANA, {"name": "Ben"}])) == ["created", "created"]
    assert results(api.post(PATH, [ANA])) == ["unchanged"]
    body = api.post(PATH, [{**ANA, "title": "Editor"}]).json()
    assert body["updated"] == 1 and body["results"][0]["id"] == Contact.objects.get(name="Ana Lima").pk
    assert Contact.objects.get(external_id="a-1").title == "Editor"


def test_a_row_names_its_contact_by_any_handle(api: APIClient, ana: Contact) -> None:
    phone = {"channel": "phone", "value": "+49 30 123456"}
    row = {"handles": [{"channel": "email", "value": "ANA@example.net"}, phone]}
    assert results(api.post(PATH, [row, row])) == ["updated", "unchanged"]
    assert set(ana.handles.values_list("channel", flat=True)) == {"email", "phone"}


def test_one_bad_row_refuses_only_itself(api: APIClient) -> None:
    rows = [ANA, {"name": ""}, "no object", {"name": "B", "visibility": "all"}, {"name": "C\x00"}, {"name": "Dora"}]
    answer = api.post(PATH, rows)
    assert results(answer) == ["created", "refused", "refused", "refused", "refused", "created"]
    refused = answer.json()["results"][3]
    assert refused["row"] == 3 and "visibility" in refused["errors"] and refused["reason"]
    assert Contact.objects.count() == 2


def test_ndjson_is_read_line_by_line(api: APIClient) -> None:
    lines = "\n".join([json.dumps(ANA), "{broken", "", json.dumps({"name": "Ben"})])
    answer = api.post(PATH, lines.encode(), content_type="application/x-ndjson")
    assert results(answer) == ["created", "refused", "created"]


def test_a_handle_of_two_people_is_refused(api: APIClient, alice: Staff, ana: Contact) -> None:
    make_contact(alice, "Ben", email="ben@example.net")
    both = [{"channel": "email", "value": "ana@example.net"}, {"channel": "email", "value": "ben@example.net"}]
    assert results(api.post(PATH, [{"name": "X", "handles": both}])) == ["refused"]


@pytest.mark.parametrize("body", [{}, [], [{"name": "A"}] * 10_001])
def test_a_body_that_is_no_list_of_rows(api: APIClient, body: Any) -> None:
    assert api.post(PATH, body).status_code == 422
    assert not Contact.objects.exists()

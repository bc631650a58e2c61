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


def test_the_answer_comes_line_by_line_too(api: APIClient) -> None:
    answer = api.post(PATH, [ANA, {"name": ""}], headers={"Accept": "application/x-ndjson"})
    assert answer["Content-Type"].startswith("application/x-ndjson")
    lines = [json.loads(line) for line in answer.content.splitlines()]
    assert [line.get("result") for line in lines] == ["created", "refused", None]
    assert lines[-1] == {"created": 1, "updated": 0, "unchanged": 0, "refused": 1}


@pytest.mark.slow
def test_many_usual_rows_cost_no_more_queries_than_few(api: APIClient, django_assert_max_num_queries: Any) -> None:
    rows = [
        {"name": f"Person {n}", "tags": ["a"], "handles": [{"channel": "email", "value": f"p{n}@example.net"}]}
        for n in range(300)
    ]
    with django_assert_max_num_queries(40):
        assert set(results(api.post(PATH, rows))) == {"created"}
    with django_assert_max_num_queries(40):
        assert set(results(api.post(PATH, rows))) == {"unchanged"}
    with django_assert_max_num_queries(40):
        assert set(results(api.post(PATH, [{**row, "title": "Editor"} for row in rows]))) == {"updated"}
    assert Contact.objects.filter(title="Editor", version=2, handles__book=0).count() == 300


def test_rows_that_name_one_person_follow_each_other(api: APIClient) -> None:
    second = {"name": "Ana Lima", "title": "Editor", "handles": [{"channel": "x", "value": "@ana"}, ANA["handles"][0]]}
    assert results(api.post(PATH, [ANA, {"name": "Ben"}, second, ANA])) == [
        "created",
        "created",
        "updated",
        "unchanged",
    ]
    ana = Contact.objects.get(external_id="a-1")
    assert (ana.title, ana.handles.count(), ana.person) == ("Editor", 2, ana.pk)


def test_whom_somebody_keeps_in_private_is_neither_found_nor_hinted_at(api: APIClient, bob: Staff) -> None:
    make_contact(bob, "Ana", email="ana@example.net", visibility="private", external_id="a-1")
    assert results(api.post(PATH, [ANA])) == ["created"]


def test_who_lies_in_the_trash_keeps_the_address(api: APIClient, alice: Staff) -> None:
    make_contact(alice, "Ana", email="ana@example.net", trashed_at="2026-01-01T00:00Z")
    answer = api.post(PATH, [{"name": "Ben"}, ANA])
    assert results(answer) == ["created", "refused"]
    assert "in the trash" in answer.json()["results"][1]["reason"]

"""Logging what happened."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from crm.models import Contact, Interaction, Promise, Relationship, Staff, Topic
from tests.api.conftest import V1, client_of
from tests.builders import make_contact, make_handle

PATH = f"{V1}/interactions/"


def body(contact: Any, **fields: Any) -> dict[str, Any]:
    shape = {"channel": "email", "direction": "inbound", "kind": "message", "occurred_at": "2026-11-02T10:00:00+01:00"}
    return {"contact": contact, "text": "Thank you, and what about trailers?", **shape, **fields}


def test_logging_answers_what_it_counts_for(api: APIClient, ana: Contact, campaign: Any, topic: Topic) -> None:
    answer = api.post(PATH, body(ana.pk, topics=[topic.pk]))
    logged = answer.json()
    assert answer.status_code == 201
    assert logged["genuine"] is True and logged["not_genuine_because"] == ""
    assert logged["topics"] == [topic.pk]
    [readiness] = logged["readiness"]
    assert readiness["campaign"] == campaign.pk and readiness["stage"] == "listen"
    single = api.get(f"{V1}/contacts/{ana.pk}/readiness/?campaign={campaign.pk}").json()
    assert {**single, "as_of": 0} == {**readiness, "as_of": 0}
    [row] = api.get(f"{V1}/readiness/?campaign={campaign.pk}").json()["results"]
    assert {**row, "as_of": 0} == {**readiness, "as_of": 0}
    assert Relationship.objects.get().they_wrote_days == 1


def test_automated_is_kept_and_counts_for_nothing(api: APIClient, ana: Contact) -> None:
    logged = api.post(PATH, body(ana.pk, automated=True)).json()
    assert (logged["genuine"], logged["not_genuine_because"]) == (False, "automated")


def test_the_contact_may_be_given_by_an_address(api: APIClient, ana: Contact) -> None:
    logged = api.post(PATH, body({"channel": "email", "value": "ANA@example.net"}))
    assert logged.json()["contact"] == ana.pk


@pytest.mark.parametrize(
    "contact",
    [{"channel": "fax", "value": "1"}, {"channel": "email"}, {"channel": "email", "value": "x"}, {}, None, []],
)
def test_an_address_that_is_none(api: APIClient, contact: Any) -> None:
    answer = api.post(PATH, body(contact))
    assert answer.status_code == 422
    assert any(name.startswith("contact") for name in answer.json()["errors"])


def test_a_shared_address_names_nobody(api: APIClient, alice: Staff) -> None:
    desk = make_contact(alice, "Ana", email=None)
    make_handle(desk, "email", "desk@news.example", shared=True)
    assert api.post(PATH, body({"channel": "email", "value": "desk@news.example"})).status_code == 422


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"occurred_at": "2999-01-01T00:00:00Z"}, "occurred_at"),
        ({"occurred_at": "2026-01-01T00:00:00"}, "occurred_at"),
        ({"occurred_at": "0001-01-01T00:00:00+14:00"}, "occurred_at"),
        ({"occurred_at": "9999-12-31T23:59:59-14:00"}, "occurred_at"),
        ({"channel": "fax"}, "channel"),
        ({"kind": "read"}, "kind"),
        ({"text": "a\x00b"}, "text"),
        ({"text": "x" * 100_001}, "text"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"topics": [999]}, "topics"),
        ({"topics": 5}, "topics"),
        ({"answers": 999}, "answers"),
        ({"introduces": 999}, "introduces"),
        ({"needs_answer": "perhaps"}, "needs_answer"),
    ],
)
def test_what_cannot_have_happened(api: APIClient, ana: Contact, wrong: dict[str, Any], field: str) -> None:
    answer = api.post(PATH, body(ana.pk, **wrong))
    assert answer.status_code == 422, answer.content
    assert any(name.split(".")[0] == field for name in answer.json()["errors"])
    assert not Interaction.objects.exists()


def test_the_same_message_is_logged_once(api: APIClient, ana: Contact) -> None:
    first = api.post(PATH, body(ana.pk, external_id="<1@mail>")).json()
    answer = api.post(PATH, body(ana.pk, external_id="<1@mail>"))
    assert answer.status_code == 409
    assert answer.json()["existing"]["interaction"] == first["id"]


def test_many_are_answered_row_by_row(api: APIClient, ana: Contact) -> None:
    answer = api.post(PATH, [body(ana.pk), body(999), body(ana.pk, kind="read"), body(ana.pk, kind="reply")])
    rows = answer.json()["results"]
    assert answer.status_code == 201
    assert [row["result"] for row in rows] == ["created", "refused", "refused", "created"]
    assert "contact" in rows[1]["errors"] and "kind" in rows[2]["errors"]
    assert Interaction.objects.count() == 2


@pytest.mark.parametrize("rows", [[], [{"kind": "message"}], ["x"], [[]]])
def test_many_that_are_all_wrong(api: APIClient, rows: list[Any]) -> None:
    answer = api.post(PATH, rows)
    assert answer.status_code == 422
    assert answer.json()["errors"]


def test_changing_one_recomputes(api: APIClient, ana: Contact, campaign: Any) -> None:
    logged = api.post(PATH, body(ana.pk)).json()
    changed = api.patch(f"{PATH}{logged['id']}/", {"automated": True})
    assert changed.status_code == 200, changed.content
    assert changed.json()["readiness"][0]["campaign"] == campaign.pk
    assert Relationship.objects.get().they_wrote_days == 0


def test_what_they_wrote_is_voided_never_deleted(api: APIClient, ana: Contact) -> None:
    theirs = api.post(PATH, body(ana.pk)).json()
    ours = api.post(PATH, body(ana.pk, direction="outbound", text="Hello Ana")).json()
    assert api.delete(f"{PATH}{theirs['id']}/").status_code == 422
    assert api.delete(f"{PATH}{ours['id']}/").status_code == 204
    assert api.post(f"{PATH}{theirs['id']}/void/", {}).status_code == 422
    voided = api.post(f"{PATH}{theirs['id']}/void/", {"reason": "Of another Ana."}).json()
    assert voided["not_genuine_because"] == "voided" and voided["void_reason"] == "Of another Ana."


def test_a_colleagues_log_is_theirs_to_change(api: APIClient, bob: Staff, ana: Contact) -> None:
    theirs = client_of(bob).post(PATH, body(ana.pk)).json()
    assert api.patch(f"{PATH}{theirs['id']}/", {"text": "x"}).status_code == 403
    assert Interaction.objects.get().text == theirs["text"]


def test_a_promise_is_made_and_kept(api: APIClient, bob: Staff, ana: Contact) -> None:
    made = api.post(f"{V1}/promises/", {"contact": ana.pk, "text": "Send figures", "due_on": "2026-12-01"}).json()
    path = f"{V1}/promises/{made['id']}/"
    half = {"contact": ana.pk, "text": "x", "due_on": "2026-12-01", "kept_at": "2999-01-01T00:00:00Z"}
    assert api.post(f"{V1}/promises/", half).status_code == 422
    assert Promise.objects.count() == 1  # nothing half written
    assert client_of(bob).patch(path, {"text": "x"}).status_code == 403
    assert api.patch(path, {"kept_at": "2999-01-01T00:00:00Z"}).status_code == 422
    kept = api.patch(path, {"kept_at": "2026-11-20T10:00:00Z"}).json()
    assert kept["kept_at"] == "2026-11-20T10:00:00Z"
    assert api.get(f"{V1}/promises/?kept=false").json()["results"] == []
    assert api.patch(path, {"contact": ana.pk}).status_code == 422

"""Webhooks over the API: for admins; a private contact's events are in nobody else's log."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from crm.models import Contact, Delivery, Staff, Webhook
from crm.webhooks.deliver import deliver
from crm.webhooks.dispatch import dispatch
from tests.api.conftest import V1, client_of
from tests.builders import NOW, make_contact

BODY = {"name": "Newsroom", "url": "https://example.org/in", "events": ["contact.created", "ask.outcome"]}


@pytest.fixture
def admin(ada: Staff) -> APIClient:
    return client_of(ada)


def test_its_secret_is_shown_once(admin: APIClient) -> None:
    made = admin.post(f"{V1}/webhooks/", BODY)
    assert made.status_code == 201 and made.json()["secret"].startswith("whsec_")
    assert made.json()["events"] == BODY["events"]
    path = f"{V1}/webhooks/{made.json()['id']}/"
    assert "secret" not in admin.get(path).json()
    changed = admin.post(f"{path}secret/").json()
    assert changed["secret"] != made.json()["secret"] and changed["old_secret_until"]


def test_a_repeated_request_does_not_show_the_secret_again(admin: APIClient) -> None:
    headers = {"HTTP_IDEMPOTENCY_KEY": "once"}
    assert admin.post(f"{V1}/webhooks/", BODY, **headers).json()["secret"]
    assert admin.post(f"{V1}/webhooks/", BODY, **headers).json()["secret"] is None
    assert Webhook.objects.count() == 1


@pytest.mark.parametrize("role", ["member", "manager"])
def test_it_is_for_admins(role: str, admin: APIClient, bob: Staff, mona: Staff) -> None:
    webhook = admin.post(f"{V1}/webhooks/", BODY).json()
    client = client_of(bob if role == "member" else mona)
    path = f"{V1}/webhooks/{webhook['id']}/"
    for answer in (client.get(f"{V1}/webhooks/"), client.get(path), client.post(f"{V1}/webhooks/", BODY),
                   client.patch(path, {"active": False}), client.delete(path), client.post(f"{path}secret/"),
                   client.post(f"{path}test/"), client.get(f"{path}deliveries/")):  # fmt: skip
        assert answer.status_code == 403
    assert Webhook.objects.get().active and not Delivery.objects.exists()


def test_an_admin_without_the_scope_does_not_get_in(ada: Staff) -> None:
    assert client_of(ada, ["read", "write"]).post(f"{V1}/webhooks/", BODY).status_code == 403


@pytest.mark.parametrize(
    "wrong", [{"url": "gopher://x/"}, {"events": []}, {"events": ["contact.sold"]}, {"name": ""}, {"url": None}]
)
def test_what_cannot_be(admin: APIClient, wrong: dict[str, Any]) -> None:
    answer = admin.post(f"{V1}/webhooks/", {**BODY, **wrong})
    assert answer.status_code == 422
    assert set(wrong) == {name.partition(".")[0] for name in answer.json()["errors"]}


def test_it_is_changed_and_removed(admin: APIClient) -> None:
    path = f"{V1}/webhooks/{admin.post(f'{V1}/webhooks/', BODY).json()['id']}/"
    assert admin.patch(path, {"active": False, "events": ["import.done"]}).json()["events"] == ["import.done"]
    assert admin.patch(path, {"active": True}, HTTP_IF_MATCH='"1"').status_code == 412
    assert admin.delete(path).status_code == 204 and not Webhook.objects.exists()


def test_a_test_is_queued_logged_and_sent_again(admin: APIClient) -> None:
    path = f"{V1}/webhooks/{admin.post(f'{V1}/webhooks/', {**BODY, 'url': 'http://127.0.0.1:9999/'}).json()['id']}/"
    queued = admin.post(f"{path}test/")
    assert queued.status_code == 202 and queued.json()["payload"]["type"] == "ping"
    again = f"{path}deliveries/{queued.json()['id']}/redeliver/"
    assert admin.post(again).status_code == 409  # still on its way
    Delivery.objects.update(attempts=7, next_attempt_at=NOW)
    deliver(queued.json()["id"], as_of=NOW)
    [logged] = admin.get(f"{path}deliveries/").json()["results"]
    assert logged["status"] == "failed" and "our own network" in logged["error"]
    assert admin.post(again).json()["status"] == "pending"
    assert admin.post(f"{path}deliveries/999/redeliver/").status_code == 404


def test_the_log_tells_nothing_of_whom_one_may_not_see(admin: APIClient, charlie: Staff) -> None:
    boss = Staff.objects.get(pk=charlie.pk)
    boss.role = "admin"
    boss.save()
    theirs = client_of(boss).post(f"{V1}/webhooks/", BODY).json()
    zelda: Contact = make_contact(boss, "Zelda", visibility="private")
    [delivery] = dispatch(as_of=NOW)
    path = f"{V1}/webhooks/{theirs['id']}/deliveries/"
    assert [row["contact"] for row in client_of(boss).get(path).json()["results"]] == [zelda.pk]
    assert admin.get(path).json()["results"] == []
    assert admin.post(f"{path}{delivery}/redeliver/").status_code == 404

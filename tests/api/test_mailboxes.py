"""The API's side of mailboxes: the same verbs, and nobody else's."""

import pytest
from rest_framework.test import APIClient

from crm.models import Mailbox, Staff
from tests.api.conftest import V1, client_of

pytestmark = pytest.mark.django_db
GIVEN = {"host": "imap.house.example", "user": "alice@house.example", "password": "an app password"}


def test_a_mailbox_is_connected_changed_and_disconnected(api: APIClient, bob: Staff) -> None:
    made = api.post(f"{V1}/mailboxes/", {**GIVEN, "seen": "subjects"}, format="json")
    assert made.status_code == 201, made.json()
    assert not {"password", "token", "sealed"} & made.json().keys()
    at = f"{V1}/mailboxes/{made.json()['id']}/"
    assert client_of(bob).get(at).status_code == client_of(bob).delete(at).status_code == 404
    assert api.patch(at, {"kept_out": ["home.example"]}, format="json").json()["kept_out"] == ["home.example"]
    elsewhere = api.patch(at, {"host": "collector.example"}, format="json")
    assert elsewhere.status_code == 422
    assert set(elsewhere.json()["errors"]) == {"password"}
    assert api.post(f"{at}pause/").json()["paused_at"]
    assert api.post(f"{at}resume/").json()["paused_at"] is None
    assert api.get(f"{at}left/").json()["results"] == []
    assert api.delete(f"{at}?forget=true").status_code == 204
    assert Mailbox.objects.get().sealed == ""
    assert client_of(bob).post(f"{at}keep/").status_code == 404
    assert api.post(f"{at}keep/").status_code == 204
    assert api.post(f"{at}keep/").status_code == 404


def test_a_mailbox_is_tried_and_nothing_kept(api: APIClient) -> None:
    answer = api.post(f"{V1}/mailboxes/try/", {**GIVEN, "host": "127.0.0.1"}, format="json")
    assert answer.status_code == 422
    assert "own network" in str(answer.json()["errors"]["host"])
    assert not Mailbox.objects.exists()

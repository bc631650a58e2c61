"""A write can be sent again without being done again."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from rest_framework.test import APIClient

from crm.models import ApiToken, Contact, IdempotentRequest, Staff, Topic
from tests.api.conftest import V1, client_of
from tests.builders import make_staff

KEY = {"Idempotency-Key": "bike-1"}


def test_the_same_again_gets_the_first_answer(api: APIClient) -> None:
    first = api.post(f"{V1}/contacts/", {"name": "Ana"}, headers=KEY)
    again = api.post(f"{V1}/contacts/", {"name": "Ana"}, headers=KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert again["ETag"] == first["ETag"]
    assert again["Content-Type"] == first["Content-Type"]
    assert again["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first
    assert Contact.objects.count() == 1


def test_another_body_with_the_same_key_is_a_conflict(api: APIClient) -> None:
    api.post(f"{V1}/contacts/", {"name": "Ana"}, headers=KEY)
    assert api.post(f"{V1}/contacts/", {"name": "Ben"}, headers=KEY).status_code == 409
    assert api.post(f"{V1}/topics/", {"name": "Ana"}, headers=KEY).status_code == 409
    assert Contact.objects.count() == 1


def test_a_refusal_is_an_answer_too(api: APIClient, topic: Topic) -> None:
    first = api.post(f"{V1}/topics/", {"name": topic.name}, headers=KEY)
    assert first.status_code == 409
    topic.delete()
    again = api.post(f"{V1}/topics/", {"name": topic.name}, headers=KEY)
    assert again.content == first.content
    assert not Topic.objects.exists()


def test_what_judged_nothing_is_tried_anew(api: APIClient, topic: Topic) -> None:
    path = f"{V1}/topics/{topic.pk}/"
    assert api.patch(path, {"name": "B"}, headers={**KEY, "If-Match": '"9"'}).status_code == 412
    assert api.patch(path, {"name": "B"}, headers={**KEY, "If-Match": '"1"'}).status_code == 200


def test_colleagues_do_not_share_keys(api: APIClient, bob: Staff) -> None:
    api.post(f"{V1}/contacts/", {"name": "Ana"}, headers=KEY)
    assert client_of(bob).post(f"{V1}/contacts/", {"name": "Ben"}, headers=KEY).status_code == 201


def test_a_key_is_forgotten_after_a_day(api: APIClient) -> None:
    api.post(f"{V1}/contacts/", {"name": "Ana"}, headers=KEY)
    row = IdempotentRequest.objects.get()
    IdempotentRequest.objects.update(created_at=row.created_at - timedelta(hours=25))
    assert api.post(f"{V1}/contacts/", {"name": "Ben"}, headers=KEY).status_code == 201
    assert IdempotentRequest.objects.count() == 1


@pytest.mark.parametrize("key", ["", " ", "x" * 256, "a\x07b"])
def test_a_key_that_cannot_be(api: APIClient, key: str) -> None:
    answer = api.post(f"{V1}/contacts/", {"name": "Ana"}, headers={"Idempotency-Key": key})
    assert answer.status_code == 400
    assert "Idempotency-Key" in answer.json()["detail"]
    assert not Contact.objects.exists()


def test_deleting_twice_is_answered_alike(api: APIClient, topic: Topic) -> None:
    answers = [api.delete(f"{V1}/topics/{topic.pk}/", headers=KEY) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [204, 204]


def test_secrets_are_not_kept(ada: Staff) -> None:
    admin = client_of(ada)
    body = {"name": "ci", "scopes": ["read"]}
    first = admin.post(f"{V1}/tokens/", body, headers=KEY).json()
    again = admin.post(f"{V1}/tokens/", body, headers=KEY).json()
    assert first["key"].startswith("ll_")
    assert again == {**first, "key": None}
    assert first["key"].encode() not in bytes(IdempotentRequest.objects.get().body)
    assert ApiToken.objects.filter(name="ci").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_at_one_instant_one_does_it(settings: Any) -> None:
    alice = make_staff("Alice")
    clients = [client_of(alice) for _ in range(4)]
    start, answers = threading.Barrier(len(clients)), []

    def send(client: APIClient) -> None:
        try:
            start.wait()
            answers.append(client.post(f"{V1}/contacts/", {"name": "Ana"}, headers=KEY))
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [201] * len(clients)
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotency-Replayed" not in answer for answer in answers) == 1
    assert Contact.objects.count() == 1

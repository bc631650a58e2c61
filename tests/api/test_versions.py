"""Two people at one record notice each other."""

import pytest
from rest_framework.test import APIClient

from crm.models import Contact, Staff, Topic
from tests.api.conftest import V1, client_of


def test_a_record_tells_its_version(api: APIClient, ana: Contact) -> None:
    answer = api.get(f"{V1}/contacts/{ana.pk}/")
    assert answer["ETag"] == f'"{answer.json()["version"]}"'


@pytest.mark.parametrize("version", ['"1"', 'W/"1"', '"7", "1"', "*"])
def test_the_version_one_knows_may_be_changed(api: APIClient, topic: Topic, version: str) -> None:
    answer = api.patch(f"{V1}/topics/{topic.pk}/", {"name": "Freight bikes"}, headers={"If-Match": version})
    assert answer.status_code == 200
    assert answer["ETag"] == '"2"'


@pytest.mark.parametrize("method", ["patch", "delete"])
def test_a_stale_version_changes_nothing(api: APIClient, ana: Contact, method: str) -> None:
    path = f"{V1}/contacts/{ana.pk}/"
    assert api.patch(path, {"title": "Editor"}, headers={"If-Match": f'"{ana.version}"'}).status_code == 200
    answer = getattr(api, method)(path, {"title": "Boss"}, headers={"If-Match": f'"{ana.version}"'})
    assert answer.status_code == 412
    ana.refresh_from_db()
    assert (ana.title, ana.trashed_at) == ("Editor", None)


def test_verbs_mind_the_version_too(mona: Staff, ana: Contact) -> None:
    client = client_of(mona)
    body = {"contact": ana.pk, "channel": "email", "direction": "inbound", "kind": "message"}
    made = client.post(f"{V1}/interactions/", {**body, "occurred_at": "2026-01-05T10:00:00Z"}).json()
    path = f"{V1}/interactions/{made['id']}/void/"
    assert client.post(path, {"reason": "Not hers."}, headers={"If-Match": '"99"'}).status_code == 412
    assert client.post(path, {"reason": "Not hers."}, headers={"If-Match": '"1"'}).status_code == 200

"""The work-list over HTTP: found pairs, what was decided, and nothing of what Charlie keeps to himself."""

import pytest
from rest_framework.test import APIClient

from crm.duplicates.find import find_waiting
from crm.models import Contact, Duplicate, NotSame, Staff
from tests.api.conftest import V1, client_of
from tests.builders import NOW, make_contact


@pytest.fixture
def pair(alice: Staff, ana: Contact) -> Duplicate:
    other = make_contact(alice, "A. Lima", organization="Radio X")
    Contact.objects.filter(pk=ana.pk).update(name="Ana Lima", organization="Radio X")
    find_waiting(as_of=NOW)
    return Duplicate.objects.get(first=ana, second=other)


def listed(api: APIClient, query: str = "") -> list[int]:
    return [row["id"] for row in api.get(f"{V1}/duplicates/{query}").json()["results"]]


def test_a_pair_says_who_and_why(api: APIClient, pair: Duplicate) -> None:
    [row] = api.get(f"{V1}/duplicates/").json()["results"]
    assert (row["first"]["name"], row["second"]["name"]) == ("Ana Lima", "A. Lima")
    assert row["reasons"][0]["code"] == "short_name_organization"
    assert "both are at Radio X" in row["reasons"][0]["sentence"]
    assert row["dismissed"] is None
    assert listed(api, f"?contact={pair.first_id}&reason=short_name_organization") == [pair.pk]
    assert listed(api, "?reason=same_handle") == listed(api, "?contact=999999") == []


def test_it_is_dismissed_and_taken_back(api: APIClient, alice: Staff, bob: Staff, pair: Duplicate) -> None:
    answer = api.post(f"{V1}/duplicates/{pair.pk}/dismiss/")
    assert answer.json()["dismissed"]["by"] == alice.pk
    assert listed(api) == listed(client_of(bob)) == []
    assert listed(api, "?dismissed=true") == [pair.pk]
    assert client_of(bob).post(f"{V1}/duplicates/{pair.pk}/undo/").json()["dismissed"] is None
    assert listed(api) == [pair.pk]
    assert api.post(f"{V1}/duplicates/{pair.pk}/undo/").status_code == 409


def test_a_pair_with_a_hidden_side_does_not_exist(api: APIClient, charlie: Staff, ana: Contact) -> None:
    make_contact(charlie, "Ana", visibility="private", email=ana.handles.filter(channel="email")[0].value)
    find_waiting(as_of=NOW)
    pair = Duplicate.objects.get()
    assert api.get(f"{V1}/duplicates/?count=true").json()["count"] == 0
    for call in (api.get, lambda path: api.post(f"{path}dismiss/"), lambda path: api.post(f"{path}undo/")):
        assert call(f"{V1}/duplicates/{pair.pk}/").status_code == 404
    assert not NotSame.objects.exists()
    assert listed(client_of(charlie)) == [pair.pk]


def test_merging_takes_the_pair_off_and_its_undo_brings_it_back(api: APIClient, pair: Duplicate) -> None:
    merged = api.post(f"{V1}/contacts/{pair.first_id}/merge/", {"other": pair.second_id}).json()
    assert listed(api) == []
    undone = api.post(f"{V1}/merges/{merged['id']}/undo/").json()
    assert undone["kept"] == {"fields": [], "elsewhere": {}, "since": {}}
    assert listed(api) == [pair.pk]

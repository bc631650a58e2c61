"""Contacts: kept, found, thrown away and brought back, merged and parted."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from crm.models import Contact, Staff, Topic
from tests.api.conftest import V1, client_of
from tests.builders import log, make_contact, make_handle

EMAIL = {"channel": "email", "value": "Ana <ANA@example.net>"}


def test_a_contact_is_made_with_its_handles(api: APIClient, alice: Staff) -> None:
    body = {"name": "Ana Lima", "tags": ["bikes", " Bikes "], "handles": [EMAIL, {"channel": "x", "value": "@ana"}]}
    answer = api.post(f"{V1}/contacts/", body)
    made = answer.json()
    assert answer.status_code == 201
    assert made["owner"] == alice.pk and made["tags"] == ["bikes"] and made["visibility"] == "team"
    assert [handle["channel"] for handle in made["handles"]] == ["email", "x"]
    assert list(made) == list(api.get(f"{V1}/contacts/{made['id']}/").json())


def test_a_handle_of_somebody_else_is_a_conflict_with_them(api: APIClient, ana: Contact) -> None:
    answer = api.post(f"{V1}/contacts/", {"name": "A. Lima", "handles": [EMAIL]})
    assert answer.status_code == 409
    assert answer.json()["existing"] == {"contact": ana.pk, "name": "Ana Lima"}
    assert Contact.objects.count() == 1


def test_only_what_is_named_is_changed(api: APIClient, ana: Contact) -> None:
    changed = api.patch(f"{V1}/contacts/{ana.pk}/", {"title": "Editor"}).json()
    assert (changed["title"], changed["name"], len(changed["handles"])) == ("Editor", "Ana Lima", 1)
    handles = [{"channel": "bluesky", "value": "ana.bsky.social"}]
    changed = api.patch(f"{V1}/contacts/{ana.pk}/", {"handles": handles}).json()
    assert [handle["channel"] for handle in changed["handles"]] == ["bluesky"]


def test_the_trash_can_be_emptied_back(api: APIClient, ana: Contact) -> None:
    path = f"{V1}/contacts/{ana.pk}/"
    assert api.delete(path).status_code == 204
    assert api.get(path).status_code == 404
    assert api.get(f"{V1}/contacts/").json()["results"] == []
    assert [row["id"] for row in api.get(f"{V1}/contacts/?trashed=true").json()["results"]] == [ana.pk]
    assert api.post(f"{path}restore/").json()["trashed_at"] is None
    assert api.get(path).status_code == 200


@pytest.fixture
def crowd(alice: Staff, bob: Staff, topic: Topic) -> dict[str, Contact]:
    ana = make_contact(alice, "Ána Lima", organization="Bike Weekly", email=None, tags=["bikes", "press"])
    ben = make_contact(bob, "Ben", email="ben@rail.example", tags=["rail"], visibility="private")
    cem = make_contact(bob, "Cem", email=None, tags=["bikes"], external_id="c-1")
    make_handle(cem, "mastodon", "@cem@social.example")
    ana.interests.create(topic=topic, basis="stated", noted_at="2026-01-01T00:00:00Z")
    return {"ana": ana, "ben": ben, "cem": cem}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("search=ana", {"ana"}),
        ("search=WEEKLY", {"ana"}),
        ("search=social.ex", {"cem"}),
        ("search=%25", set()),
        ("search=rail", set()),
        ("tag=bikes", {"ana", "cem"}),
        ("tag=bikes&tag=press", {"ana"}),
        ("channel=mastodon", {"cem"}),
        ("owner={bob}", {"cem"}),
        ("topic={topic}", {"ana"}),
        ("external_id=c-1", {"cem"}),
        ("visibility=private", set()),
        ("created_at_after=2000-01-01", {"ana", "cem"}),
        ("created_at_before=2000-01-01T00:00:00%2B01:00", set()),
        ("created_at_before=2000-01-01T00:00:00+01:00", set()),
    ],
)
def test_people_are_found(
    api: APIClient, bob: Staff, topic: Topic, crowd: dict[str, Contact], query: str, found: set[str]
) -> None:
    rows = api.get(f"{V1}/contacts/?{query.format(bob=bob.pk, topic=topic.pk)}").json()["results"]
    assert {row["id"] for row in rows} == {crowd[name].pk for name in found}


def test_a_day_is_a_day_where_one_is(alice: Staff, ana: Contact) -> None:
    """Half past eleven in the evening of the 10th in London is the 11th in Auckland."""
    Contact.objects.filter(pk=ana.pk).update(created_at="2026-06-10T22:30:00Z")
    found = {}
    for zone in ("Europe/London", "Pacific/Auckland"):
        Staff.objects.filter(pk=alice.pk).update(time_zone=zone)
        alice.refresh_from_db()
        on_the_10th = "created_at_after=2026-06-10&created_at_before=2026-06-10"
        found[zone] = len(client_of(alice).get(f"{V1}/contacts/?{on_the_10th}").json()["results"])
    assert found == {"Europe/London": 1, "Pacific/Auckland": 0}


def test_people_are_found_by_where_they_stand(
    api: APIClient, crowd: dict[str, Contact], campaign: Any, alice: Staff
) -> None:
    found = api.get(f"{V1}/contacts/?campaign={campaign.pk}&stage=listen").json()["results"]
    judged = {
        row["contact"]: row["stage"] for row in api.get(f"{V1}/readiness/?campaign={campaign.pk}").json()["results"]
    }
    assert {row["id"] for row in found} == {pk for pk, stage in judged.items() if stage == "listen"}
    assert found
    assert api.get(f"{V1}/contacts/?campaign=999999&stage=listen").json()["results"] == []
    assert api.get(f"{V1}/contacts/?campaign={campaign.pk}").json()["results"] == []  # nobody is shortlisted


def test_two_records_become_one_and_two_again(api: APIClient, alice: Staff, ana: Contact) -> None:
    other = make_contact(alice, "A. Lima", title="Editor")
    log(alice, other)
    path = f"{V1}/contacts/{ana.pk}/merge/"
    plan = api.post(path, {"other": other.pk, "keep": {"name": "other"}, "dry_run": True}).json()
    assert plan["fields"]["name"] == "A. Lima" and plan["moves"]["interaction"] == 1
    assert api.get(f"{V1}/contacts/{other.pk}/").status_code == 200
    merge = api.post(path, {"other": other.pk, "keep": {"name": "other"}}).json()
    assert api.get(f"{V1}/contacts/{ana.pk}/").json()["name"] == "A. Lima"
    assert api.get(f"{V1}/contacts/{other.pk}/").status_code == 404
    assert [row["id"] for row in api.get(f"{V1}/merges/?survivor={ana.pk}").json()["results"]] == [merge["id"]]
    undone = api.post(f"{V1}/merges/{merge['id']}/undo/")
    assert undone.status_code == 200 and undone.json()["undone_at"]
    assert api.post(f"{V1}/merges/{merge['id']}/undo/").status_code == 409
    assert api.get(f"{V1}/contacts/{ana.pk}/").json()["name"] == "Ana Lima"
    assert api.get(f"{V1}/contacts/{other.pk}/").status_code == 200


@pytest.mark.parametrize("body", [{}, {"other": 999}, {"other": "ana"}, {"keep": {"name": "both"}}, {"keep": []}])
def test_a_merge_that_cannot_be(api: APIClient, ana: Contact, body: dict[str, Any]) -> None:
    assert api.post(f"{V1}/contacts/{ana.pk}/merge/", body).status_code == 422


def test_a_member_may_not_take_a_contact_over(api: APIClient, bob: Staff) -> None:
    theirs = make_contact(bob, "Ben")
    answer = api.patch(f"{V1}/contacts/{theirs.pk}/", {"visibility": "private"})
    assert answer.status_code == 403
    theirs.refresh_from_db()
    assert theirs.visibility == "team"
    assert client_of(bob).patch(f"{V1}/contacts/{theirs.pk}/", {"visibility": "private"}).status_code == 200

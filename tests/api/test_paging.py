"""Pages stay right while people come and go."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from crm.models import Contact, Promise, Staff
from tests.api.conftest import V1
from tests.builders import day, log, make_contact


def pages(api: APIClient, path: str, link: str = "next") -> list[list[Any]]:
    found, url = [], f"{V1}/{path}"
    while url:
        body = api.get(url).json()
        found.append(body["results"])
        url = body[link]
    return found


def names(pages_found: list[list[Any]]) -> list[str]:
    return [row["name"] for page in pages_found for row in page]


@pytest.fixture
def five(alice: Staff) -> list[Contact]:
    return [make_contact(alice, name) for name in ("Émile", "anna", "Zoë", "Bea", "Bea")]


def test_everybody_comes_once_in_order(api: APIClient, five: list[Contact]) -> None:
    assert names(pages(api, "contacts/?limit=2")) == ["anna", "Bea", "Bea", "Émile", "Zoë"]
    assert names(pages(api, "contacts/?limit=2&ordering=-name")) == ["Zoë", "Émile", "Bea", "Bea", "anna"]


def test_who_comes_in_between_moves_nobody(api: APIClient, alice: Staff, five: list[Contact]) -> None:
    first = api.get(f"{V1}/contacts/?limit=2").json()
    make_contact(alice, "Aaron")
    five[1].delete()
    rest = api.get(first["next"]).json()
    assert [row["name"] for row in first["results"] + rest["results"]] == ["anna", "Bea", "Bea", "Émile"]


def test_one_can_go_back(api: APIClient, five: list[Contact]) -> None:
    first = api.get(f"{V1}/contacts/?limit=2").json()
    assert first["previous"] is None
    second = api.get(first["next"]).json()
    third = api.get(second["next"]).json()
    assert third["next"] is None
    back = api.get(third["previous"]).json()
    assert back["results"] == second["results"]
    assert api.get(back["previous"]).json()["results"] == first["results"]
    assert api.get(back["next"]).json()["results"] == third["results"]


def test_the_total_comes_when_asked_for(api: APIClient, five: list[Contact]) -> None:
    assert "count" not in api.get(f"{V1}/contacts/").json()
    assert api.get(f"{V1}/contacts/?count=true&limit=2").json()["count"] == 5


@pytest.mark.slow
def test_a_page_holds_at_most_five_hundred(api: APIClient, alice: Staff) -> None:
    Contact.objects.bulk_create([Contact(name=f"P{number}", owner=alice) for number in range(501)])
    assert len(api.get(f"{V1}/contacts/").json()["results"]) == 50
    assert len(api.get(f"{V1}/contacts/?limit=10000").json()["results"]) == 500


def test_a_cursor_belongs_to_its_order(api: APIClient, five: list[Contact]) -> None:
    following = api.get(f"{V1}/contacts/?limit=2").json()["next"]
    assert api.get(following + "&ordering=-created_at").status_code == 400


def test_many_at_one_moment_are_all_seen(api: APIClient, alice: Staff, ana: Contact) -> None:
    due = day(3)
    Promise.objects.bulk_create(
        [Promise(staff=alice, contact=ana, text=str(number), due_on=due) for number in range(7)]
    )
    for order in ("due_on", "-due_on"):
        seen = [row["text"] for page in pages(api, f"promises/?limit=3&ordering={order}") for row in page]
        assert sorted(seen) == list("0123456")


def test_the_timeline_mixes_its_kinds_newest_first(api: APIClient, alice: Staff, ana: Contact, campaign: Any) -> None:
    for days in (9, 7, 5, 3):
        log(alice, ana, days=days)
    body = {"campaign": campaign.pk, "contact": ana.pk, "channel": "email", "text": "Would you?"}
    made = api.post(f"{V1}/asks/", {**body, "already_made": True, "asked_at": "2026-11-16T12:00:00Z"})
    assert made.status_code == 201, made.content
    whole = [row for page in pages(api, f"contacts/{ana.pk}/timeline/?limit=2") for row in page]
    assert [row["type"] for row in whole] == ["interaction", "interaction", "ask", "interaction", "interaction"]
    assert [row["at"] for row in whole] == sorted((row["at"] for row in whole), reverse=True)
    assert whole[2]["ask"]["id"] == made.json()["id"] and whole[2]["interaction"] is None
    last = api.get(f"{V1}/contacts/{ana.pk}/timeline/?limit=2").json()
    last = api.get(last["next"]).json()
    assert api.get(last["previous"]).json()["results"] == whole[:2]
    assert api.get(f"{V1}/contacts/{ana.pk}/timeline/?count=true").json()["count"] == 5

"""Campaigns, rules, staff and tokens: what the house is run by."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from crm.models import ApiToken, Campaign, Contact, Policy, Staff, Topic
from crm.readiness.policy import default_policy
from tests.api.conftest import V1, client_of
from tests.builders import earn


def test_every_member_makes_campaigns(api: APIClient, alice: Staff, topic: Topic) -> None:
    made = api.post(f"{V1}/campaigns/", {"name": "Bike summer", "topics": [topic.pk], "status": "live"}).json()
    assert made["owner"] == alice.pk and made["topics"] == [topic.pk]
    path = f"{V1}/campaigns/{made['id']}/"
    assert api.patch(path, {"topics": [], "starts_on": "2026-01-01"}).json()["topics"] == []
    assert api.patch(path, {"ends_on": "2025-01-01"}).status_code == 422
    assert [row["id"] for row in api.get(f"{V1}/campaigns/?live=true&search=summer").json()["results"]] == [made["id"]]


def test_a_campaign_that_people_were_asked_for_stays(
    api: APIClient, bob: Staff, ana: Contact, campaign: Campaign
) -> None:
    path = f"{V1}/campaigns/{campaign.pk}/"
    assert client_of(bob).delete(path).status_code == 403
    body = {"contact": ana.pk, "campaign": campaign.pk, "channel": "email", "already_made": True}
    made = api.post(f"{V1}/asks/", {**body, "asked_at": "2026-01-01T00:00:00Z"})
    assert made.status_code == 201, made.content
    assert api.delete(path).status_code == 409
    assert Campaign.objects.exists()


def test_only_managers_change_the_rules(api: APIClient, ada: Staff, mona: Staff) -> None:
    house = default_policy()
    path = f"{V1}/policies/{house.pk}/"
    assert api.patch(path, {"heard_min": 1}).status_code == 403
    assert api.post(f"{V1}/policies/", {"name": "Strict"}).status_code == 403
    assert client_of(mona).patch(path, {"heard_min": 2}).status_code == 403  # her token lacks admin
    assert client_of(ada).patch(path, {"heard_min": 2}).json()["heard_min"] == 2
    assert client_of(ada).delete(path).status_code == 409
    assert client_of(ada).patch(path, {"is_default": False}).json()["is_default"] is True


def test_a_campaigns_rules_are_only_stricter(mona: Staff, campaign: Campaign) -> None:
    client = client_of(mona)
    assert "heard_min" in client.post(f"{V1}/policies/", {"name": "Lax", "heard_min": 1}).json()["errors"]
    strict = client.post(f"{V1}/policies/", {"name": "Strict", "heard_min": 5}).json()
    assert client.patch(f"{V1}/campaigns/{campaign.pk}/", {"policy": strict["id"]}).json()["policy"] == strict["id"]
    assert client.delete(f"{V1}/policies/{strict['id']}/").status_code == 409
    assert "heard_min" in client.patch(f"{V1}/policies/{strict['id']}/", {"heard_min": 10**9}).json()["errors"]
    assert Policy.objects.filter(name="Strict").exists()


def test_an_admin_adds_staff(api: APIClient, ada: Staff) -> None:
    body = {"email": "new@example.org", "role": "member", "time_zone": "Europe/Berlin"}
    assert api.post(f"{V1}/staff/", body).status_code == 403
    made = client_of(ada).post(f"{V1}/staff/", body)
    assert made.status_code == 201
    assert "/sign-in/" in made.json()["sign_in_link"]
    assert "sign_in_link" not in client_of(ada).get(f"{V1}/staff/{made.json()['id']}/").json()
    assert client_of(ada).post(f"{V1}/staff/", body).status_code == 409


@pytest.mark.parametrize(
    "wrong", [{"email": "no address"}, {"role": "boss"}, {"time_zone": "Nowhere"}, {"covered_by": 999}]
)
def test_staff_that_cannot_be(ada: Staff, wrong: dict[str, Any]) -> None:
    answer = client_of(ada).post(f"{V1}/staff/", {"email": "new@example.org", **wrong})
    assert answer.status_code == 422
    assert set(wrong) <= set(answer.json()["errors"])
    assert not Staff.objects.filter(email="new@example.org").exists()


def test_one_tells_ones_own_absence_and_no_more(api: APIClient, alice: Staff, bob: Staff) -> None:
    own, others = f"{V1}/staff/{alice.pk}/", f"{V1}/staff/{bob.pk}/"
    away = {"away_until": "2026-12-24", "covered_by": bob.pk}
    assert api.patch(own, away).json()["covered_by"] == bob.pk
    assert api.patch(own, {"covered_by": alice.pk}).status_code == 422
    assert api.patch(own, {"role": "admin"}).status_code == 403
    assert api.patch(others, away).status_code == 403
    alice.refresh_from_db()
    assert alice.role == "member"


def test_a_token_is_shown_once(alice: Staff) -> None:
    client = client_of(alice)
    made = client.post(f"{V1}/tokens/", {"name": "ci", "scopes": ["read"]}).json()
    assert APIClient(HTTP_AUTHORIZATION=f"Bearer {made['key']}").get(f"{V1}/contacts/").status_code == 200
    assert "key" not in client.get(f"{V1}/tokens/{made['id']}/").json()
    assert client.delete(f"{V1}/tokens/{made['id']}/").status_code == 204
    assert APIClient(HTTP_AUTHORIZATION=f"Bearer {made['key']}").get(f"{V1}/contacts/").status_code == 401


def test_a_token_hands_on_no_more_than_it_has(alice: Staff, bob: Staff) -> None:
    client = client_of(alice, ["read", "write"])
    assert client.post(f"{V1}/tokens/", {"name": "x", "scopes": ["read", "ask"]}).status_code == 403
    assert client.post(f"{V1}/tokens/", {"name": "x", "scopes": ["read"], "staff": bob.pk}).status_code == 403
    assert client.post(f"{V1}/tokens/", {"name": "x", "scopes": ["everything"]}).status_code == 422
    assert client.post(f"{V1}/tokens/", {"name": "x", "scopes": []}).status_code == 422
    assert not ApiToken.objects.filter(name="x").exists()


def test_the_tokens_of_others_are_the_admins_to_see(api: APIClient, ada: Staff, bob: Staff) -> None:
    client_of(bob)
    theirs = ApiToken.objects.get(staff=bob)
    assert api.get(f"{V1}/tokens/{theirs.pk}/").status_code == 404
    assert client_of(ada, ["read", "write"]).get(f"{V1}/tokens/{theirs.pk}/").status_code == 404
    assert client_of(ada).delete(f"{V1}/tokens/{theirs.pk}/").status_code == 204


def test_every_change_of_the_rules_says_who_and_why(ada: Staff) -> None:
    client, path = client_of(ada), f"{V1}/policies/{default_policy().pk}/"
    assert client.patch(path, {"known_days": 30, "change_reason": "Felt rushed."}).json()["changed_by"] == ada.pk
    assert client.patch(path, {"rest_days": 120}).json()["change_reason"] == ""
    last, before, *_first = client.get(f"{path}versions/").json()["results"]
    assert (last["changes"], last["by"], last["reason"]) == ({"rest_days": [90, 120]}, ada.pk, "")
    assert (before["changes"], before["reason"]) == ({"known_days": [21, 30]}, "Felt rushed.")


def test_who_should_ask_and_handing_on(
    api: APIClient, alice: Staff, bob: Staff, ana: Contact, campaign: Campaign, topic: Topic
) -> None:
    earn(bob, ana, topic)
    found = api.get(f"{V1}/contacts/{ana.pk}/askers/?campaign={campaign.pk}").json()["results"]
    assert [(row["staff"], row["stage"], row["away"]) for row in found] == [
        (bob.pk, "ready", False),
        (alice.pk, "listen", False),
    ]
    made = api.post(f"{V1}/candidates/", {"campaign": campaign.pk, "contact": ana.pk}).json()
    path = f"{V1}/candidates/{made['id']}/"
    assert api.post(f"{path}introduction/", {"colleague": bob.pk}).json()["introducer"] == bob.pk
    assert api.delete(f"{path}introduction/").json()["introducer"] is None
    handed = api.post(f"{path}hand-on/", {"to": bob.pk, "note": "Mornings.", "introduction": "Ana, this is Bob."})
    assert (handed.json()["staff"], handed.json()["handed_on_by"], handed.json()["note"]) == (
        bob.pk,
        alice.pk,
        "Mornings.",
    )
    logged = api.get(f"{V1}/interactions/?contact={ana.pk}&kind=introduction").json()["results"]
    assert [row["introduces"] for row in logged] == [bob.pk]

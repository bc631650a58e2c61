"""What Charlie keeps to himself does not exist for Alice: not in lists, counts, filters, nor by its number."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from crm.models import (
    Ask,
    Attestation,
    Campaign,
    Candidate,
    Contact,
    Draft,
    Interest,
    Invitation,
    Promise,
    Staff,
    Topic,
)
from tests.api.conftest import V1, client_of
from tests.builders import NOW, TODAY, log, make_boundary, make_contact


@pytest.fixture
def traces(charlie: Staff, secret: Contact, topic: Topic, campaign: Campaign) -> dict[str, int]:
    """One record of each kind that hangs on the hidden contact, by path."""
    ask = Ask.objects.create(
        campaign=campaign, contact=secret, staff=charlie, channel="email", asked_at=NOW, already_made=True, earned=False
    )
    return {
        "contacts": secret.pk,
        "interactions": log(charlie, secret).pk,
        "interests": Interest.objects.create(contact=secret, topic=topic, basis="stated", noted_at=NOW).pk,
        "boundaries": make_boundary(secret).pk,
        "invitations": Invitation.objects.create(
            contact=secret, topic=topic, quote="Please", given_on=TODAY, url="https://hidden.example"
        ).pk,
        "attestations": Attestation.objects.create(
            contact=secret, staff=charlie, reason="School", attested_on=TODAY
        ).pk,
        "promises": Promise.objects.create(contact=secret, staff=charlie, text="Send it", due_on=TODAY).pk,
        "candidates": Candidate.objects.create(contact=secret, staff=charlie, campaign=campaign).pk,
        "drafts": Draft.objects.create(contact=secret, staff=charlie, campaign=campaign).pk,
        "asks": ask.pk,
    }


PATHS = [
    "contacts",
    "interactions",
    "interests",
    "boundaries",
    "invitations",
    "attestations",
    "promises",
    "candidates",
    "drafts",
    "asks",
]


@pytest.mark.parametrize("path", PATHS)
def test_it_is_in_no_list_and_no_count(
    api: APIClient, charlie: Staff, secret: Contact, traces: dict[str, int], path: str
) -> None:
    owner = client_of(charlie).get(f"{V1}/{path}/?count=true").json()
    assert (owner["count"], len(owner["results"])) == (1, 1)
    for query in ("", f"&contact={secret.pk}", "&search=zelda", "&ordering=-created_at"):
        body = api.get(f"{V1}/{path}/?count=true{query}")
        if body.status_code == 400:  # not every list knows every filter
            continue
        assert (body.json()["count"], body.json()["results"]) == (0, [])


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["get", "patch", "delete"])
def test_it_has_no_address(mona: Staff, traces: dict[str, int], path: str, method: str) -> None:
    """Not even for a manager; and the answer is that of a number nobody has."""
    client = client_of(mona)
    there = getattr(client, method)(f"{V1}/{path}/{traces[path]}/?reason=x")
    nowhere = getattr(client, method)(f"{V1}/{path}/999999/?reason=x")
    assert there.status_code == nowhere.status_code
    assert there.status_code in (403, 404, 405)
    assert there.content == nowhere.content


@pytest.mark.parametrize(
    "verb",
    ["contacts/{c}/restore/", "contacts/{c}/merge/", "interactions/{i}/void/", "asks/{a}/outcome/", "asks/{a}/void/"],
)
def test_no_verb_reaches_it(mona: Staff, traces: dict[str, int], verb: str) -> None:
    ids = {"c": traces["contacts"], "i": traces["interactions"], "a": traces["asks"]}
    assert client_of(mona).post(f"{V1}/{verb.format(**ids)}", {"reason": "x"}).status_code == 404


def test_nothing_about_it_is_told(api: APIClient, secret: Contact, campaign: Campaign) -> None:
    for read in ("timeline/", f"readiness/?campaign={campaign.pk}"):
        assert api.get(f"{V1}/contacts/{secret.pk}/{read}").status_code == 404


def test_it_is_not_in_the_book(api: APIClient, charlie: Staff, traces: dict[str, int], campaign: Campaign) -> None:
    path = f"{V1}/readiness/?count=true&campaign={campaign.pk}"
    assert api.get(path).json()["count"] == 0
    assert api.get(f"{path}&staff={charlie.pk}").json()["results"] == []


BODIES: dict[str, dict[str, Any]] = {
    "interactions": {
        "channel": "email",
        "direction": "inbound",
        "kind": "message",
        "occurred_at": "2026-01-01T10:00:00Z",
    },
    "interests": {"basis": "stated", "noted_at": "2026-01-01T10:00:00Z"},
    "boundaries": {"scope": "everything", "origin": "they_said"},
    "invitations": {"quote": "Do", "given_on": "2026-01-01", "url": "https://a.example"},
    "attestations": {"reason": "School"},
    "promises": {"text": "Send it", "due_on": "2026-12-01"},
    "candidates": {},
    "drafts": {},
    "asks": {"channel": "email", "text": "Would you?"},
}


@pytest.mark.parametrize("path", list(BODIES))
def test_its_number_is_worth_no_more_than_one_that_nobody_has(
    api: APIClient, secret: Contact, topic: Topic, campaign: Campaign, path: str
) -> None:
    body = {**BODIES[path], "topic": topic.pk, "campaign": campaign.pk}
    if path == "boundaries":
        del body["topic"], body["campaign"]
    hidden = api.post(f"{V1}/{path}/", {**body, "contact": secret.pk})
    nobody = api.post(f"{V1}/{path}/", {**body, "contact": 999_999})
    assert (hidden.status_code, nobody.status_code) == (422, 422)
    assert hidden.content.replace(str(secret.pk).encode(), b"?") == nobody.content.replace(b"999999", b"?")
    assert path in ("contacts",) or api.get(f"{V1}/{path}/?count=true").json()["count"] == 0


def test_its_address_finds_nobody(api: APIClient, secret: Contact) -> None:
    body = {**BODIES["interactions"], "contact": {"channel": "email", "value": "zelda@hidden.example"}}
    hidden = api.post(f"{V1}/interactions/", body)
    body["contact"]["value"] = "nobody@hidden.example"
    assert hidden.status_code == 422
    assert hidden.content == api.post(f"{V1}/interactions/", body).content


def test_having_the_same_address_is_no_conflict_that_betrays_it(api: APIClient, secret: Contact) -> None:
    body = {"name": "Zelda H.", "handles": [{"channel": "email", "value": "zelda@hidden.example"}]}
    assert api.post(f"{V1}/contacts/", body).status_code == 201
    row = {"name": "Z", "handles": [{"channel": "email", "value": "zelda@hidden.example"}]}
    bulk = api.post(f"{V1}/contacts/bulk/", [row]).json()["results"][0]
    assert bulk["result"] == "updated" and bulk["id"] != secret.pk


def test_a_teammate_sees_what_is_the_teams(api: APIClient, bob: Staff, ana: Contact) -> None:
    assert client_of(bob).get(f"{V1}/contacts/{ana.pk}/").status_code == 200


def test_sharing_lets_in_and_nobody_else(api: APIClient, alice: Staff, bob: Staff, secret: Contact) -> None:
    secret.shared_with.add(alice)
    assert api.get(f"{V1}/contacts/{secret.pk}/").status_code == 200
    assert client_of(bob).get(f"{V1}/contacts/{secret.pk}/").status_code == 404


def test_drafts_and_imports_are_ones_own(api: APIClient, bob: Staff, ana: Contact, campaign: Campaign) -> None:
    draft = api.post(f"{V1}/drafts/", {"contact": ana.pk, "campaign": campaign.pk, "text": "Dear Ana"}).json()
    assert client_of(bob).get(f"{V1}/drafts/{draft['id']}/").status_code == 404
    assert client_of(bob).get(f"{V1}/drafts/").json()["results"] == []


def test_nothing_can_be_assigned_that_is_not_offered(api: APIClient, alice: Staff, bob: Staff) -> None:
    body = {"name": "Ana", "id": 4711, "person": 1, "version": 77, "trashed_at": "2026-01-01T00:00:00Z"}
    made = api.post(f"{V1}/contacts/", body).json()
    assert made["id"] != 4711 and made["version"] == 1 and made["trashed_at"] is None
    logged = {**BODIES["interactions"], "contact": made["id"], "staff": bob.pk, "canned": True, "entered_at": None}
    assert api.post(f"{V1}/interactions/", logged).json()["staff"] == alice.pk


def test_a_colleague_who_cannot_see_them_has_no_readiness(api: APIClient, alice: Staff, bob: Staff) -> None:
    mine = make_contact(alice, "Mine", visibility="private")
    campaign = Campaign.objects.create(name="C", owner=alice, status="live")
    path = f"{V1}/contacts/{mine.pk}/readiness/?campaign={campaign.pk}"
    assert api.get(path).status_code == 200
    assert api.get(f"{path}&staff={bob.pk}").status_code == 404

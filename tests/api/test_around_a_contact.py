"""What hangs on a contact: boundaries, invitations, attestations, interests, candidates."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from crm.models import Boundary, Campaign, Candidate, Contact, Interest, Invitation, Staff, Topic
from tests.api.conftest import V1, client_of
from tests.builders import log


def test_a_boundary_is_noted_tightened_and_lifted(api: APIClient, ada: Staff, ana: Contact) -> None:
    body = {"contact": ana.pk, "scope": "client", "client": "Acme", "until": "2999-01-01"}
    made = api.post(f"{V1}/boundaries/", body).json()
    path = f"{V1}/boundaries/{made['id']}/"
    assert (made["origin"], made["client"]) == ("they_said", "Acme")
    assert api.patch(path, {"until": None}).json()["until"] is None
    assert api.patch(path, {"until": "2998-01-01"}).status_code == 403
    assert api.patch(path, {"scope": "everything"}).status_code == 422
    assert api.delete(f"{path}?reason=They+said+so").status_code == 403  # a member
    admin = client_of(ada)
    assert admin.delete(path).status_code == 422  # no reason
    assert Boundary.objects.get().lifted_at is None
    assert admin.delete(f"{path}?reason=They+wrote+to+us").status_code == 204
    assert api.get(path).json()["lift_reason"] == "They wrote to us"
    assert api.get(f"{V1}/boundaries/?standing=true").json()["results"] == []
    assert api.post(f"{path}restore/").json()["lifted_at"] is None  # to restrain takes no leave
    assert len(api.get(f"{V1}/boundaries/?standing=true").json()["results"]) == 1
    assert api.post(f"{path}restore/").status_code == 409


def test_a_manager_lifts_in_the_browser(mona: Staff, api: APIClient, ana: Contact) -> None:
    made = api.post(f"{V1}/boundaries/", {"contact": ana.pk, "scope": "everything"}).json()
    browser = APIClient()
    browser.force_login(mona)
    answer = browser.delete(f"{V1}/boundaries/{made['id']}/", {"reason": "They wrote."}, format="json")
    assert answer.status_code == 204


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"scope": "client"}, "client"),
        ({"scope": "topic"}, "topic"),
        ({"scope": "everything", "channel": "email"}, "channel"),
        ({"scope": "world"}, "scope"),
        ({"scope": "everything", "until": "2001-01-01"}, "until"),
        ({"scope": "campaign", "campaign": 999}, "campaign"),
    ],
)
def test_a_boundary_that_cannot_be(api: APIClient, ana: Contact, fields: dict[str, Any], named: str) -> None:
    answer = api.post(f"{V1}/boundaries/", {"contact": ana.pk, **fields})
    assert answer.status_code == 422
    assert named in answer.json()["errors"]
    assert not Boundary.objects.exists()


def test_an_invitation_needs_their_words_and_what_shows_them(
    api: APIClient, alice: Staff, ana: Contact, topic: Topic
) -> None:
    theirs, ours = log(alice, ana, "inbound", days=2), log(alice, ana, days=2)
    body = {"contact": ana.pk, "topic": topic.pk, "quote": "Do send me that", "given_on": "2026-11-20"}
    assert api.post(f"{V1}/invitations/", body).status_code == 422
    assert "interaction" in api.post(f"{V1}/invitations/", {**body, "interaction": ours.pk}).json()["errors"]
    made = api.post(f"{V1}/invitations/", {**body, "interaction": theirs.pk})
    assert made.status_code == 201, made.content
    path = f"{V1}/invitations/{made.json()['id']}/"
    assert api.patch(path, {"quote": "Please do send me that"}).status_code == 200
    assert api.patch(path, {"quote": ""}).status_code == 422
    assert api.delete(path).status_code == 204
    assert not Invitation.objects.exists()


def test_one_vouches_for_oneself(api: APIClient, bob: Staff, ana: Contact) -> None:
    body = {"contact": ana.pk, "reason": "We were at school together."}
    made = api.post(f"{V1}/attestations/", body).json()
    path = f"{V1}/attestations/{made['id']}/"
    assert api.post(f"{V1}/attestations/", body).status_code == 409
    assert client_of(bob).patch(path, {"reason": "No."}).status_code == 403
    assert client_of(bob).delete(path).status_code == 403
    assert api.patch(path, {"reason": "At school, in Porto."}).json()["reason"] == "At school, in Porto."
    assert api.delete(path).status_code == 204


def test_evidence_of_an_interest(api: APIClient, ana: Contact, topic: Topic) -> None:
    body = {"contact": ana.pk, "topic": topic.pk, "basis": "observed", "noted_at": "2026-11-01T10:00:00Z"}
    made = [api.post(f"{V1}/interests/", body).json() for _ in range(2)]  # many may be
    path = f"{V1}/interests/{made[0]['id']}/"
    assert api.patch(path, {"basis": "stated", "quote": "I ride one"}).json()["basis"] == "stated"
    assert api.patch(path, {"noted_at": "2999-01-01T00:00:00Z"}).status_code == 422
    assert len(api.get(f"{V1}/interests/?contact={ana.pk}&basis=stated").json()["results"]) == 1
    assert api.delete(path).status_code == 204
    assert Interest.objects.count() == 1


def test_on_a_sensitive_topic_only_their_words_count(api: APIClient, ana: Contact, topic: Topic) -> None:
    api.patch(f"{V1}/topics/{topic.pk}/", {"sensitive": True})
    body = {"contact": ana.pk, "topic": topic.pk, "basis": "observed", "noted_at": "2026-11-01T10:00:00Z"}
    assert "basis" in api.post(f"{V1}/interests/", body).json()["errors"]


def test_a_topic_in_use_stays(api: APIClient, campaign: Campaign, topic: Topic) -> None:
    assert api.delete(f"{V1}/topics/{topic.pk}/").status_code == 409
    assert api.post(f"{V1}/topics/", {"name": topic.name.upper()}).status_code == 409
    assert Topic.objects.count() == 1


def test_a_shortlist(api: APIClient, bob: Staff, ana: Contact, campaign: Campaign) -> None:
    body = {"contact": ana.pk, "campaign": campaign.pk}
    first = api.post(f"{V1}/candidates/", body)
    assert first.status_code == 201
    assert api.post(f"{V1}/candidates/", {**body, "staff": bob.pk}).status_code == 200  # stays as it is
    path = f"{V1}/candidates/{first.json()['id']}/"
    assert api.patch(path, {"staff": bob.pk}).json()["staff"] == bob.pk
    assert len(api.get(f"{V1}/contacts/?campaign={campaign.pk}").json()["results"]) == 1
    assert api.delete(path).status_code == 204
    assert not Candidate.objects.exists()

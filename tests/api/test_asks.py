"""Asking: locked until it is earned, answered with what is missing."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from crm.models import Ask, Campaign, Contact, Draft, Staff, Topic
from tests.api.conftest import V1, client_of
from tests.builders import LETTER, earn, log, make_boundary, make_contact, make_staff


@pytest.fixture
def body(ana: Contact, campaign: Campaign) -> dict[str, Any]:
    return {"contact": ana.pk, "campaign": campaign.pk, "channel": "email", "text": LETTER}


@pytest.fixture
def earned(alice: Staff, ana: Contact, topic: Topic, body: dict[str, Any]) -> dict[str, Any]:
    """A body that passes; the builders' people live around a fixed day, so the clock is there too."""
    earn(alice, ana, topic)
    return {**body, "because": {"interest": ana.interests.get().pk}}


@pytest.fixture
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.builders import NOW

    monkeypatch.setattr("api.requests.timezone.now", lambda: NOW)


def test_a_stranger_is_not_asked(api: APIClient, body: dict[str, Any], campaign: Campaign, ana: Contact) -> None:
    answer = api.post(f"{V1}/asks/", body)
    locked = answer.json()
    assert answer.status_code == 409
    assert locked["type"] == "urn:listenlarge:ask-locked" and locked["stage"] == "listen"
    missing = {verdict["name"] for verdict in locked["missing"]}
    assert {"heard", "fit", "known", "reached", "answered", "given", "because"} <= missing
    readiness = api.get(f"{V1}/contacts/{ana.pk}/readiness/?campaign={campaign.pk}").json()
    heard = next(verdict for verdict in readiness["criteria"] if verdict["name"] == "heard")
    assert heard in locked["missing"]
    assert heard["sentence"] and heard["next_step"]
    assert not Ask.objects.exists()


def test_the_reason_of_an_override_is_not_looked_at_before(api: APIClient, body: dict[str, Any], ada: Staff) -> None:
    assert api.post(f"{V1}/asks/", body).status_code == 409
    assert api.post(f"{V1}/asks/", {**body, "override_reason": "Because."}).status_code == 403


def test_what_is_earned_passes_once(at_noon: None, api: APIClient, earned: dict[str, Any], ana: Contact) -> None:
    answer = api.post(f"{V1}/asks/", earned)
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert made["earned"] is True and made["because"] == earned["because"] and made["outcome"] == ""
    again = api.post(f"{V1}/asks/", earned)
    assert again.status_code == 409
    assert {"once", "free"} <= {verdict["name"] for verdict in again.json()["missing"]}
    [row] = api.get(f"{V1}/readiness/?campaign={earned['campaign']}").json()["results"]
    assert row["ask"]["id"] == made["id"]


def test_nobody_is_asked_past_a_boundary(at_noon: None, ada: Staff, earned: dict[str, Any], ana: Contact) -> None:
    make_boundary(ana)
    answer = client_of(ada).post(f"{V1}/asks/", {**earned, "override_reason": "The client insists."})
    assert answer.status_code == 409
    assert answer.json()["stage"] == "closed"
    assert not Ask.objects.exists()


@pytest.mark.parametrize(
    "because", [{}, None, {"interest": 0}, {"interest": "1"}, {"feeling": 1}, {"interest": 1, "mention": 2}, [1], "x"]
)
def test_a_because_that_is_none(api: APIClient, body: dict[str, Any], because: Any) -> None:
    answer = api.post(f"{V1}/asks/", {**body, "because": because})
    assert answer.status_code == (409 if because in ({}, None) else 422)


def test_one_made_elsewhere_is_a_fact(api: APIClient, body: dict[str, Any]) -> None:
    when = (timezone.now() - timedelta(days=3)).isoformat()
    assert api.post(f"{V1}/asks/", {**body, "already_made": True}).status_code == 422
    assert api.post(f"{V1}/asks/", {**body, "asked_at": when}).status_code == 422
    made = api.post(f"{V1}/asks/", {**body, "already_made": True, "asked_at": when}).json()
    assert (made["already_made"], made["earned"]) == (True, False)


@pytest.fixture
def ask(api: APIClient, body: dict[str, Any]) -> str:
    when = (timezone.now() - timedelta(days=8)).isoformat()
    made = api.post(f"{V1}/asks/", {**body, "already_made": True, "asked_at": when}).json()
    return f"{V1}/asks/{made['id']}/"


def test_a_no_is_taken_as_a_no(api: APIClient, ask: str, ana: Contact) -> None:
    answer = api.post(f"{ask}outcome/", {"outcome": "no", "scope": "everything", "note": "Never."})
    assert answer.json()["outcome"] == "no"
    [boundary] = api.get(f"{V1}/boundaries/?contact={ana.pk}&standing=true").json()["results"]
    assert (boundary["scope"], boundary["origin"]) == ("everything", "answered_no")
    assert api.post(f"{ask}outcome/", {"outcome": "yes"}).status_code == 409
    assert api.post(f"{ask}follow_up/", {"text": "Still no?"}).status_code == 409


@pytest.mark.parametrize(
    "wrong",
    [{}, {"outcome": "perhaps"}, {"outcome": "no", "scope": "channel"}, {"outcome": "yes", "links": ["x" * 3000]}],
)
def test_an_outcome_that_is_none(api: APIClient, ask: str, wrong: dict[str, Any]) -> None:
    assert api.post(f"{ask}outcome/", wrong).status_code == 422
    assert Ask.objects.get().outcome == ""


def test_one_follow_up_in_its_week(api: APIClient, ask: str) -> None:
    assert api.post(f"{ask}follow_up/", {"text": ""}).status_code == 422
    assert api.post(f"{ask}follow_up/", {"text": "A friendly line."}).json()["follow_up_text"] == "A friendly line."
    assert api.post(f"{ask}follow_up/", {"text": "Another."}).status_code == 409


def test_a_follow_up_that_the_mail_program_got_is_not_logged_yet(api: APIClient, ask: str) -> None:
    both = {"text": "A friendly line.", "handed": True, "send": True}
    assert set(api.post(f"{ask}follow_up/", both, format="json").json()["errors"]) == {"handed"}
    told = api.post(f"{ask}follow_up/", both | {"send": False}, format="json").json()
    assert told["follow_up_at"] is None and told["follow_up_handed_at"]


def test_only_a_manager_voids(api: APIClient, mona: Staff, ask: str) -> None:
    assert api.post(f"{ask}void/", {"reason": "Typo"}).status_code == 403
    assert client_of(mona).post(f"{ask}void/", {"reason": "Never sent."}).json()["void_reason"] == "Never sent."


def test_asks_are_neither_changed_nor_deleted(api: APIClient, ask: str) -> None:
    assert api.patch(ask, {"text": "x"}).status_code == 405
    assert api.delete(ask).status_code == 405


@pytest.mark.parametrize(
    ("query", "found"), [("outcome=open", 1), ("outcome=no", 0), ("earned=false", 1), ("asked_at_after=2999-01-01", 0)]
)
def test_asks_are_found(api: APIClient, ask: str, query: str, found: int) -> None:
    assert len(api.get(f"{V1}/asks/?{query}").json()["results"]) == found


def test_a_draft_is_kept_and_kept_on(api: APIClient, ana: Contact, campaign: Campaign) -> None:
    where = {"contact": ana.pk, "campaign": campaign.pk}
    first = api.post(f"{V1}/drafts/", {**where, "text": "Dear Ana", "because": {"interest": 7}})
    assert (first.status_code, first.json()["because"]) == (201, {"interest": 7})
    again = api.post(f"{V1}/drafts/", {**where, "text": "Dear Ana,"})
    assert (again.status_code, again.json()["id"]) == (200, first.json()["id"])
    path = f"{V1}/drafts/{first.json()['id']}/"
    assert api.patch(path, {"text": "Hello", "because": None}).json()["because"] is None
    assert api.patch(path, {"contact": ana.pk}).status_code == 422
    assert api.delete(path).status_code == 204
    assert not Draft.objects.exists()


def test_the_checklist_says_what_is_missing_and_writes_nothing(
    at_noon: None, api: APIClient, earned: dict[str, Any], alice: Staff
) -> None:
    few = api.post(f"{V1}/asks/check/", {**earned, "text": "Dear [NAME], please."}).json()
    assert few["may_send"] is False and few["stage"] == "ready" and few["missing"] == []
    personal = next(verdict for verdict in few["message"] if verdict["name"] == "personal")
    assert personal["sentence"] == "“[NAME]” was to be filled in."
    assert api.post(f"{V1}/asks/check/", earned).json()["may_send"] is True
    bea = make_contact(alice, "Bea Roth")
    log(alice, bea, days=3, text=LETTER)
    copied = api.post(f"{V1}/asks/check/", earned).json()
    assert copied["beside"]["contact"] == bea.pk and any(part["is_shared"] for part in copied["beside"]["parts"])
    assert not Ask.objects.exists() and not Draft.objects.exists()


def test_the_context_of_an_ask(api: APIClient, earned: dict[str, Any], ana: Contact) -> None:
    pack = api.get(f"{V1}/contacts/{ana.pk}/context/?campaign={earned['campaign']}").json()
    assert pack["reasons"][0] == {
        "because": earned["because"],
        "words": "They care about Cargo bikes",
        "note": "",
        "fits": True,
    }
    assert [one["kind"] for one in pack["given"]] == ["help"]
    assert api.get(f"{V1}/contacts/{ana.pk}/context/").status_code == 400


def test_without_a_mail_server_nothing_is_sent(at_noon: None, api: APIClient, earned: dict[str, Any]) -> None:
    answer = api.post(f"{V1}/asks/", {**earned, "send": True, "subject": "Cargo bikes"})
    assert answer.status_code == 422 and "No mail server" in answer.json()["detail"] + str(answer.json()["errors"])
    assert not Ask.objects.exists()


def test_what_is_sent_is_a_letter_that_is_on_its_way(
    at_noon: None, api: APIClient, earned: dict[str, Any], settings: Any
) -> None:
    settings.SENDS_MAIL = True
    made = api.post(f"{V1}/asks/", {**earned, "send": True, "subject": "Cargo bikes"})
    assert made.status_code == 201, made.content
    [letter] = api.get(f"{V1}/letters/?ask={made.json()['id']}").json()["results"]
    assert (letter["kind"], letter["status"], letter["contact"]) == ("ask", "queued", earned["contact"])
    assert api.post(f"{V1}/letters/{letter['id']}/settle/", {"went": True}).status_code == 409


def test_what_came_of_a_yes_and_what_is_new_since(api: APIClient, ask: str, campaign: Campaign, mona: Staff) -> None:
    link = "https://spokes.example/story"
    assert api.post(f"{ask}coverage/", {"url": link}).status_code == 409
    assert api.post(f"{ask}updates/", {"text": "A day later."}).status_code == 409
    api.post(f"{ask}outcome/", {"outcome": "yes"})
    assert api.post(f"{ask}coverage/", {"url": link}).json()["links"] == [link]
    told = api.post(f"{ask}updates/", {"text": "A day later."})
    assert (told.status_code, told.json()["channel"]) == (201, "email")
    assert api.post(f"{ask}updates/", {"text": "A day later."}).json()["id"] == told.json()["id"]
    assert len(api.get(f"{V1}/updates/?campaign={campaign.pk}").json()["results"]) == 1
    report = client_of(mona).get(f"{V1}/campaigns/{campaign.pk}/report/").json()
    assert (report["asked"], report["published"]) == (1, 1) and report["lines"][0]["links"] == [link]
    assert api.get(f"{V1}/campaigns/{campaign.pk}/coverage/").json() == {"results": []}
    assert api.delete(f"{ask}coverage/?url={link}").json()["links"] == []


def test_an_answer_that_is_still_to_come_is_none(api: APIClient, ask: str) -> None:
    tomorrow = (timezone.now() + timedelta(days=1)).isoformat()
    assert api.post(f"{ask}outcome/", {"outcome": "yes", "answered_at": tomorrow}).status_code == 422
    assert Ask.objects.get().outcome == ""


def test_handing_over_and_leaving(api: APIClient, ana: Contact, alice: Staff, bob: Staff, ada: Staff) -> None:
    path = f"{V1}/contacts/{ana.pk}/hand_over/"
    assert api.post(path, {"to": bob.pk, "introduced_on": "email"}).json()["contacts"] == 1
    assert api.post(path, {"to": alice.pk}).status_code == 403
    assert api.post(f"{V1}/staff/{bob.pk}/leave/", {"to": ada.pk}).status_code == 403
    assert client_of(ada).post(f"{V1}/staff/{bob.pk}/leave/", {"to": ada.pk}).json()["contacts"] == 1
    ana.refresh_from_db()
    assert ana.owner == ada


def test_a_request_is_taken_as_an_invitation(api: APIClient, ana: Contact, alice: Staff, topic: Topic) -> None:
    request = log(alice, ana, "inbound", "request", days=1, text="Send me more on cargo bikes!")
    made = api.post(f"{V1}/interactions/{request.pk}/invitation/", {})
    assert made.status_code == 201 and made.json()["topic"] == topic.pk
    vague = log(alice, ana, "inbound", "request", days=2, text="Send me that!")
    assert api.post(f"{V1}/interactions/{vague.pk}/invitation/", {}).status_code == 422


def test_the_opt_out_link_is_theirs_who_may_see_the_contact(api: APIClient, ana: Contact) -> None:
    assert "/no-more/" in api.get(f"{V1}/contacts/{ana.pk}/opt_out_link/").json()["url"]
    Contact.objects.filter(pk=ana.pk).update(visibility="private", owner=make_staff("Zed"))
    assert api.get(f"{V1}/contacts/{ana.pk}/opt_out_link/").status_code == 404

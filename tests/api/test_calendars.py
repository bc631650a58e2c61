"""The API's side of calendars: the same verbs, and nobody else's."""

import pytest
from rest_framework.test import APIClient

from crm.calendars.checking import check_calendar
from crm.models import Calendar, Contact, Interaction, Staff
from tests.api.conftest import V1, client_of
from tests.builders import NOW, days_ago, make_contact
from tests.crm.calendars.ics import calendar_of, event

pytestmark = pytest.mark.django_db
ANA = "ana@paper.example"


@pytest.fixture
def ana(alice: Staff) -> Contact:
    return make_contact(alice, "Ana Lima", email=ANA)


def brought(api: APIClient, *events: str) -> int:
    given = {"kind": "file", "address": "work.ics", "since": "2026-01-01", "ics": calendar_of(*events).decode()}
    answer = api.post(f"{V1}/calendars/", given, format="json")
    assert answer.status_code == 201, answer.json()
    check_calendar(Calendar.objects.get(pk=answer.json()["id"]), as_of=NOW)
    return int(answer.json()["id"])


def test_a_calendar_is_brought_looked_at_changed_and_disconnected(api: APIClient, ana: Contact) -> None:
    number = brought(api, event("met", days_ago(3), days_ago(3), invited={ANA: "ACCEPTED"}), event("alone", NOW))
    shown = api.get(f"{V1}/calendars/{number}/").json()
    assert (shown["place"], shown["is_well"]) == ("work.ics", True)
    assert shown["left_out"] == ["1 event has nobody invited."]
    assert not {"password", "address", "ics", "sealed", "data"} & shown.keys()
    (meeting,) = api.get(f"{V1}/meetings/?contact={ana.pk}&state=taken").json()["results"]
    assert meeting["interaction"] == Interaction.objects.get().pk
    assert api.patch(f"{V1}/calendars/{number}/", {"shows": "happened"}, format="json").json()["shows"] == "happened"
    assert Interaction.objects.get().text == ""
    assert api.delete(f"{V1}/calendars/{number}/?forget=true").status_code == 204
    assert api.get(f"{V1}/calendars/{number}/").json()["forget_at"]
    assert api.patch(f"{V1}/calendars/{number}/", {"name": "Still mine"}, format="json").status_code == 403
    assert api.post(f"{V1}/calendars/{number}/forget/").json() == {"taken_out": 1}
    assert api.get(f"{V1}/calendars/{number}/").status_code == 404
    assert not Interaction.objects.exists()


def test_nobody_elses_calendar_is_there(api: APIClient, bob: Staff, ana: Contact) -> None:
    number = brought(api, event("met", days_ago(3), days_ago(3), invited={ANA: "NEEDS-ACTION"}))
    meeting = api.get(f"{V1}/meetings/").json()["results"][0]["id"]
    bobs = client_of(bob)
    for verb, path in (
        ("get", f"calendars/{number}/"),
        ("delete", f"calendars/{number}/"),
        ("post", f"calendars/{number}/pause/"),
        ("post", f"meetings/{meeting}/met/"),
    ):
        assert getattr(bobs, verb)(f"{V1}/{path}").status_code == 404, path
    assert bobs.get(f"{V1}/meetings/").json()["results"] == []
    assert not Interaction.objects.exists()


def test_whether_one_met_is_said_once(api: APIClient, ana: Contact) -> None:
    brought(api, event("met", days_ago(3), days_ago(3), invited={ANA: "NEEDS-ACTION"}))
    (meeting,) = api.get(f"{V1}/meetings/?state=unsure").json()["results"]
    assert meeting["sentence"] == "Not everybody said that they come."
    at = f"{V1}/meetings/{meeting['id']}"
    assert api.post(f"{at}/met/").json()["state"] == "taken"
    assert api.post(f"{at}/not-met/").status_code == 409
    assert api.post(f"{at}/undecide/").json()["state"] == "unsure"
    assert api.post(f"{at}/not-met/").json()["why_not"] == "not_met"


def test_what_cannot_be_connected_is_said_at_its_field(api: APIClient) -> None:
    answer = api.post(f"{V1}/calendars/", {"kind": "caldav", "address": "https://dav.house.example/"}, format="json")
    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == {"password"}
    tried = api.post(f"{V1}/calendars/try/", {"kind": "address", "address": "http://127.0.0.1/a.ics"}, format="json")
    assert tried.status_code == 422
    assert "own network" in str(tried.json()["errors"]["address"])
    assert not Calendar.objects.exists()


def test_a_provider_is_told_by_the_address(api: APIClient) -> None:
    told = api.get(f"{V1}/providers/?address=alice@mailbox.org").json()
    assert (told["mail_host"], told["calendar_address"]) == ("imap.mailbox.org", "https://dav.mailbox.org/")

"""A calendar is connected in three steps; its page says how it goes; the next meeting stands on the contact's page."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from crm.actions.promise import make_promise
from crm.calendars.checking import check_calendar
from crm.models import Calendar, Contact, Interaction, Meeting, Staff
from tests.builders import NOW, TODAY, days_ago, log, make_contact
from tests.crm.calendars.ics import calendar_of, connect, event
from tests.crm.calendars.radicale import PASSWORD, USER, Radicale, running_radicale
from tests.frontend.conftest import signed_in
from tests.listening.servers import Site, site

pytestmark = [pytest.mark.django_db, pytest.mark.deep]
NEW = "/settings/calendars/new/"
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Radicale]:
    with running_radicale(Path(tmp_path_factory.mktemp("radicale"))) as running:
        running.make_calendar(label="Work & travel")
        running.make_calendar("family", "Family")
        yield running


@pytest.fixture
def web() -> Iterator[Site]:
    with site() as running:
        yield running


@pytest.fixture(autouse=True)
def _loopback_is_ours(settings: Any) -> None:
    settings.ALLOWED_PRIVATE_NETWORKS = ["127.0.0.0/8"]


def value_of(text: str, name: str) -> str:
    found = re.search(rf'name="{name}"(?: [^>]*)? value="([^"]*)"', text)
    return found[1] if found else ""


def third_step(client: Client, base: str) -> tuple[str, dict[str, str]]:
    """Of a CalDAV server: the page, and what its hidden fields carry along."""
    given = {"step": "reach", "kind": "caldav", "own": USER, "address": base, "username": USER, "password": PASSWORD}
    answer = client.post(NEW, given)
    text = answer.content.decode()
    assert answer.status_code == 200, text
    return text, {name: value_of(text, name) for name in ("own", "kind", "username", "sealed")}


@pytest.mark.parametrize(
    ("address", "provider", "kind", "words"),
    [
        ("alice@gmail.com", "", "address", "Secret address in iCal format"),
        ("alice@hotmail.com", "", "address", "ICS link"),
        ("alice@fastmail.com", "", "caldav", "https://caldav.fastmail.com/"),
        ("alice@gmx.de", "", "caldav", "https://caldav.gmx.net/"),
        ("alice@mailbox.org", "", "caldav", "https://dav.mailbox.org/"),
        ("alice@house.example", "", "caldav", "https://house.example/"),
        ("alice@house.example", "gmail", "address", "Secret address in iCal format"),
        ("alice@house.example", "file", "file", 'type="file"'),
    ],
)
def test_the_providers_settings_are_filled_in_from_the_address(
    alice: Staff, address: str, provider: str, kind: str, words: str
) -> None:
    answer = signed_in(alice).post(NEW, {"step": "whose", "address": address, "provider": provider})
    text = answer.content.decode()
    assert value_of(text, "kind") == kind
    assert words in text


def test_a_server_is_tried_and_its_calendars_offered_before_anything_is_kept(alice: Staff, server: Radicale) -> None:
    client = signed_in(alice)
    wrong = client.post(
        NEW,
        {"step": "reach", "kind": "caldav", "own": USER, "address": server.base, "username": USER, "password": "no"},
    )
    assert wrong.status_code == 422
    assert "app password" in wrong.content.decode()
    text, hidden = third_step(client, server.base)
    assert "It works: 2 calendars are there." in text
    assert "Work &amp; travel" in text
    assert PASSWORD not in text  # it is sealed in the page
    assert not Calendar.objects.exists()
    given = {**hidden, "step": "chosen", "address": server.collection, "name": "Work", "shows": "titles"}
    answer = client.post(
        NEW, {**given, "since": "2026-01-01", "private_marks": "family, doctor", "own_addresses": USER}
    )
    calendar = Calendar.objects.get()
    assert answer["Location"] == f"/settings/calendars/{calendar.pk}/"
    assert (calendar.place, calendar.private_marks) == (server.collection, ["family", "doctor"])
    check_calendar(calendar, as_of=NOW)
    calendar.refresh_from_db()
    assert calendar.is_well, calendar.health


def test_what_was_found_cannot_be_turned_to_another_server(alice: Staff, server: Radicale) -> None:
    """The password goes where it was tried, and nowhere else."""
    client = signed_in(alice)
    _text, hidden = third_step(client, server.base)
    given = {**hidden, "step": "chosen", "name": "Work", "shows": "titles", "since": "2026-01-01"}
    assert client.post(NEW, {**given, "address": "https://collector.example/"}).status_code == 422
    assert client.post(NEW, {**given, "address": server.collection, "sealed": "made up"})["Location"] == NEW
    assert not Calendar.objects.exists()


def test_an_address_says_how_many_of_ones_contacts_are_in_it(alice: Staff, ana: Contact, web: Site) -> None:
    known = ana.handles.get().value
    web.pages["/secret.ics"] = (200, {}, calendar_of(event("one", NOW, invited={known: "ACCEPTED"}), event("two", NOW)))
    given = {"step": "reach", "kind": "address", "own": alice.email, "address": web.url("/secret.ics")}
    text = signed_in(alice).post(NEW, given).content.decode()
    assert "It works: 2 events are there." in text
    assert "One of your contacts is in it." in text


def test_a_file_is_read_by_a_worker_and_its_page_says_what_was_taken_and_why_not(alice: Staff, ana: Contact) -> None:
    known, client = ana.handles.get().value, signed_in(alice)
    body = calendar_of(
        event("met", days_ago(3), days_ago(3) + HOUR, title="Coffee in Lisbon", invited={known: "ACCEPTED"}),
        event("unsure", days_ago(2), days_ago(2) + HOUR, title="Lunch, perhaps", invited={known: "NEEDS-ACTION"}),
        event("no", days_ago(1), days_ago(1) + HOUR, title="Walk", invited={known: "DECLINED"}),
        event("alone", NOW),
    )
    given = {"step": "reach", "kind": "file", "own": alice.email, "file": SimpleUploadedFile("work.ics", body)}
    page = client.post(NEW, given, follow=True).content.decode()
    assert "It is being read" in page
    calendar = Calendar.objects.get()
    check_calendar(calendar, as_of=NOW)
    page = client.get(f"/settings/calendars/{calendar.pk}/").content.decode()
    assert "Lunch, perhaps" in page
    assert "1 event has nobody invited." in page
    assert "Coffee in Lisbon" in client.get(f"/settings/calendars/{calendar.pk}/?state=taken").content.decode()
    assert "They declined." in client.get(f"/settings/calendars/{calendar.pk}/?state=left_out").content.decode()


def test_whether_one_met_is_asked_in_today_and_taken_back(alice: Staff, ana: Contact) -> None:
    calendar = connect(alice)
    meeting = calendar.meetings.create(
        staff=alice, contact=ana, uid="lunch", title="Lunch, perhaps", starts_at=days_ago(2), ends_at=days_ago(2),
        kind="meeting", channel="in_person", state="unsure", why_not="unanswered", seen_at=NOW,
    )  # fmt: skip
    client = signed_in(alice)
    assert "Lunch, perhaps" in client.get("/").content.decode()
    assert "Did you meet?" in client.get(f"/contacts/{ana.pk}/").content.decode()
    answer = client.post(f"/meetings/{meeting.pk}/met/", follow=True).content.decode()
    assert f"/meetings/{meeting.pk}/undo/" in answer
    assert Interaction.objects.get().kind == "meeting"
    client.post(f"/meetings/{meeting.pk}/undo/")
    assert not Interaction.objects.exists()
    client.post(f"/meetings/{meeting.pk}/not-met/")
    assert "Lunch, perhaps" not in client.get("/").content.decode()


def test_the_next_meeting_stands_on_their_page_with_what_to_know_before_it(
    alice: Staff, bob: Staff, ana: Contact
) -> None:
    other, secret = make_contact(alice, "Ben Brook"), make_contact(bob, "Cleo", visibility="private")
    ahead = {"uid": "coffee", "starts_at": NOW + HOUR, "ends_at": NOW + 2 * HOUR, "title": "Coffee at the fair"}
    for person in (ana, other, secret):
        connect(alice).meetings.create(
            staff=alice, contact=person, kind="meeting", channel="in_person", seen_at=NOW, **ahead
        )
    log(alice, ana, "inbound", days=9, text="Could you send me the figures of spring?")
    make_promise(staff=alice, contact=ana, text="the map of depots", due_on=TODAY, as_of=NOW)
    page = signed_in(alice).get(f"/contacts/{ana.pk}/").content.decode()
    card = page[page.index("The next meeting") :]
    card = card[: card.index("</section>")]
    for words in ("You meet", "Coffee at the fair", "Ben Brook", "figures of spring", "You owe:", "the map of depots"):
        assert words in card, words
    assert "Cleo" not in card
    bobs = signed_in(bob).get(f"/contacts/{ana.pk}/").content.decode()
    card = bobs[bobs.index("The next meeting") :]
    assert "Alice meets them" in card[: card.index("</section>")]
    assert "You owe:" not in card[: card.index("</section>")]


def test_pausing_resuming_and_disconnecting(alice: Staff, bob: Staff) -> None:
    calendar, client = connect(alice, kind="address", place="house.example"), signed_in(alice)
    at = f"/settings/calendars/{calendar.pk}/"
    assert f"{at}resume/" in client.post(f"{at}pause/", follow=True).content.decode()
    assert "paused" in client.get("/settings/connections/").content.decode()
    client.post(f"{at}resume/")
    assert signed_in(bob).post(f"{at}disconnect/").status_code == 404
    client.post(f"{at}disconnect/", {"then": "forget"})
    calendar.refresh_from_db()
    assert (calendar.disconnected_at, calendar.forget_at) == (NOW, NOW + timedelta(days=7))
    client.post(f"{at}keep/")
    assert "about to be forgotten" not in client.get("/settings/connections/").content.decode()
    assert client.get(at).status_code == 404
    assert not Meeting.objects.exists()

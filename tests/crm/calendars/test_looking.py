"""Where calendars stand: a real CalDAV server, an address that is fetched again and again, a file."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from crm.actions.change_calendar import change_calendar
from crm.actions.connect_calendar import connect_calendar, try_calendar
from crm.actions.decide_meeting import decide_meeting, undecide_meeting
from crm.actions.pause_connection import pause_connection, resume_connection
from crm.calendars.checking import check_calendar, due
from crm.errors import Conflict, Refusal
from crm.models import Calendar, Contact, Interaction, Meeting, Staff
from tests.builders import NOW, day, days_ago, make_contact, make_staff
from tests.crm.calendars.ics import calendar_of, event
from tests.crm.calendars.radicale import PASSWORD, USER, Radicale, running_radicale
from tests.listening.servers import Site, site

pytestmark = [pytest.mark.django_db, pytest.mark.deep]
HOUR = timedelta(hours=1)
ANA = "ana@paper.example"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Radicale]:
    with running_radicale(Path(tmp_path_factory.mktemp("radicale"))) as running:
        running.make_calendar()
        yield running


@pytest.fixture
def web() -> Iterator[Site]:
    with site() as running:
        yield running


@pytest.fixture(autouse=True)
def _loopback_is_ours(settings: Any) -> None:
    settings.ALLOWED_PRIVATE_NETWORKS = ["127.0.0.0/8"]


@pytest.fixture
def alice() -> Staff:
    return make_staff("Alice", email=USER)


@pytest.fixture
def ana(alice: Staff) -> Contact:
    return make_contact(alice, "Ana Lima", email=ANA)


def coffee(days: float, uid: str = "coffee", **fields: Any) -> str:
    fields.setdefault("invited", {ANA: "ACCEPTED", USER: "ACCEPTED"})
    return event(uid, days_ago(days), days_ago(days) + HOUR, **fields)


def looked_at(calendar: Calendar, hours: float = 0) -> Calendar:
    check_calendar(Calendar.objects.get(pk=calendar.pk), as_of=NOW + timedelta(hours=hours))
    calendar.refresh_from_db()
    return calendar


def at_address(alice: Staff, web: Site, **fields: Any) -> Calendar:
    return connect_calendar(staff=alice, kind="address", address=web.url("/secret.ics"), as_of=NOW, **fields)


def test_a_server_is_found_from_its_address_read_and_followed(server: Radicale, alice: Staff, ana: Contact) -> None:
    server.put("past", calendar_of(coffee(3, "past")))
    server.put("long-ago", calendar_of(coffee(300, "long-ago")))
    server.put("ahead", calendar_of(coffee(-3, "ahead")))
    tried = try_calendar(staff=alice, kind="caldav", address=server.base, username=USER, password=PASSWORD)
    (found,) = tried.calendars
    assert (found.name, found.url) == ("Work", server.collection)
    calendar = connect_calendar(
        staff=alice, kind="caldav", address=found.url, name=found.name, username=USER, password=PASSWORD, as_of=NOW
    )
    assert looked_at(calendar).is_well, calendar.health
    assert dict(Meeting.objects.values_list("uid", "state")) == {"past": "taken", "long-ago": "taken", "ahead": "ahead"}
    server.delete("ahead")
    server.put("past", calendar_of(coffee(2, "past")))
    looked_at(calendar, hours=1)
    assert sorted(Meeting.objects.values_list("uid", flat=True)) == ["long-ago", "past"]
    assert Interaction.objects.get(external_id="past").occurred_at == days_ago(2)
    assert PASSWORD not in calendar.sealed != ""


def test_a_wrong_password_is_said_in_words_and_not_tried_again_for_a_day(server: Radicale, alice: Staff) -> None:
    with pytest.raises(Refusal, match="app password") as refusal:
        try_calendar(staff=alice, kind="caldav", address=server.base, username=USER, password="wrong")
    assert set(refusal.value.errors) == {"password"}
    calendar = connect_calendar(
        staff=alice, kind="caldav", address=server.collection, username=USER, password="wrong", as_of=NOW
    )
    looked_at(calendar)
    assert not calendar.is_well
    assert "app password" in calendar.health
    assert calendar.next_check_at > NOW + timedelta(hours=20)


def test_no_password_goes_over_an_open_line_nor_to_another_house(alice: Staff, web: Site, settings: Any) -> None:
    elsewhere = (
        b'<d:multistatus xmlns:d="DAV:"><d:response><d:href>/</d:href><d:propstat><d:prop>'
        b"<d:current-user-principal><d:href>https://collector.example/</d:href></d:current-user-principal>"
        b"</d:prop></d:propstat></d:response></d:multistatus>"
    )
    web.pages["/.well-known/caldav"] = (207, {}, elsewhere)
    with pytest.raises(Refusal, match="no calendar in it|no calendar at this"):
        try_calendar(staff=alice, kind="caldav", address=web.base, username=USER, password=PASSWORD)
    assert all(b"collector" not in request for request in web.asked)
    settings.ALLOWED_PRIVATE_NETWORKS = []
    with pytest.raises(Refusal, match="own network|unencrypted"):
        try_calendar(staff=alice, kind="caldav", address=web.base, username=USER, password=PASSWORD)


def test_an_address_is_asked_only_for_what_is_new(web: Site, alice: Staff, ana: Contact) -> None:
    web.pages["/secret.ics"] = (200, {"ETag": '"one"'}, calendar_of(coffee(3), more="X-WR-CALNAME:Alice at work"))
    tried = try_calendar(staff=alice, kind="address", address=web.url("/secret.ics"))
    assert (tried.name, tried.events, tried.people) == ("Alice at work", 1, 1)
    calendar = at_address(alice, web)
    assert looked_at(calendar).is_well, calendar.health
    assert calendar.place == "127.0.0.1"  # the address itself opens the calendar to whoever has it
    assert "secret.ics" not in calendar.sealed
    web.pages["/secret.ics"] = (304, {}, b"")
    looked_at(calendar, hours=1)
    assert calendar.is_well
    assert web.header("If-None-Match") == '"one"'
    assert Interaction.objects.count() == 1


def test_what_ends_is_logged_when_the_calendar_was_asked_once_more(web: Site, alice: Staff, ana: Contact) -> None:
    web.pages["/secret.ics"] = (200, {}, calendar_of(coffee(-0.25)))
    calendar = looked_at(at_address(alice, web))
    assert calendar.pk not in due(NOW + timedelta(minutes=1)).values_list("pk", flat=True)
    after = NOW + timedelta(hours=7, minutes=1)
    Calendar.objects.update(next_check_at=after + HOUR)
    assert calendar.pk in due(after).values_list("pk", flat=True)
    web.pages["/secret.ics"] = (200, {}, calendar_of(coffee(-0.25, more="STATUS:CANCELLED")))
    looked_at(calendar, hours=7.1)
    assert not Interaction.objects.exists()  # called off in the last hour


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (404, b"", "copy it anew"),
        (403, b"", "copy it anew"),
        (500, b"", r"error \(500\)"),
        (200, b"<html>Sign in, please</html>", "BEGIN:VCALENDAR"),
    ],
)
def test_trouble_is_a_sentence_and_changes_nothing(
    web: Site, alice: Staff, ana: Contact, status: int, body: bytes, words: str
) -> None:
    web.pages["/secret.ics"] = (200, {}, calendar_of(coffee(3), coffee(-3, "ahead")))
    calendar = looked_at(at_address(alice, web))
    web.pages["/secret.ics"] = (status, {}, body)
    looked_at(calendar, hours=30)
    assert not calendar.is_well
    assert re.search(words, calendar.health)
    assert Meeting.objects.count() == 2
    web.pages["/secret.ics"] = (200, {}, calendar_of(coffee(3), coffee(-3, "ahead")))
    looked_at(calendar, hours=60)
    assert (calendar.is_well, calendar.health, calendar.failures) == (True, "", 0)


def test_a_file_is_read_once_and_not_kept(alice: Staff, ana: Contact) -> None:
    body = calendar_of(coffee(3), coffee(-3, "ahead"), event("nobody", NOW))
    calendar = connect_calendar(staff=alice, kind="file", address="work.ics", file=body, as_of=NOW)
    looked_at(calendar)
    assert (calendar.data, calendar.left_out) == (None, {"nobody": 1})
    later = days_ago(-4)
    assert list(due(later)) == [calendar]  # what was ahead has been
    check_calendar(calendar, as_of=later)
    assert Interaction.objects.count() == 2
    assert not due(later).exists()


def test_a_paused_calendar_is_left_alone(web: Site, alice: Staff, ana: Contact) -> None:
    web.pages["/secret.ics"] = (200, {}, calendar_of(coffee(-0.25)))
    calendar = looked_at(at_address(alice, web))
    pause_connection(staff=alice, connection=calendar, as_of=NOW)
    assert not due(NOW + timedelta(days=2)).exists()
    resume_connection(staff=alice, connection=calendar, as_of=NOW)
    assert due(NOW + timedelta(days=2)).exists()


def test_showing_less_takes_out_what_was_shown(web: Site, alice: Staff, ana: Contact) -> None:
    more = "LOCATION:Café Bilen\nDESCRIPTION:Bring the deck"
    web.pages["/secret.ics"] = (200, {}, calendar_of(coffee(3, more=more)))
    calendar = looked_at(at_address(alice, web, shows="everything"))
    change_calendar(staff=alice, calendar=calendar, shows="titles", as_of=NOW)
    assert Interaction.objects.get().text == "Coffee"
    change_calendar(staff=alice, calendar=calendar, shows="happened", as_of=NOW)
    assert Interaction.objects.get().text == ""
    assert list(Meeting.objects.values_list("title", "place", "notes")) == [("", "", "")]


def test_a_person_says_whether_it_took_place(web: Site, alice: Staff, ana: Contact) -> None:
    web.pages["/secret.ics"] = (200, {}, calendar_of(coffee(3, invited={ANA: "NEEDS-ACTION"})))
    calendar = looked_at(at_address(alice, web))
    meeting = Meeting.objects.get()
    with pytest.raises(Refusal, match="no such meeting"):
        decide_meeting(staff=make_staff("Bob"), meeting=meeting, met=True, as_of=NOW)
    decide_meeting(staff=alice, meeting=meeting, met=True, as_of=NOW)
    assert Interaction.objects.get().direction == "mutual"
    with pytest.raises(Conflict):
        decide_meeting(staff=alice, meeting=meeting, met=False, as_of=NOW)
    undecide_meeting(staff=alice, meeting=meeting, as_of=NOW)
    assert (meeting.state, Interaction.objects.count()) == ("unsure", 0)
    decide_meeting(staff=alice, meeting=meeting, met=False, as_of=NOW)
    web.pages["/secret.ics"] = (200, {}, calendar_of(coffee(3, invited={ANA: "ACCEPTED"})))
    looked_at(calendar, hours=1)
    assert not Interaction.objects.exists()  # no calendar knows better


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"kind": "gopher", "address": "x"}, "kind"),
        ({"kind": "caldav", "address": ""}, "address"),
        ({"kind": "caldav", "address": "https://dav.house.example/", "password": ""}, "password"),
        ({"kind": "caldav", "address": "http://dav.house.example/", "password": "x"}, "address"),
        ({"kind": "address", "address": "ftp://house.example/a.ics"}, "address"),
        ({"kind": "file", "address": "a.ics", "file": b"PK\x03\x04"}, "file"),
        ({"kind": "file", "address": "a.ics"}, "file"),
        ({"kind": "address", "address": "https://house.example/a.ics", "since": day(1)}, "since"),
        ({"kind": "address", "address": "https://house.example/a.ics", "own_addresses": ["Alice"]}, "own_addresses"),
        ({"kind": "address", "address": "https://house.example/a.ics", "shows": "all"}, "shows"),
    ],
)
def test_it_refuses_what_cannot_be_connected(alice: Staff, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as refusal:
        connect_calendar(staff=alice, as_of=NOW, **fields)
    assert set(refusal.value.errors) == {field}
    assert not Calendar.objects.exists()


def test_the_same_calendar_is_not_connected_twice(web: Site, alice: Staff) -> None:
    at_address(alice, web)
    with pytest.raises(Conflict, match="You have connected this"):
        at_address(alice, web)
    at_address(make_staff("Bob"), web)

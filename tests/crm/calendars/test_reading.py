"""A calendar's text becomes events: whoever made it, however broken, in bounded time."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from crm.calendars.reading import Occurrence, Read, cut, read
from crm.calendars.trouble import CalendarTrouble
from tests.builders import NOW, TODAY
from tests.crm.calendars.ics import calendar_of, event

ANA = "ana@paper.example"
BERLIN = ZoneInfo("Europe/Berlin")


def reading(body: bytes, *, zone: ZoneInfo = BERLIN, since_days: int = 60) -> Read:
    since = TODAY - timedelta(days=since_days)
    return read([cut(body)], known={ANA}, own={"alice@us.example"}, zone=zone, since=since, as_of=NOW)


def only(body: bytes, **how: ZoneInfo) -> Occurrence:
    (found,) = reading(body, **how).occurrences
    return found


def test_lines_that_were_folded_within_a_letter_are_read_whole() -> None:
    title = "Grüße an die Größten der kleinen Häfen von Äußerst-Übermäßig".encode()
    cut_in_two = title[:3] + b"\r\n " + title[3:]  # between the two bytes of ü
    body = calendar_of(event("one", NOW, title="TITLE", invited={ANA: "ACCEPTED"})).replace(b"TITLE", cut_in_two)
    assert only(body).title == title.decode()


def test_a_zone_goes_by_its_name_by_windows_name_by_its_own_rules_or_else_by_ours() -> None:
    def at(property_: str, more: str = "") -> datetime:
        return only(calendar_of(event("one", property_, invited={ANA: ""}), more=more)).starts_at

    at_nine = datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert at("DTSTART;TZID=Europe/Berlin:20261120T100000") == at_nine
    assert at("DTSTART;TZID=W. Europe Standard Time:20261120T100000") == at_nine
    rules = "BEGIN:VTIMEZONE\nTZID:Ours\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0500"
    assert at("DTSTART;TZID=Ours:20261120T140000", f"{rules}\nEND:STANDARD\nEND:VTIMEZONE") == at_nine
    assert at("DTSTART:20261120T100000") == at_nine
    assert at("DTSTART:20261120T110000", "X-WR-TIMEZONE:Europe/Helsinki") == at_nine
    assert at("DTSTART;TZID=Customized Time Zone 7:20261120T100000") == at_nine


def test_a_zone_that_nobody_knows_is_told() -> None:
    body = calendar_of(event("one", "DTSTART;TZID=Nowhere/At all:20261120T100000", invited={ANA: ""}))
    assert reading(body).left_out["unknown zone"] == 1


def test_a_whole_day_is_one_where_the_staff_member_is() -> None:
    body = calendar_of(
        event("fair", "DTSTART;VALUE=DATE:20261118", "DTEND;VALUE=DATE:20261120", invited={ANA: "ACCEPTED"})
    )
    found = only(body, zone=ZoneInfo("America/Los_Angeles"))
    assert found.all_day
    assert (found.starts_at, found.ends_at) == (
        datetime(2026, 11, 18, 8, tzinfo=UTC),
        datetime(2026, 11, 20, 8, tzinfo=UTC),
    )


def test_each_of_a_series_has_an_identity_that_stays_when_it_moves() -> None:
    weekly = event(
        "weekly",
        "DTSTART;TZID=Europe/Berlin:20261102T100000",
        invited={ANA: ""},
        more="RRULE:FREQ=WEEKLY;COUNT=3\nEXDATE;TZID=Europe/Berlin:20261116T100000",
    )
    moved = event(
        "weekly",
        "DTSTART;TZID=Europe/Berlin:20261110T150000",
        invited={ANA: ""},
        more="RECURRENCE-ID;TZID=Europe/Berlin:20261109T100000",
    )
    found = reading(calendar_of(weekly, moved)).occurrences
    assert [(one.recurrence, one.starts_at.day) for one in found] == [("20261102T090000Z", 2), ("20261109T090000Z", 10)]


@pytest.mark.parametrize(
    ("starts", "rule", "why"),
    [
        pytest.param(  # two thousand years of mornings
            *("DTSTART:10260101T100000Z", "FREQ=DAILY;UNTIL=30260101T000000Z", ""), marks=pytest.mark.slow
        ),
        ("DTSTART:20200101T100000Z", "FREQ=SECONDLY", "too often"),
        pytest.param(  # looks for it for ever
            *("DTSTART:20200101T100000Z", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "too often"), marks=pytest.mark.slow
        ),
        ("DTSTART:20200101T100000Z", "FREQ=SOMETIMES", "broken"),
        ("DTSTART:one of these days", "FREQ=DAILY", "broken"),
    ],
)
def test_endless_and_broken_repetition_is_bounded_and_holds_nothing_else_up(starts: str, rule: str, why: str) -> None:
    bad = event("bad", starts, invited={ANA: ""}, more=f"RRULE:{rule}")
    found = reading(calendar_of(bad, event("good", NOW, invited={ANA: ""})))
    assert "good" in {one.uid for one in found.occurrences}
    assert found.left_out[why] == (1 if why else 0)
    assert ("bad" in found.uids) == (not why)
    assert len(found.occurrences) <= (182 if not why else 1)


def test_who_was_invited_counts_before_anything_is_understood() -> None:
    body = calendar_of(
        event("alone", NOW),
        event("own", NOW, invited={"alice@us.example": "ACCEPTED"}),
        event("strangers", NOW, invited={"bert@elsewhere.example": "ACCEPTED"}),
        event("crowd", NOW, invited={f"guest{n}@fair.example": "" for n in range(10_000)} | {ANA: ""}),
        event("crowd with her first", NOW, invited={ANA: ""} | {f"guest{n}@fair.example": "" for n in range(40)}),
        event("she invited", NOW, organizer=ANA),
    )
    found = reading(body)
    assert [one.uid for one in found.occurrences] == ["she invited"]
    assert found.left_out["nobody"] == 2
    assert found.left_out["audience"] + found.left_out["strangers"] == 3


@pytest.mark.parametrize(
    ("title", "place", "notes", "way"),
    [
        ("Coffee", "Café Bilen", "https://zoom.us/j/1", "in_person"),
        ("Coffee", "https://meet.google.com/abc", "", "video"),
        ("Coffee", "", "Join: https://teams.microsoft.com/l/1", "video"),
        ("Call with Ana", "", "", "phone"),
        ("Coffee", "+49 30 123456", "", "phone"),
        ("Coffee", "", "", "in_person"),
    ],
)
def test_it_tells_a_call_from_a_meeting(title: str, place: str, notes: str, way: str) -> None:
    more = "\n".join(line for line in (f"LOCATION:{place}", f"DESCRIPTION:{notes}") if not line.endswith(":"))
    assert only(calendar_of(event("one", NOW, title=title, invited={ANA: ""}, more=more))).way == way


def test_an_event_that_was_cut_off_spoils_itself_alone() -> None:
    body = calendar_of(event("good", NOW, invited={ANA: ""})).replace(b"END:VCALENDAR", b"BEGIN:VEVENT\r\nUID:half")
    found = reading(body)
    assert [one.uid for one in found.occurrences] == ["good"]
    assert found.left_out["broken"] == 1


def test_an_event_without_a_uid_is_known_again_by_when_and_what_it_is() -> None:
    body = calendar_of(event("X", NOW, invited={ANA: ""})).replace(b"UID:X\r\n", b"")
    assert only(body).uid == only(body).uid != ""


@pytest.mark.parametrize("body", [b"", b"<html>Sign in</html>", b"\xff\xfe\x00", b"BEGIN:VCARD\nEND:VCARD"])
def test_what_is_no_calendar_is_refused_in_words(body: bytes) -> None:
    with pytest.raises(CalendarTrouble, match="BEGIN:VCALENDAR"):
        cut(body)


MADE = (
    "BEGIN:VEVENT\nUID:one\nDTSTAMP:20260101T000000Z\nSUMMARY:Tea\nATTENDEE;PARTSTAT=ACCEPTED:mailto:ana@paper.example"
)
ALMOST_BERLIN = "(UTC+01:00) Amsterdam, Berlin, Bern"
RULES = (
    f"BEGIN:VTIMEZONE\nTZID:{ALMOST_BERLIN}\nBEGIN:STANDARD\nDTSTART:16010101T030000\nTZOFFSETFROM:+0200\n"
    "TZOFFSETTO:+0100\nEND:STANDARD\nEND:VTIMEZONE"
)
CHANGED = "END:VEVENT\nBEGIN:VEVENT\nUID:one\nATTENDEE;PARTSTAT=ACCEPTED:mailto:ana@paper.example"
MAKERS = {
    "Exchange names zones in sentences": (
        f'{RULES}\n{MADE}\nDTSTART;TZID="{ALMOST_BERLIN}":20261110T090000\nDURATION:PT1H',
        {"": "10 08:00"},
    ),
    "Outlook in UTC": (f"{MADE}\nDTSTART;TZID=tzone://Microsoft/Utc:20261110T090000\nDURATION:PT1H", {"": "10 09:00"}),
    "Evolution": (
        f"{MADE}\nDTSTART;TZID=/freeassociation.sourceforge.net/Europe/Lisbon:20261110T090000",
        {"": "10 09:00"},
    ),
    "Google": (
        f"X-WR-TIMEZONE:Europe/Lisbon\n{MADE}\nDTSTART;TZID=Europe/Berlin:20261109T090000\nDURATION:PT1H\n"
        "RRULE:FREQ=WEEKLY;WKST=SU;UNTIL=20261112T225959Z;BYDAY=MO,TU,WE\nEXDATE;TZID=Europe/Berlin:20261110T090000",
        {"20261109T080000Z": "09 08:00", "20261111T080000Z": "11 08:00"},
    ),
    "Apple moved one": (
        f"{MADE}\nDTSTART;TZID=Europe/Berlin:20261109T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=2\n{CHANGED}\n"
        "RECURRENCE-ID;TZID=Europe/Berlin:20261110T090000\nDTSTART;TZID=Europe/Berlin:20261112T150000\nDURATION:PT1H",
        {"20261109T080000Z": "09 08:00", "20261110T080000Z": "12 14:00"},
    ),
    "Nextcloud moved all that follow": (
        f"{MADE}\nDTSTART;TZID=Europe/Berlin:20261109T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=4\n{CHANGED}\n"
        "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20261111T090000\n"
        "DTSTART;TZID=Europe/Berlin:20261111T110000\nDURATION:PT1H",
        {
            "20261109T080000Z": "09 08:00",
            "20261110T080000Z": "10 08:00",
            "20261111T080000Z": "11 10:00",
            "20261112T080000Z": "12 10:00",
        },
    ),
    "until without a zone": (
        f"{MADE}\nDTSTART;TZID=Europe/Berlin:20261109T090000\nRRULE:FREQ=DAILY;UNTIL=20261110T235959",
        {"20261109T080000Z": "09 08:00", "20261110T080000Z": "10 08:00"},
    ),
    "whole days until a day": (
        f"{MADE}\nDTSTART;VALUE=DATE:20261109\nRRULE:FREQ=DAILY;UNTIL=20261110\nEXDATE;VALUE=DATE:20261109",
        {"20261110": "09 23:00"},
    ),
    "a day off a series of hours": (
        f"{MADE}\nDTSTART;TZID=Europe/Berlin:20261109T090000\nRRULE:FREQ=DAILY;COUNT=2\nEXDATE;VALUE=DATE:20261109",
        {"20261110T080000Z": "10 08:00"},
    ),
    "one of a series alone": (
        f"{MADE}\nRECURRENCE-ID;TZID=Europe/Berlin:20261110T090000\nDTSTART;TZID=Europe/Berlin:20261110T100000",
        {"20261110T080000Z": "10 09:00"},
    ),
}


@pytest.mark.parametrize("maker", MAKERS)
def test_each_time_is_known_by_what_its_maker_calls_it(maker: str) -> None:
    text, times = MAKERS[maker]
    body = f"BEGIN:VCALENDAR\nVERSION:2.0\n{text}\nEND:VEVENT\nEND:VCALENDAR\n".replace("\n", "\r\n").encode()
    found = reading(body)
    assert {one.recurrence: f"{one.starts_at:%d %H:%M}" for one in found.occurrences} == times
    assert not found.left_out and len(found.occurrences) == len(times)

"""Calendars in few words. Times are UTC unless a test says otherwise."""

from datetime import datetime

from crm.models import Calendar, Staff
from tests.builders import NOW


def spelt(moment: datetime) -> str:
    return moment.strftime("%Y%m%dT%H%M%SZ")


def event(
    uid: str,
    starts: datetime | str,
    ends: datetime | str | None = None,
    *,
    title: str = "Coffee",
    invited: dict[str, str] | None = None,
    organizer: str = "",
    more: str = "",
) -> str:
    """`invited`: address → what they answered, "" where the calendar keeps nothing. `starts` as a text is the whole
    property, with its zone."""
    lines = ["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260101T000000Z", f"SUMMARY:{title}"]
    lines.append(starts if isinstance(starts, str) else f"DTSTART:{spelt(starts)}")
    if ends is not None:
        lines.append(ends if isinstance(ends, str) else f"DTEND:{spelt(ends)}")
    if organizer:
        lines.append(f"ORGANIZER:mailto:{organizer}")
    for address, answer in (invited or {}).items():
        lines.append(f"ATTENDEE{f';PARTSTAT={answer}' if answer else ''};CN=Somebody:mailto:{address}")
    return "\r\n".join([*lines, *filter(None, more.split("\n")), "END:VEVENT"])


def calendar_of(*events: str, more: str = "") -> bytes:
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Made for a test//EN", *filter(None, more.split("\n")))
    return "\r\n".join([*head, *events, "END:VCALENDAR", ""]).encode()


def connect(staff: Staff, **fields: object) -> Calendar:
    fields = {"kind": "file", "name": "Work", "place": "work.ics", "since": NOW.date().replace(year=2025), **fields}
    return Calendar.objects.create(staff=staff, **fields)

"""When each event of some series takes place within a span of time, with whom, and where. Runs in a process apart
(crm.apart): what people put into calendars can repeat for a thousand years. Nothing here knows Django."""

import json
import re
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from types import FrameType
from typing import Any

MOST_TIMES = 4_000  # of one series within the span
SECONDS_EACH = 3.0  # of processor, for one series
SECONDS_ALL = 20.0
LONGEST_TITLE, LONGEST_PLACE, LONGEST_NOTES = 500, 500, 5_000

_TOO_OFTEN = re.compile(r"^RRULE.*FREQ=(?:SECONDLY|MINUTELY|HOURLY)", re.IGNORECASE | re.MULTILINE)
_REPEATS = re.compile(r"^(?:RRULE|RDATE|RECURRENCE-ID)\b", re.IGNORECASE | re.MULTILINE)
_ZONE_NAMED = re.compile(r";TZID=(?:\"([^\"\n]+)|([^\":;\n]+))")  # in quotes a colon may be part of it: (UTC+01:00) …
_UTC_OF_OUTLOOK = re.compile(r";TZID=\"?tzone://Microsoft/Utc\"?:(\d{8}T\d{6})Z?", re.IGNORECASE)
_VIDEO = re.compile(
    r"(?:\bzoom\.us/|\bmeet\.google\.com/|\bteams\.(?:microsoft|live)\.com/|\bwebex\.com/|\bwhereby\.com/|\bjit\.si/"
    r"|\bgotomeet|\bbigbluebutton|\bskype\.com/|\bfacetime\.apple\.com/|\bmeet\.[a-z0-9-]+\.[a-z]{2,}/)",
    re.IGNORECASE,
)
_LINK = re.compile(r"https?://", re.IGNORECASE)
_PHONE = re.compile(r"^(?:tel:|phone\b|telefon\b|call\b)|^\+?[\d\s()./-]{7,}$", re.IGNORECASE)
_CALL = re.compile(r"^(?:phone )?call\b|\bphone call\b|^telefon", re.IGNORECASE)


class TakesTooLong(Exception):
    """Working out when it repeats costs more than one event may."""


def prepare() -> None:
    import icalendar  # noqa: F401
    import recurring_ical_events  # noqa: F401


def answer(body: bytes) -> dict[str, Any]:
    """Asked: `series` (each `uid` and `events`), `zones`, `cancels`, `since` and `until`. Told: `occurrences`, each as
    `_told` makes it; `left_out`, events by reason; `failed`, the UIDs of those."""
    asked = json.loads(body)
    zones = {name: block for block in asked["zones"] for name in re.findall(r"^TZID:(.+)$", block, re.MULTILINE)[:1]}
    since, until = datetime.fromisoformat(asked["since"]), datetime.fromisoformat(asked["until"])
    occurrences: list[dict[str, Any]] = []
    left_out: Counter[str] = Counter()
    failed: list[str] = []
    spent = 0.0
    for series in asked["series"]:
        started = time.process_time()
        why = "too often" if spent > SECONDS_ALL else ""
        if not why:
            found, why = _expanded("\n".join(series["events"]), zones, since, until, cancels=asked["cancels"])
            occurrences += [{"uid": series["uid"], **one} for one in found]
        if why:
            left_out[why] += len(series["events"])
            failed.append(series["uid"])
        spent += time.process_time() - started
    return {"occurrences": occurrences, "left_out": dict(left_out), "failed": failed}


def _expanded(text: str, *rest: Any, **more: Any) -> tuple[list[dict[str, Any]], str]:
    """And why not, where it cannot be read."""
    if _TOO_OFTEN.search(text):
        return [], "too often"
    try:
        with _at_most(SECONDS_EACH):
            return _expand(text, *rest, **more), ""
    except TakesTooLong:
        return [], "too often"
    except Exception:  # a parser may raise anything over what people send
        return [], "broken"


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TakesTooLong

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _expand(
    text: str, zones: dict[str, str], since: datetime, until: datetime, *, cancels: bool
) -> list[dict[str, Any]]:
    import icalendar
    import recurring_ical_events

    text = _UTC_OF_OUTLOOK.sub(r":\1Z", text)
    named = [zones[name] for name in dict.fromkeys(map("".join, _ZONE_NAMED.findall(text))) if name in zones]
    whole = "\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", *named, *_wrapped(text), "END:VCALENDAR", ""))
    calendar = icalendar.Calendar.from_ical(whole)
    repeats = bool(_REPEATS.search(text))
    found = recurring_ical_events.of(calendar).between(since, until)[:MOST_TIMES]
    names_zone = bool(_ZONE_NAMED.search(text))
    moved = _moved_from_then_on(calendar)
    return [_told(event, repeats=repeats, moved=moved, names_zone=names_zone, cancels=cancels) for event in found]


def _moved_from_then_on(calendar: Any) -> dict[date, date]:
    """Where a series was changed from one of its times on (RANGE=THISANDFUTURE): that time, and when it begins now."""
    changes = (event for event in calendar.walk("VEVENT") if "RECURRENCE-ID" in event)
    ranges = (one for one in changes if str(one["RECURRENCE-ID"].params.get("RANGE", "")).upper() == "THISANDFUTURE")
    return {one["RECURRENCE-ID"].dt: one["DTSTART"].dt for one in ranges}


def _wrapped(text: str) -> Iterator[str]:
    """Each event begins with its UID (crm.calendars.splitting)."""
    for number, line in enumerate(text.split("\n")):
        if line.startswith("UID:"):
            yield from ("END:VEVENT", "BEGIN:VEVENT") if number else ("BEGIN:VEVENT",)
        yield line
    yield "END:VEVENT"


def _told(event: Any, *, repeats: bool, moved: dict[date, date], names_zone: bool, cancels: bool) -> dict[str, Any]:
    """`starts` and `ends` as ISO: a day, a moment with its offset, or, where no zone is known, one without."""
    starts = event["DTSTART"].dt
    ends = event["DTEND"].dt if "DTEND" in event else starts
    place, notes = _line(event, "LOCATION"), str(event.get("DESCRIPTION", ""))
    title = _line(event, "SUMMARY")
    elsewhere = " ".join(
        str(event.get(name, ""))
        for name in ("URL", "CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL")
    )
    return {
        "recurrence": _which(event, moved) if repeats and "RECURRENCE-ID" in event else "",
        "starts": _moment(starts),
        "ends": _moment(ends),
        "unknown_zone": isinstance(starts, datetime) and starts.tzinfo is None and names_zone,
        "title": title[:LONGEST_TITLE],
        "place": place[:LONGEST_PLACE],
        "notes": notes[:LONGEST_NOTES],
        "cancelled": cancels or str(event.get("STATUS", "")).upper() == "CANCELLED",
        "private": str(event.get("CLASS", "")).upper() in ("PRIVATE", "CONFIDENTIAL"),
        "categories": _categories(event),
        "way": _way(title, place, f"{elsewhere} {notes}"),
        **_people(event),
    }


def _which(event: Any, moved: dict[date, date]) -> str:
    """Of those that were changed together each bears the time of the first: theirs is as far from it as they are."""
    first = event["RECURRENCE-ID"].dt
    return _identity(first + (event["DTSTART"].dt - moved[first]) if first in moved else first)


def _moment(when: date) -> str:
    if isinstance(when, datetime) and when.tzinfo is not None:
        return when.astimezone(UTC).isoformat()
    return when.isoformat()


def _identity(when: date) -> str:
    if not isinstance(when, datetime):
        return when.strftime("%Y%m%d")
    return when.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ") if when.tzinfo else when.strftime("%Y%m%dT%H%M%S")


def _line(event: Any, name: str) -> str:
    return " ".join(str(event.get(name, "")).split())


def _way(title: str, place: str, elsewhere: str) -> str:
    """One of `video`, `phone`, `in_person`. A place that is named is where it was, whatever link came along."""
    if _VIDEO.search(place) or _LINK.match(place):
        return "video"
    if place:
        return "phone" if _PHONE.search(place) else "in_person"
    if _VIDEO.search(elsewhere):
        return "video"
    return "phone" if _CALL.search(title) else "in_person"


def _categories(event: Any) -> list[str]:
    said = event.get("CATEGORIES", [])
    lists = said if isinstance(said, list) else [said]
    return [str(one) for some in lists for one in getattr(some, "cats", [some])][:50]


def _people(event: Any) -> dict[str, Any]:
    """`invited`: address → their answer, in capitals; empty where the calendar keeps none. `organizer`: an address."""
    said = event.get("ATTENDEE", [])
    invited: dict[str, str] = {}
    for one in said if isinstance(said, list) else [said]:
        params = getattr(one, "params", {})
        if str(params.get("CUTYPE", "")).upper() in ("ROOM", "RESOURCE"):
            continue
        if address := _address(one):
            invited[address] = str(params.get("PARTSTAT", "")).upper()
    organizers = event.get("ORGANIZER", [])
    first = next(iter(organizers if isinstance(organizers, list) else [organizers]), None)
    return {"invited": invited, "organizer": _address(first) if first is not None else ""}


def _address(person: Any) -> str:
    text = str(person).strip()
    if text.lower().startswith("mailto:"):
        return text[7:].strip().lower()
    return str(getattr(person, "params", {}).get("EMAIL", "")).strip().lower()

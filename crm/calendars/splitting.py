"""A calendar's text cut into series of events, without understanding them: quick, tolerant and bounded.

One broken event spoils itself alone, and whoever has ten thousand events without anybody invited does not wait for
them to be parsed."""

import re
from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256

MOST_BYTES = 30 << 20
MOST_EVENTS = 100_000
MOST_OF_A_SERIES = 2_000  # changed repetitions of one
MOST_INVITED = 30  # more is an audience
LONGEST_LINE = 20_000
LONGEST_UID = 300

# What tells when, who, what and where; all else (attachments, alarms, what other programs note) is left unread.
_READ = frozenset(
    {
        *("UID", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "SEQUENCE", "STATUS"),
        *("SUMMARY", "LOCATION", "DESCRIPTION", "ORGANIZER", "ATTENDEE", "CLASS", "CATEGORIES", "URL", "CONFERENCE"),
        *("X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL", "DTSTAMP", "LAST-MODIFIED"),
    }
)
_MAILTO = re.compile(r"mailto:\s*([^\s\"<>;,]+@[^\s\"<>;,]+)", re.IGNORECASE)
_EMAIL = re.compile(r";EMAIL=\"?([^\s\"<>;:,]+@[^\s\"<>;:,]+)", re.IGNORECASE)
_NAME = re.compile(r"([A-Za-z0-9-]{1,60})[:;]")
_FOLDS = re.compile(rb"\n+[ \t]")  # between bytes, perhaps of one letter


class NoCalendar(ValueError):
    """These bytes are no calendar."""


@dataclass(slots=True)
class Series:
    """All events of one UID: a single one, or one that repeats with its exceptions."""

    uid: str
    events: list[str] = field(default_factory=list)
    people: set[str] = field(default_factory=set)
    """Addresses invited or inviting, in small letters."""
    audience: bool = False
    """More people than one meets; `people` holds the first few."""


@dataclass(frozen=True, slots=True)
class Split:
    series: dict[str, Series]
    zones: list[str]
    zone: str
    """That of events which name none; empty if the calendar does not say."""
    name: str
    cancels: bool
    """The whole text takes back what it holds (METHOD:CANCEL)."""
    events: int
    left_out: Counter[str]
    """How many events cannot be read, by reason."""


def split(body: bytes) -> Split:
    """Raises NoCalendar."""
    if len(body) > MOST_BYTES:
        raise NoCalendar("too large")
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        body = body.decode("utf-16", "replace").encode()
    unfolded = _FOLDS.sub(b"", body.replace(b"\r", b"\n"))
    text = unfolded.decode("utf-8-sig", "replace").replace("\x00", "")
    if "BEGIN:VCALENDAR" not in text[:100_000].upper():
        raise NoCalendar("no calendar")
    return _Splitting().of(text)


class _Splitting:
    def __init__(self) -> None:
        self.series: dict[str, Series] = {}
        self.zones: list[str] = []
        self.said: dict[str, str] = {}
        self.left_out: Counter[str] = Counter()
        self.events = 0

    def of(self, text: str) -> Split:
        inside: list[str] = []  # the components around a line, outermost first
        kept: list[str] = []
        for line in text.split("\n"):
            name, rest = _named(line)
            if name == "BEGIN":
                inside.append(rest.strip().upper())
                if inside[-1] in ("VEVENT", "VTIMEZONE"):
                    self.left_out["broken"] += bool(kept)  # the one before was never ended
                    kept, inside = [], [inside[-1]]
                if "VTIMEZONE" in inside:
                    kept.append(line)
            elif name == "END":
                what = rest.strip().upper()
                if "VTIMEZONE" in inside:
                    kept.append(line)
                if what in ("VEVENT", "VTIMEZONE") and what in inside:
                    self._take(what, kept)
                    kept, inside = [], []
                elif what in inside:
                    del inside[inside.index(what) :]
            elif "VTIMEZONE" in inside or inside[-1:] == ["VEVENT"]:
                if name in _READ or "VTIMEZONE" in inside:
                    kept.append(line[:LONGEST_LINE])
            elif name in ("METHOD", "X-WR-TIMEZONE", "X-WR-CALNAME"):
                self.said.setdefault(name, rest.strip()[:200])
        self.left_out["broken"] += bool(kept)
        return self._whole()

    def _take(self, what: str, lines: list[str]) -> None:
        if what == "VTIMEZONE":
            if len(self.zones) < 200:
                self.zones.append("\n".join(lines))
            return
        self.events += 1
        if self.events > MOST_EVENTS:
            self.left_out["too many"] += 1
            return
        uid = _uid(lines)
        series = self.series.setdefault(uid, Series(uid))
        if len(series.events) >= MOST_OF_A_SERIES:
            self.left_out["too many"] += 1
            return
        people = [line for line in lines if _named(line)[0] in ("ATTENDEE", "ORGANIZER")]
        series.audience = series.audience or len(people) > MOST_INVITED + 1
        for line in people[: MOST_INVITED + 1]:
            series.people.update(addresses_in(line))
        plain = [line for line in lines if _named(line)[0] not in ("UID", "ATTENDEE", "ORGANIZER")]
        series.events.append("\n".join([f"UID:{uid}", *plain, *people[: MOST_INVITED + 1]]))

    def _whole(self) -> Split:
        return Split(
            series=self.series,
            zones=self.zones,
            zone=self.said.get("X-WR-TIMEZONE", ""),
            name=self.said.get("X-WR-CALNAME", ""),
            cancels=self.said.get("METHOD", "").upper() == "CANCEL",
            events=self.events,
            left_out=+self.left_out,
        )


def addresses_in(line: str) -> list[str]:
    """Of an ATTENDEE or ORGANIZER: the address, or what stands in for it where the value is another kind of name."""
    return [found.lower() for found in (*_MAILTO.findall(line), *_EMAIL.findall(line))]


def _named(line: str) -> tuple[str, str]:
    """The property's name, and what comes after it: its parameters, if any, and the value."""
    found = _NAME.match(line)
    return (found[1].upper(), line[found.end() :]) if found else ("", line)


def _uid(lines: list[str]) -> str:
    """As the calendar names it; a made-up one where it does not, of when and what it is. Long ones by their digest."""
    said = next((rest for name, rest in map(_named, lines) if name == "UID"), "").strip()
    if not said:
        told = sorted(line for line in lines if _named(line)[0] in ("DTSTART", "SUMMARY"))
        return "without-uid-" + sha256("|".join(told).encode()).hexdigest()[:40]
    return said if len(said) <= LONGEST_UID else sha256(said.encode()).hexdigest()

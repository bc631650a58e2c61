"""Events with people we know, out of a calendar's text: cut here, worked out in the process apart."""

import json
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from crm.apart import Apart, Broken, TooMuch, TooSlow
from crm.calendars.splitting import NoCalendar, Series, Split, split
from crm.calendars.trouble import CalendarTrouble
from crm.zones import time_zones

AHEAD = timedelta(days=120)
"""How far ahead events are worked out."""
LONGEST = timedelta(days=366)
LAST_YEAR = 9000

_reader = Apart("crm.calendars.expanding", seconds=60, megabytes=900)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One event at one time. `invited`: address → their answer, in capitals; "" where none is kept."""

    uid: str
    recurrence: str
    starts_at: datetime
    ends_at: datetime
    all_day: bool
    title: str
    place: str
    notes: str
    cancelled: bool
    private: bool
    categories: tuple[str, ...]
    way: str
    """`video`, `phone` or `in_person`."""
    invited: dict[str, str]
    organizer: str


@dataclass(frozen=True, slots=True)
class Read:
    """`uids`: of all series that were read whole, so that what is missing of them is gone. `all_uids`: of all there
    are. `left_out`: events by reason."""

    occurrences: list[Occurrence]
    uids: frozenset[str]
    all_uids: frozenset[str]
    left_out: Counter[str]
    name: str


def cut(body: bytes) -> Split:
    """CalendarTrouble for what is no calendar."""
    try:
        return split(body)
    except NoCalendar as error:
        words = (
            _("The calendar is larger than 30 MB; export a part of it.")
            if str(error) == "too large"
            else _("There is no calendar: it should begin with BEGIN:VCALENDAR.")
        )
        raise CalendarTrouble(words, needs_care=True) from error


def read(
    pieces: Collection[Split],
    *,
    known: Collection[str],
    own: Collection[str],
    zone: ZoneInfo,
    since: date,
    as_of: datetime,
) -> Read:
    """What `known` addresses are part of, from `since` on. `own` are the staff member's; `zone` counts where a
    calendar names none."""
    left_out: Counter[str] = Counter()
    occurrences: list[Occurrence] = []
    failed: set[str] = set()
    span = datetime.combine(since, time(), zone), as_of + AHEAD
    for piece in pieces:
        left_out += piece.left_out
        wanted = [one for one in piece.series.values() if _is_wanted(one, known, own, left_out)]
        if wanted:
            told = _ask(wanted, piece, span)
            left_out.update(told["left_out"])
            failed.update(told["failed"])
            here = ZoneInfo(piece.zone) if piece.zone in time_zones() else zone
            occurrences += _whole(told["occurrences"], zone, here, left_out)
    every = frozenset(uid for piece in pieces for uid, one in piece.series.items())
    unread = {uid for piece in pieces for uid, one in piece.series.items() if one.audience} | failed
    return Read(occurrences, every - unread, every, +left_out, next((one.name for one in pieces if one.name), ""))


def _is_wanted(series: Series, known: Collection[str], own: Collection[str], left_out: Counter[str]) -> bool:
    others = series.people.difference(own)
    if not others.isdisjoint(known):
        if not series.audience:
            return True
        left_out["audience"] += len(series.events)
    else:
        left_out["strangers" if others else "nobody"] += len(series.events)
    return False


def _ask(wanted: list[Series], piece: Split, span: tuple[datetime, datetime]) -> dict[str, Any]:
    asked = {
        "series": [{"uid": one.uid, "events": one.events} for one in wanted],
        "zones": piece.zones,
        "cancels": piece.cancels,
        "since": span[0].astimezone(UTC).isoformat(),
        "until": span[1].astimezone(UTC).isoformat(),
    }
    try:
        told: dict[str, Any] = _reader.ask(json.dumps(asked).encode())
    except (TooSlow, TooMuch, Broken) as error:
        raise CalendarTrouble(_("The calendar takes too much to read; it may be made to do harm.")) from error
    return told


def _whole(
    told: Iterable[dict[str, Any]], zone: ZoneInfo, here: ZoneInfo, left_out: Counter[str]
) -> Iterable[Occurrence]:
    """A whole day is one where the staff member is."""
    for one in told:
        one = dict(one)
        all_day = "T" not in one["starts"]
        left_out["unknown zone"] += one.pop("unknown_zone")
        starts, ends = (_moment(one.pop(name), zone if all_day else here) for name in ("starts", "ends"))
        categories = tuple(one.pop("categories"))
        ends = min(max(starts, ends), starts + LONGEST)
        yield Occurrence(starts_at=starts, ends_at=ends, all_day=all_day, categories=categories, **one)


def _moment(text: str, zone: ZoneInfo) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.year > LAST_YEAR:
        moment = moment.replace(year=LAST_YEAR, day=1)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)

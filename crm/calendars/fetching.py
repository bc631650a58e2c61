"""A calendar's text from where it stands: the address of a file, or a CalDAV server."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from crm.calendars.dav import DAV, SERVER, Account, Server, asked_to_wait
from crm.calendars.reading import AHEAD, cut
from crm.calendars.splitting import MOST_BYTES, Split
from crm.calendars.trouble import CalendarTrouble
from crm.models import Calendar, CalendarKind
from crm.outgoing import Limits, fetch

LIMITS = Limits(total=120, read=45, size=MOST_BYTES)
AGAIN_FROM = timedelta(days=31)
"""How far back a server is asked again; what changes before that is found by the weekly look at everything."""
WHOLE_EVERY = timedelta(days=7)
SLICE = timedelta(days=92)
"""Asked of a server at once, so that no answer grows too large."""
GONE = (404, 410)


@dataclass(frozen=True)
class Fetched:
    """`pieces`: from `since` on, all there is; None where nothing changed since the last look. `state` is to be given
    to the next fetch."""

    pieces: list[Split] | None
    since: date
    state: dict[str, Any]


def fetch_calendar(calendar: Calendar, *, as_of: datetime) -> Fetched:
    """CalendarTrouble, NotReached or SealBroken where there is none."""
    ways: dict[str, Callable[..., Fetched]] = {CalendarKind.CALDAV: _from_server, CalendarKind.ADDRESS: _from_address}
    return ways[calendar.kind](calendar, as_of=as_of)


def web_address(text: str) -> str:
    """webcal:// is how calendars are handed to programs; it is fetched as any page."""
    text = text.strip()
    for scheme in ("webcals://", "webcal://"):
        if text.lower().startswith(scheme):
            return "https://" + text[len(scheme) :]
    return text if "://" in text else f"https://{text}"


def fetch_text(url: str, state: dict[str, Any]) -> tuple[bytes | None, dict[str, Any]]:
    """None where it is as it was, and what to ask with the next time."""
    asked = {"If-None-Match": state.get("etag", ""), "If-Modified-Since": state.get("modified", "")}
    headers = {"Accept": "text/calendar, */*;q=0.5", **{name: value for name, value in asked.items() if value}}
    answer = fetch(url, headers=headers, limits=LIMITS)
    if answer.status == 304:
        return None, state
    if answer.status in (401, 403):
        raise CalendarTrouble(_("The server lets nobody in with this address; copy it anew."), no_entry=True)
    if answer.status in GONE:
        raise CalendarTrouble(_("There is nothing at this address any more; copy it anew."), needs_care=True)
    if answer.status in (429, 503):
        raise CalendarTrouble(_("The server asks us to wait; we try again later."), wait=asked_to_wait(answer))
    if answer.status != 200:
        raise CalendarTrouble(_("The server answered with an error (%(status)d).") % {"status": answer.status})
    kept = {"etag": answer.headers.get("etag", "")[:500], "modified": answer.headers.get("last-modified", "")[:100]}
    return answer.body, kept


def _from_address(calendar: Calendar, *, as_of: datetime) -> Fetched:
    """A file is read whole, again from the first day: people who became contacts since are found in it. Unchanged, once
    a day, for the repetitions that a new day brings into view."""
    fresh = _is_due(calendar.state.get("whole_at"), as_of, timedelta(days=1))
    body, kept = fetch_text(calendar.secret("address"), {} if fresh else calendar.state)
    state = {**calendar.state, **kept}
    if body is None:
        return Fetched(None, calendar.since, state)
    return Fetched([cut(body)], calendar.since, {**state, "whole_at": as_of.isoformat()})


def _from_server(calendar: Calendar, *, as_of: datetime) -> Fetched:
    server = Server(calendar.place, Account(calendar.username, calendar.secret("password")))
    mark = _mark(server, calendar.place)
    everything = _is_due(calendar.state.get("whole_at"), as_of, WHOLE_EVERY)
    a_day_on = _is_due(calendar.state.get("read_at"), as_of, timedelta(days=1))
    if mark and mark == calendar.state.get("mark") and not everything and not a_day_on:
        return Fetched(None, calendar.since, calendar.state)
    since = calendar.since if everything else max(calendar.since, (as_of - AGAIN_FROM).date())
    state = {**calendar.state, "mark": mark, "read_at": as_of.isoformat()}
    if everything:
        state["whole_at"] = as_of.isoformat()
    pieces = _slices(server, calendar, since, as_of)
    return Fetched(pieces, since, state)


def _mark(server: Server, url: str) -> str:
    """What changes whenever anything in the calendar does; "" where the server has nothing of the kind."""
    found = server.properties(url, "s:getctag", "d:sync-token")
    return next(
        (said for one in found for name in (f"{SERVER}getctag", f"{DAV}sync-token") if (said := one.text(name))), ""
    )


def _slices(server: Server, calendar: Calendar, since: date, as_of: datetime) -> list[Split]:
    """A series is told in each slice it touches: the first telling is all of it."""
    start = datetime.combine(since, time(), ZoneInfo("UTC")) - timedelta(days=1)
    end = as_of.astimezone(UTC) + AHEAD
    texts: dict[str, None] = {}
    while start < end:
        until = min(start + SLICE, end)
        texts |= dict.fromkeys(server.events(calendar.place, _spelt(start), _spelt(until)))
        start = until
        if sum(map(len, texts)) > MOST_BYTES:
            raise CalendarTrouble(_("The calendar is larger than 30 MB; take a later first day."), needs_care=True)
    return [cut(text.encode("utf-8", "replace")) for text in texts]


def _spelt(moment: datetime) -> str:
    return moment.strftime("%Y%m%dT%H%M%SZ")


def _is_due(before: str | None, as_of: datetime, every: timedelta) -> bool:
    return before is None or datetime.fromisoformat(before) <= as_of - every

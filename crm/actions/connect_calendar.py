"""Connect a calendar: look at it first, then keep where it is and what may be shown of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from crm.actions.disconnect import kept_if_same
from crm.calendars.dav import Account, Server
from crm.calendars.discovering import FoundCalendar, find_calendars
from crm.calendars.fetching import fetch_text, web_address
from crm.calendars.people import people_at
from crm.calendars.reading import cut
from crm.calendars.splitting import MOST_BYTES
from crm.calendars.trouble import CalendarTrouble
from crm.errors import Conflict, Refusal
from crm.jobs import queue_calendar
from crm.models import Calendar, CalendarKind, Shown, Staff
from crm.outgoing import NotReached
from crm.outgoing.requests import web_address as parsed

USUAL_SINCE = timedelta(days=365)
LONGEST_SINCE = timedelta(days=3660)
MOST_MARKS = 100


@dataclass(frozen=True)
class Tried:
    """`calendars`: those of a server, to choose from. Of a file at an address: what it calls itself, how many events
    it has, and how many people in it `staff` knows."""

    calendars: tuple[FoundCalendar, ...] = ()
    name: str = ""
    events: int = 0
    people: int = 0


def try_calendar(*, staff: Staff, kind: str, address: str, username: str = "", password: str = "") -> Tried:
    """What is there, with nothing kept. Refusal says why nothing is."""
    if not address.strip():
        raise Refusal(address=_("Give its address."))
    try:
        if kind == CalendarKind.CALDAV:
            return Tried(tuple(find_calendars(address, Account(username.strip(), password))))
        body, _state = fetch_text(web_address(address), {})
        found = cut(body or b"")
    except (CalendarTrouble, NotReached) as trouble:
        field = "password" if getattr(trouble, "no_entry", False) and kind == CalendarKind.CALDAV else "address"
        raise Refusal(**{field: str(trouble)}) from trouble
    known = people_at({address for one in found.series.values() for address in one.people} - {staff.email}, staff)
    return Tried(name=found.name, events=found.events, people=len({one.pk for one in known.values()}))


@transaction.atomic
def connect_calendar(
    *,
    staff: Staff,
    kind: str,
    as_of: datetime,
    address: str = "",
    name: str = "",
    username: str = "",
    password: str = "",
    file: bytes | None = None,
    shows: str = Shown.TITLES,
    own_addresses: Collection[str] = (),
    private_marks: Collection[str] = (),
    since: date | None = None,
) -> Calendar:
    """Read as soon as a worker is free. `address`: of the calendar itself, or of the file; of an uploaded `file` its
    name. `since`: nothing before is taken; a year back if not given."""
    calendar = Calendar(staff=staff, kind=kind, username=username.strip(), shows=shows)
    calendar.since = since or (staff.today(as_of) - USUAL_SINCE)
    calendar.own_addresses, calendar.private_marks = list(own_addresses), list(private_marks)
    _keep_place(calendar, address, password, file)
    calendar.name = name.strip() or calendar.place[:200]
    calendar.next_check_at = as_of
    check_calendar_record(calendar, as_of)
    calendar.save()
    kept_if_same(calendar)
    queue_calendar(calendar.pk)
    return calendar


def _keep_place(calendar: Calendar, address: str, password: str, file: bytes | None) -> None:
    if calendar.kind not in CalendarKind.values:
        raise Refusal(kind=_("Say what it is: caldav, address or file."))
    if calendar.kind == CalendarKind.FILE:
        _keep_file(calendar, address, file)
    elif not address.strip():
        raise Refusal(address=_("Give its address."))
    else:
        keep_address(calendar, address, password)
    same = Calendar.objects.connected().filter(staff=calendar.staff, kind=calendar.kind, place=calendar.place)
    for other in same.exclude(kind=CalendarKind.FILE):
        if calendar.kind == CalendarKind.CALDAV or other.secret("address") == calendar.secret("address"):
            raise Conflict(address=_("You have connected this calendar: “%(name)s”.") % {"name": other}, existing=other)


def _keep_file(calendar: Calendar, name: str, file: bytes | None) -> None:
    if not file:
        raise Refusal(file=_("Choose an .ics file."))
    if len(file) > MOST_BYTES:
        raise Refusal(file=_("The calendar is larger than 30 MB; export a part of it."))
    if b"BEGIN:VCALENDAR" not in file[:100_000].upper().replace(b"\x00", b""):
        raise Refusal(file=_("There is no calendar: it should begin with BEGIN:VCALENDAR."))
    calendar.place, calendar.data = (name.strip() or "calendar.ics")[:2000], file


def keep_address(calendar: Calendar, address: str, password: str) -> None:
    """The address of a file lets everybody in who has it, so it is sealed like a password; its host is shown."""
    url = web_address(address)
    try:
        host = parsed(url).host
        if calendar.kind == CalendarKind.CALDAV:
            Server(url, Account(calendar.username, password))  # refuses an unencrypted line
    except (NotReached, CalendarTrouble) as trouble:
        raise Refusal(address=str(trouble)) from trouble
    if calendar.kind == CalendarKind.CALDAV:
        if not password:
            raise Refusal(password=_("Give the password, or an app password of this account."))
        calendar.place = url
        calendar.keep_secrets(password=password)
    else:
        calendar.place = host
        calendar.keep_secrets(address=url)


def check_calendar_record(calendar: Calendar, as_of: datetime) -> None:
    """Refuse what cannot be kept."""
    calendar.own_addresses = _tidy(calendar.own_addresses)
    calendar.private_marks = _tidy(calendar.private_marks)
    if any("@" not in address for address in calendar.own_addresses):
        raise Refusal(own_addresses=_("These are your e-mail addresses, such as alice@example.org."))
    if len(calendar.private_marks) > MOST_MARKS or len(calendar.own_addresses) > MOST_MARKS:
        raise Refusal(private_marks=_("A hundred are the most."))
    today = calendar.staff.today(as_of)
    if not today - LONGEST_SINCE <= calendar.since <= today:
        raise Refusal(since=_("Choose a first day within the last ten years."))
    calendar.check_fields()


def _tidy(words: Collection[str]) -> list[str]:
    return list(dict.fromkeys(word.strip() for word in words if word.strip()))

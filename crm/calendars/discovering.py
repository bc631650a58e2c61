"""Which calendars somebody has on a CalDAV server, from any address of it (RFC 6764 and 5397)."""

from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from django.utils.translation import gettext as _

from crm.calendars.dav import CALDAV, DAV, Account, Found, Server
from crm.calendars.trouble import CalendarTrouble
from crm.outgoing import Guard

MOST = 100


@dataclass(frozen=True)
class FoundCalendar:
    """`own_addresses`: as the server knows its owner."""

    url: str
    name: str
    own_addresses: tuple[str, ...] = ()


def find_calendars(address: str, account: Account, *, guard: Guard | None = None) -> list[FoundCalendar]:
    """Those that hold events. CalendarTrouble or NotReached; never empty."""
    address = address.strip()
    address = address if "://" in address else f"https://{address}"
    server = Server(address, account, guard=guard)
    start = _start(server, address)
    if _is_calendar(start):
        return [_named(start, ())]
    home, own = _home(server, start)
    found = [one for one in server.properties(home, *_OF_A_CALENDAR, depth=1) if _is_calendar(one)]
    if not found:
        raise CalendarTrouble(_("There is an account, and no calendar in it."), needs_care=True)
    return [_named(one, own) for one in found[:MOST]]


_OF_A_CALENDAR = ("d:resourcetype", "d:displayname", "c:supported-calendar-component-set")
_OF_A_PERSON = ("d:current-user-principal", "c:calendar-home-set", "c:calendar-user-address-set")


def _start(server: Server, address: str) -> Found:
    """What answers at the address; where nothing of CalDAV does, at the place where it is usually announced."""
    announced = urljoin(address, "/.well-known/caldav")
    places = [address] if urlsplit(address).path.strip("/") else [announced, address]
    places = [*places, announced] if announced not in places else places
    trouble = None
    for place in places:
        try:
            found = server.properties(place, *_OF_A_CALENDAR, *_OF_A_PERSON)
        except CalendarTrouble as error:
            if error.no_entry:
                raise
            trouble = trouble or error
            continue
        if found:
            return found[0]
    raise trouble or CalendarTrouble(_("There is no calendar at this address."), needs_care=True)


def _home(server: Server, start: Found) -> tuple[str, tuple[str, ...]]:
    """Where the person's calendars lie, and the addresses they are invited by."""
    person = start
    for principal in start.hrefs(f"{DAV}current-user-principal")[:1]:
        with suppress(CalendarTrouble):  # the first answer may know the home by itself
            person = next(iter(server.properties(urljoin(start.url, principal), *_OF_A_PERSON)), start)
    for one in (person, start):
        if homes := one.hrefs(f"{CALDAV}calendar-home-set"):
            said = one.hrefs(f"{CALDAV}calendar-user-address-set")
            own = tuple(name[7:].lower() for name in said if name.lower().startswith("mailto:"))
            return urljoin(one.url, homes[0]), own
    return start.url, ()


def _is_calendar(found: Found) -> bool:
    if not found.has(f"{DAV}resourcetype", f"{CALDAV}calendar"):
        return False
    kinds = found.properties.get(f"{CALDAV}supported-calendar-component-set")
    named = [] if kinds is None else [one.get("name", "") for one in kinds.iter(f"{CALDAV}comp")]
    return not named or "VEVENT" in named


def _named(found: Found, own: tuple[str, ...]) -> FoundCalendar:
    fallback = urlsplit(found.url).path.rstrip("/").rpartition("/")[2] or _("Calendar")
    return FoundCalendar(found.url, (found.text(f"{DAV}displayname") or fallback)[:200], own)

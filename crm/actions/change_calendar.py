"""Change what is read of a connected calendar and shown of it, and look at once. Only whose it is."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from crm.actions.connect_calendar import check_calendar_record, keep_address
from crm.actions.pause_connection import require_own_connection
from crm.calendars.showing import show_less
from crm.errors import Conflict, Refusal
from crm.jobs import queue_calendar
from crm.models import Calendar, CalendarKind, Shown, Staff

CHANGEABLE = frozenset({"name", "shows", "own_addresses", "private_marks", "since", "address", "username", "password"})
_LESS = {Shown.EVERYTHING: 2, Shown.TITLES: 1, Shown.HAPPENED: 0}


@transaction.atomic
def change_calendar(*, staff: Staff, calendar: Calendar, as_of: datetime, **changes: Any) -> Calendar:
    """`changes` among CHANGEABLE. Where less is to be shown from now on, what was stored before goes, too."""
    require_own_connection(staff, calendar)
    if unknown := changes.keys() - CHANGEABLE:
        raise Refusal(**dict.fromkeys(unknown, _("This cannot be changed.")))
    shown = Shown(calendar.shows)
    _change_way(calendar, **{name: changes.pop(name, "") for name in ("address", "username", "password")})
    for name, value in changes.items():
        setattr(calendar, name, value.strip() if isinstance(value, str) else value)
    check_calendar_record(calendar, as_of)
    calendar.state, calendar.failures, calendar.next_check_at = {}, 0, as_of
    calendar.save()
    if _LESS[Shown(calendar.shows)] < _LESS[shown]:
        show_less(calendar)
    if calendar.kind != CalendarKind.FILE and calendar.paused_at is None:
        queue_calendar(calendar.pk)
    return calendar


def _change_way(calendar: Calendar, *, address: str, username: str, password: str) -> None:
    """A password is entered again when it would go to another place: else whoever may change an address could have it
    sent to their own."""
    if not (address or username or password):
        return
    if calendar.kind == CalendarKind.FILE:
        raise Refusal(address=_("A file has no address; load the newer one as another calendar."))
    calendar.username = username.strip() or calendar.username
    if calendar.kind == CalendarKind.CALDAV and not password:
        raise Refusal(password=_("Enter this again: it would now go to another address."))
    keep_address(calendar, address or calendar.place or "", password)


@transaction.atomic
def check_calendar_now(*, staff: Staff, calendar: Calendar) -> bool:
    """As soon as a worker is free; False when it waits for that already."""
    require_own_connection(staff, calendar)
    if calendar.paused_at is not None:
        raise Conflict(_("This calendar is paused; resume it first."))
    return queue_calendar(calendar.pk)

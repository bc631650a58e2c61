"""Look at one calendar once: fetch, join, log what took place, and note how it went and when to look again."""

import logging
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from crm.calendars.fetching import fetch_calendar
from crm.calendars.joining import take_in
from crm.calendars.reading import cut
from crm.calendars.settling import settle
from crm.calendars.trouble import CalendarTrouble
from crm.models import Calendar, CalendarKind, Meeting, MeetingState
from crm.outgoing import NotReached, Reason
from crm.sealing import SealBroken

USUALLY = timedelta(minutes=15)
FIRST_BACK_OFF, LONGEST_BACK_OFF = timedelta(minutes=5), timedelta(hours=24)
LEASE = timedelta(minutes=30)  # a look that was asked for and never came back is asked for again
AT_ONCE = 500
log = logging.getLogger(__name__)


def check_calendar(calendar: Calendar, *, as_of: datetime) -> None:
    """Trouble is no error here: the calendar says what it was. What ended is logged only once the calendar was asked,
    for it may have been called off in the last minute."""
    try:
        _look(calendar, as_of)
    except (CalendarTrouble, NotReached, SealBroken) as trouble:
        note_trouble(calendar, trouble, as_of=as_of)
    except Exception:
        log.exception("Calendar %s stumbled", calendar.pk)
        unforeseen = CalendarTrouble(_("Something unforeseen happened here while reading it; the log says what."))
        note_trouble(calendar, unforeseen, as_of=as_of)


def _look(calendar: Calendar, as_of: datetime) -> None:
    if calendar.kind == CalendarKind.FILE:
        _read_file(calendar, as_of)
        settle(calendar, as_of=as_of)
        return
    found = fetch_calendar(calendar, as_of=as_of)
    changes: dict[str, Any] = {"state": found.state}
    with transaction.atomic():
        if found.pieces is not None:
            joined = take_in(calendar, found.pieces, since=found.since, whole=True, as_of=as_of)
            changes |= {"found_as": joined.name[:300]}
            if found.since == calendar.since:
                changes["left_out"] = dict(joined.left_out)
        changes |= {"health": "", "is_well": True, "failures": 0, "checked_at": as_of}
        changes["next_check_at"] = as_of + jittered(USUALLY, calendar)
        # Asked only of the version it was read with: somebody may have given it another address meanwhile.
        Calendar.objects.filter(pk=calendar.pk, version=calendar.version).update(**changes)
    settle(calendar, as_of=as_of)


@transaction.atomic
def _read_file(calendar: Calendar, as_of: datetime) -> None:
    """Once: what it lacks was not called off, for it may be a part of a calendar. The file itself is not kept."""
    if calendar.data is None:
        return
    joined = take_in(calendar, [cut(bytes(calendar.data))], since=calendar.since, whole=False, as_of=as_of)
    Calendar.objects.filter(pk=calendar.pk).update(
        data=None,
        left_out=dict(joined.left_out),
        found_as=joined.name[:300],
        health="",
        is_well=True,
        checked_at=as_of,
        next_check_at=None,
    )


def note_trouble(calendar: Calendar, trouble: Exception, *, as_of: datetime) -> None:
    """In words, and when to try again: as the server says, else later each time."""
    pause = min(FIRST_BACK_OFF * 2 ** min(calendar.failures, 12), LONGEST_BACK_OFF)
    hopeless = isinstance(trouble, NotReached) and trouble.reason in (Reason.ADDRESS, Reason.PRIVATE)
    if isinstance(trouble, SealBroken) or hopeless or getattr(trouble, "needs_care", False):
        pause = LONGEST_BACK_OFF  # time alone will not mend it
    wait = getattr(trouble, "wait", None) or jittered(pause, calendar)
    Calendar.objects.filter(pk=calendar.pk, version=calendar.version).update(
        health=str(trouble),
        is_well=False,
        failures=F("failures") + 1,
        checked_at=as_of,
        next_check_at=as_of + max(wait, timedelta(seconds=30)),
    )


def jittered(pause: timedelta, calendar: Calendar) -> timedelta:
    """A tenth more or less: those of one server that failed together must not come back together."""
    part = crc32(f"{calendar.pk}:{calendar.failures}".encode()) / 2**32
    return pause * (0.9 + 0.2 * part)


def due(as_of: datetime) -> "QuerySet[Calendar]":
    """Those to look at: by their own time, and those with a meeting that ended since the last look."""
    ended = Meeting.objects.filter(calendar=OuterRef("pk"), state=MeetingState.AHEAD, ends_at__lte=as_of)
    unseen = Exists(ended.filter(Q(calendar__kind=CalendarKind.FILE) | Q(calendar__checked_at__lt=F("ends_at"))))
    looked_at = Q(next_check_at__lte=as_of) & ~Q(kind=CalendarKind.FILE)
    return (
        Calendar.objects.connected()
        .filter(staff__left_on=None)
        .filter(looked_at | Q(unseen, is_well=True), paused_at=None)
    )


@transaction.atomic
def take_due(*, as_of: datetime) -> list[int]:
    """Ids of those that are due now, handed to one caller only."""
    found = list(due(as_of).order_by("next_check_at", "pk").select_for_update(skip_locked=True, of=("self",))[:AT_ONCE])
    ids = [calendar.pk for calendar in found]
    # Should the job get lost, it is due again after a while; what came of it sets the real time.
    Calendar.objects.filter(pk__in=ids).exclude(kind=CalendarKind.FILE).update(next_check_at=as_of + LEASE)
    return ids

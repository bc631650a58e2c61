"""What took place is logged, once, after it ended."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from crm.actions.log_many import log_many
from crm.calendars.withdrawing import external_id
from crm.errors import Conflict, Refusal
from crm.models import Calendar, Direction, Interaction, Kind, Meeting, MeetingState, Staff, WhyNot

AT_ONCE = 500


def settle(calendar: Calendar, *, as_of: datetime) -> int:
    """How many were logged. What nobody answered waits for a person to say whether it took place."""
    ended = calendar.meetings.filter(state=MeetingState.AHEAD, ends_at__lte=as_of)
    with transaction.atomic():
        ended.filter(why_not=WhyNot.UNANSWERED).update(state=MeetingState.UNSURE)
    logged = 0
    while some := _settle_some(calendar.staff, ended.filter(why_not=""), as_of):
        logged += some
    return logged


@transaction.atomic
def _settle_some(staff: Staff, ended: "QuerySet[Meeting]", as_of: datetime) -> int:
    due = list(ended.select_for_update(of=("self",)).select_related("contact").order_by("starts_at", "pk")[:AT_ONCE])
    log_meetings(staff, due, as_of=as_of)
    return len(due)


def log_meetings(staff: Staff, meetings: Sequence[Meeting], *, as_of: datetime) -> None:
    """Those that somebody logged by hand are linked to what they logged."""
    if not meetings:
        return
    by_hand = _logged_by_hand(staff, meetings)
    rest = []
    for meeting in meetings:
        meeting.interaction = by_hand.pop((meeting.contact_id, staff.today(meeting.starts_at)), None)
        if meeting.interaction is None:
            rest.append(meeting)
    answers = log_many(staff=staff, entries=[entry(meeting) for meeting in rest], as_of=as_of)
    for meeting, answer in zip(rest, answers, strict=True):
        _note(meeting, answer)
    for meeting in meetings:
        if meeting.interaction is not None:
            meeting.state, meeting.why_not = MeetingState.TAKEN, ""
    Meeting.objects.bulk_update(meetings, ["interaction", "state", "why_not"])


def entry(meeting: Meeting) -> dict[str, Any]:
    """What `log_many` takes."""
    parts = (meeting.title, meeting.place, meeting.notes)
    return {
        "contact": meeting.contact,
        "channel": meeting.channel,
        "direction": Direction.MUTUAL,
        "kind": meeting.kind,
        "occurred_at": meeting.starts_at,
        "text": "\n\n".join(part for part in parts if part),
        "external_id": external_id(meeting),
    }


def _note(meeting: Meeting, answer: Interaction | Refusal) -> None:
    if isinstance(answer, Interaction):
        meeting.interaction = answer
    elif isinstance(answer, Conflict) and isinstance(answer.existing, Interaction):
        meeting.interaction = answer.existing
    else:
        meeting.state, meeting.why_not = MeetingState.LEFT_OUT, WhyNot.REFUSED


def _logged_by_hand(staff: Staff, meetings: Iterable[Meeting]) -> dict[tuple[int, date], Interaction]:
    """Meetings and calls without an identity, by contact and day."""
    days = [meeting.starts_at for meeting in meetings]
    found = Interaction.objects.standing().filter(
        staff=staff,
        contact__in={meeting.contact_id for meeting in meetings},
        direction=Direction.MUTUAL,
        kind__in=(Kind.MEETING, Kind.CALL),
        external_id="",
        occurred_at__range=(min(days) - timedelta(days=2), max(days) + timedelta(days=2)),
        meetings=None,
    )
    return {(one.contact_id, staff.today(one.occurred_at)): one for one in found}

"""What was logged of a meeting follows it: to its new time, or away. History keeps what was; what somebody logged or
changed by hand stays as they put it."""

from contextlib import suppress
from datetime import datetime

from crm.actions.edit_interaction import delete_interaction, edit_interaction, void_interaction
from crm.errors import Refusal
from crm.models import Meeting, MeetingState, WhyNot


def external_id(meeting: Meeting) -> str:
    """What identifies the exchange it becomes: the UID, and which of a series."""
    return f"{meeting.uid}/{meeting.recurrence}" if meeting.recurrence else meeting.uid


def move_exchange(meeting: Meeting, *, was: datetime, as_of: datetime) -> None:
    """To when it really took place; `was`: where the calendar had it before."""
    exchange = meeting.interaction
    if exchange is None or exchange.occurred_at != was or exchange.external_id != external_id(meeting):
        return
    told = {"occurred_at": meeting.starts_at, "kind": meeting.kind, "channel": meeting.channel}
    with suppress(Refusal):  # they are in the trash, or it was voided: nothing to move
        edit_interaction(staff=meeting.staff, interaction=exchange, as_of=as_of, **told)


def withdraw(meeting: Meeting, *, why: str, as_of: datetime) -> None:
    """It did not take place after all. `why`: a WhyNot; "" where it is still to come. The caller saves the meeting."""
    exchange = meeting.interaction
    if exchange is not None and exchange.external_id == external_id(meeting) and exchange.voided_at is None:
        _take_out(meeting, as_of)
    meeting.why_not = why
    meeting.state = MeetingState.AHEAD if not why else _state(why)


def _state(why: str) -> MeetingState:
    return MeetingState.CANCELLED if why == WhyNot.CANCELLED else MeetingState.LEFT_OUT


def _take_out(meeting: Meeting, as_of: datetime) -> None:
    exchange = meeting.interaction
    if exchange is None:
        return
    try:
        delete_interaction(staff=meeting.staff, interaction=exchange, as_of=as_of)
        meeting.interaction = None
    except Refusal:  # something rests on it
        reason = "The calendar says that it did not take place then."
        with suppress(Refusal):
            void_interaction(staff=meeting.staff, interaction=exchange, reason=reason, as_of=as_of)

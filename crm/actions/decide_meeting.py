"""Did it take place? Where the calendar cannot tell, a person says so."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from crm.access import require_contact
from crm.calendars.settling import log_meetings
from crm.calendars.withdrawing import withdraw
from crm.errors import Conflict, Refusal
from crm.models import Meeting, MeetingState, Staff, WhyNot


@transaction.atomic
def decide_meeting(*, staff: Staff, meeting: Meeting, met: bool, as_of: datetime) -> Meeting:
    """Met: logged like any other. Not met: left out, whatever the calendar says later."""
    _require_own(staff, meeting)
    if meeting.ends_at > as_of:
        raise Conflict(_("It is still to come."))
    if meeting.state == MeetingState.TAKEN:
        raise Conflict(_("It is logged already."))
    if not met:
        meeting.state, meeting.why_not = MeetingState.LEFT_OUT, WhyNot.NOT_MET
        meeting.save()
        return meeting
    log_meetings(staff, [meeting], as_of=as_of)
    if meeting.state != MeetingState.TAKEN:
        raise Refusal(_("It could not be logged; log it by hand."))
    return meeting


@transaction.atomic
def undecide_meeting(*, staff: Staff, meeting: Meeting, as_of: datetime) -> Meeting:
    """Ask again: what was logged of it is taken out."""
    _require_own(staff, meeting)
    withdraw(meeting, why=WhyNot.UNANSWERED, as_of=as_of)
    meeting.state = MeetingState.UNSURE
    meeting.save()
    return meeting


def _require_own(staff: Staff, meeting: Meeting) -> None:
    if meeting.staff_id != staff.pk:
        raise Refusal(_("There is no such meeting."))
    require_contact(staff, meeting.contact)

"""The live checklist of an ask that is being written."""

from datetime import datetime

from crm.access import require_contact
from crm.models import Campaign, Contact, Staff
from crm.readiness.cases import cases_of
from crm.readiness.message import Because, Message
from crm.readiness.message import judge_message as judge
from crm.readiness.message import possible_channels as possible
from crm.readiness.question import pose
from crm.readiness.verdict import Verdict


def judge_message(
    *,
    staff: Staff,
    contact: Contact,
    campaign: Campaign,
    channel: str,
    text: str,
    because: Because | None,
    as_of: datetime,
) -> list[Verdict]:
    """The verdicts personal, because, channel for a text as it stands. Nothing is written."""
    require_contact(staff, contact)
    case = cases_of(contact, [pose(staff=staff, campaign=campaign, as_of=as_of)])[0]
    message = Message(channel=channel, text=text, because=because)
    return judge(message, case=case, contact=contact, staff=staff, campaign=campaign, as_of=as_of)


def possible_channels(*, staff: Staff, contact: Contact, campaign: Campaign, as_of: datetime) -> list[str]:
    """Channels on which this ask may be made, sorted; empty when there is none yet."""
    require_contact(staff, contact)
    return sorted(possible(cases_of(contact, [pose(staff=staff, campaign=campaign, as_of=as_of)])[0]))

"""The live checklist of an ask that is being written."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from crm.access import require_contact
from crm.genuine.elsewhere import Copies, copies_of, copies_of_sent
from crm.genuine.greeted import misgreeted
from crm.genuine.marking import Part, marked
from crm.genuine.wording import names_around
from crm.models import Campaign, Contact, Interaction, Staff
from crm.readiness.assessment import Readiness
from crm.readiness.assessment import judge as judge_readiness
from crm.readiness.case import Case
from crm.readiness.cases import cases_of
from crm.readiness.message import Because, Message, ask_words, cite
from crm.readiness.message import judge_message as judge
from crm.readiness.message import possible_channels as possible
from crm.readiness.overriding import may_be_overridden
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
    return _judged(message, case, contact, staff, campaign, as_of)


def _judged(
    message: Message, case: Case, contact: Contact, staff: Staff, campaign: Campaign, as_of: datetime
) -> list[Verdict]:
    cited = cite(message.because, contact=contact)
    return judge(message, cited=cited, case=case, contact=contact, staff=staff, campaign=campaign, as_of=as_of)


def possible_channels(*, staff: Staff, contact: Contact, campaign: Campaign, as_of: datetime) -> list[str]:
    """Channels on which this ask may be made, sorted; empty when there is none yet."""
    require_contact(staff, contact)
    return sorted(possible(cases_of(contact, [pose(staff=staff, campaign=campaign, as_of=as_of)])[0]))


def doubts(*, staff: Staff, contact: Contact, text: str) -> list[str]:
    """What may be right and is worth a second look; it stops nobody."""
    require_contact(staff, contact)
    greeted = misgreeted(text, contact=contact, staff=staff)
    if greeted is None or greeted.whose:
        return []
    said = {"greeted": greeted.name, "name": contact.name}
    return [_("It greets %(greeted)s and goes to %(name)s. Is that what they are called?") % said]


@dataclass(frozen=True)
class Beside:
    """The near-copy that a text is: to be shown beside it. Without `to` it is not for the writer's eyes."""

    to: Contact | None
    at: datetime | None
    parts: list[Part]


@dataclass(frozen=True)
class Checklist:
    """An ask as it stands while it is being written."""

    readiness: Readiness
    message: list[Verdict]
    doubts: list[str]
    beside: Beside | None

    @property
    def may_send(self) -> bool:
        return self.readiness.unlocked and all(verdict.met for verdict in self.message)

    def may_go(self, staff: Staff, override_reason: str) -> bool:
        """Whether it may leave the house: as it is, or locked by a manager's written reason."""
        lacking = [*self.readiness.missing, *(verdict for verdict in self.message if not verdict.met)]
        overridden = staff.is_manager and bool(override_reason.strip()) and may_be_overridden(self.readiness, lacking)
        return self.may_send or overridden


def check_ask(
    *,
    staff: Staff,
    contact: Contact,
    campaign: Campaign,
    channel: str,
    text: str,
    because: Because | None,
    as_of: datetime,
    subject: str = "",
) -> Checklist:
    """All that opening it now would look at. Nothing is written."""
    require_contact(staff, contact)
    case = cases_of(contact, [pose(staff=staff, campaign=campaign, as_of=as_of)])[0]
    message = Message(channel=channel, text=text, because=because, subject=subject)
    return Checklist(
        readiness=judge_readiness(case),
        message=_judged(message, case, contact, staff, campaign, as_of),
        doubts=doubts(staff=staff, contact=contact, text=text),
        beside=copy_beside(staff=staff, contact=contact, campaign=campaign, text=text, as_of=as_of),
    )


def copy_beside(*, staff: Staff, contact: Contact, campaign: Campaign, text: str, as_of: datetime) -> Beside | None:
    """What went to somebody else within 90 days that the text is a near-copy of, with the shared parts marked; None
    when there is nothing like it."""
    require_contact(staff, contact)
    words = ask_words(text, contact=contact, staff=staff, campaign=campaign)
    found = copies_of(words, contact=contact, reader=staff, since=as_of, until=as_of)
    return _beside(found, text, contact=contact, staff=staff, facts=campaign.facts)


def sent_beside(*, staff: Staff, interaction: Interaction) -> Beside | None:
    """The same for a message that was sent."""
    require_contact(staff, interaction.contact)
    found = copies_of_sent(interaction, reader=staff)
    return _beside(found, interaction.text, contact=interaction.contact, staff=interaction.staff, facts="")


def _beside(found: Copies, text: str, *, contact: Contact, staff: Staff, facts: str) -> Beside | None:
    if not found.exist:
        return None
    if found.shown is None:
        return Beside(to=None, at=None, parts=[])
    names = (*names_around(contact, staff), found.shown.contact.name, found.shown.contact.organization)
    return Beside(
        to=found.shown.contact, at=found.shown.at, parts=marked(found.shown.text, text, names=names, facts=facts)
    )

"""Open an ask: lock the person, judge, write; or say exactly what is missing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from crm.access import require_contact
from crm.actions.lock_person import lock_person
from crm.errors import AskLocked, Conflict, NotAllowed, Refusal
from crm.genuine.copies import rejudge_copies
from crm.genuine.kept import keep_wording
from crm.mailing.queue import hand_over, require_sendable
from crm.memory import look_back
from crm.models import Ask, Campaign, Candidate, Contact, Draft, Invitation, LetterKind, Staff
from crm.readiness import Readiness
from crm.readiness.assessment import judge
from crm.readiness.case import Case
from crm.readiness.cases import cases_of
from crm.readiness.facts import refresh
from crm.readiness.message import Because, Message, ask_words, cite, judge_message
from crm.readiness.overriding import may_be_overridden
from crm.readiness.policy import THRESHOLDS
from crm.readiness.question import pose
from crm.readiness.remembered import remember
from crm.readiness.stage import Stage
from crm.readiness.verdict import Verdict
from crm.readiness.wording import on

__all__ = ["Because", "open_ask", "record_ask"]


@dataclass(frozen=True)
class _Judged:
    readiness: Readiness
    message: list[Verdict]
    case: Case
    cited: Because | None  # the reason, as it reads now

    @property
    def missing(self) -> list[Verdict]:
        return [*self.readiness.missing, *(verdict for verdict in self.message if not verdict.met)]

    @property
    def is_open(self) -> bool:
        return self.readiness.stage == Stage.READY and not self.missing

    def kept(self) -> dict[str, Any]:
        """What the ask remembers of its judgement."""
        policy = {name: getattr(self.case.question.policy, name) for name in THRESHOLDS}
        criteria = [
            {name: value for name, value in v._asdict().items() if name not in ("sentence", "next_step", "by_time_on")}
            for v in (*self.readiness.criteria, *self.message)
        ]
        return {
            "stage": self.readiness.stage.value,
            "policy": policy,
            "criteria": criteria,
            "facts": remember(self.case),
        }


def open_ask(
    *,
    staff: Staff,
    contact: Contact,
    campaign: Campaign,
    channel: str,
    text: str,
    as_of: datetime,
    because: Because | None = None,
    override_reason: str = "",
    already_made: bool = False,
    asked_at: datetime | None = None,
    subject: str = "",
    send: bool = False,
) -> Ask:
    """Raises AskLocked with the stage and all that is missing; Refusal for what cannot be.

    `already_made` records one that was made elsewhere at `asked_at`: a fact, always taken. `send` has our mail server
    send it; without, whoever asks has sent it by their own means."""
    message = Message(channel=channel, text=text, because=because, subject=subject.strip())
    if already_made:
        if send:
            raise Refusal(send=_("It was made already; there is nothing to send."))
        return record_ask(
            staff=staff, contact=contact, campaign=campaign, message=message, asked_at=asked_at, as_of=as_of
        )
    if asked_at is not None:
        raise Refusal(asked_at=_("Only an ask that was made already has a date; leave it out."))
    try:
        return _open(staff, contact, campaign, message, override_reason.strip(), as_of, send)
    except (DatabaseError, OperationalError) as error:
        if not _is_the_gate(error):
            raise
        # Somebody was quicker: tell what stands now.
        judged = _judge(staff, contact, campaign, message, as_of=as_of)
        if judged.missing:
            raise AskLocked(judged.readiness.stage, judged.missing) from error
        raise Conflict(_("Somebody here asked them at the same moment; look again.")) from error


def _is_the_gate(error: DatabaseError) -> bool:
    """Exclusion violation, the gate's check violation, or a deadlock with a colleague's ask."""
    return getattr(error.__cause__, "sqlstate", None) in ("23P01", "23514", "40P01")


@transaction.atomic
def _open(
    staff: Staff, contact: Contact, campaign: Campaign, message: Message, override: str, as_of: datetime, send: bool
) -> Ask:
    require_contact(staff, contact)
    _hold(contact)
    _require_live(_as_it_stands(campaign), staff, as_of)
    look_back(as_of=as_of)
    judged = _judge(staff, contact, campaign, message, as_of=as_of)
    overridden = _overridden(judged, staff, override)
    if not judged.is_open and not overridden:
        raise AskLocked(judged.readiness.stage, judged.missing)
    ask = _ask(staff, contact, campaign, message, as_of, judged.cited)
    ask.earned, ask.judged = judged.is_open, judged.kept()
    if overridden:
        ask.override_reason, ask.overridden_by = override, staff
    ask.check_fields()
    ask.save()
    if judged.case.invited:
        Invitation.objects.filter(pk=judged.case.invited["id"]).update(used_by=ask, updated_at=Now())
    _put_on_shortlist(ask)
    if send:
        require_sendable(contact=contact, channel=message.channel, subject=message.subject)
        hand_over(ask, LetterKind.ASK, as_of)
    Draft.objects.filter(staff=staff, contact=contact, campaign=campaign).delete()
    _bring_up_to_date(ask)
    return ask


def _hold(contact: Contact) -> None:
    """Nobody else decides about the person meanwhile; somebody may have erased, merged or trashed them just before."""
    if contact.pk not in lock_person(contact):
        raise Refusal(contact=_("There is no such contact any more; somebody removed or merged it just now."))


def _as_it_stands(campaign: Campaign) -> Campaign:
    """Read anew and held: somebody may have ended it a second ago, or be about to."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT status, starts_on, ends_on FROM crm_campaign WHERE id = %s FOR SHARE", [campaign.pk])
        row = cursor.fetchone()
    if row is None:
        raise Refusal(campaign=_("There is no such campaign any more."))
    campaign.status, campaign.starts_on, campaign.ends_on = row
    return campaign


def _require_live(campaign: Campaign, staff: Staff, as_of: datetime) -> None:
    today = staff.today(as_of)
    if campaign.is_live(today):
        return
    if campaign.ends_on and campaign.ends_on < today:
        raise Refusal(
            campaign=_("This campaign ended on %(day)s; nobody is asked for it any more.")
            % {"day": on(campaign.ends_on)}
        )
    if campaign.starts_on and campaign.starts_on > today:
        raise Refusal(
            campaign=_("This campaign starts on %(day)s; ask from then on.") % {"day": on(campaign.starts_on)}
        )
    raise Refusal(
        campaign=_("This campaign is %(status)s; only a live one may ask.")
        % {"status": campaign.get_status_display().lower()}
    )


def _judge(staff: Staff, contact: Contact, campaign: Campaign, message: Message, *, as_of: datetime) -> _Judged:
    question = pose(staff=staff, campaign=campaign, as_of=as_of)
    case, cited = cases_of(contact, [question])[0], cite(message.because, contact=contact)
    verdicts = judge_message(
        message, cited=cited, case=case, contact=contact, staff=staff, campaign=campaign, as_of=as_of
    )
    return _Judged(readiness=judge(case), message=verdicts, case=case, cited=cited)


def _overridden(judged: _Judged, staff: Staff, reason: str) -> bool:
    """A manager's written reason, past listen, connect and give only."""
    if judged.is_open or not reason:
        return False
    if not staff.is_manager:
        raise NotAllowed(_("Only a manager can send an ask that is locked."))
    return may_be_overridden(judged.readiness, judged.missing)


def _ask(
    staff: Staff, contact: Contact, campaign: Campaign, message: Message, asked_at: datetime, cited: Because | None
) -> Ask:
    return Ask(
        staff=staff,
        contact=contact,
        campaign=campaign,
        channel=message.channel,
        subject=message.subject,
        text=message.text,
        fingerprint=ask_words(message.text, contact=contact, staff=staff, campaign=campaign).fingerprint,
        because_kind=cited.kind if cited else "",
        because_id=cited.id if cited else None,
        because_text=cited.text if cited else "",
        because_url=cited.url if cited else "",
        asked_at=asked_at,
    )


@transaction.atomic
def record_ask(
    *,
    staff: Staff,
    contact: Contact,
    campaign: Campaign,
    message: Message,
    asked_at: datetime | None,
    as_of: datetime,
) -> Ask:
    """Take an ask that was made elsewhere as the fact it is; it shows as earned only if it was, then."""
    require_contact(staff, contact)
    if asked_at is None:
        raise Refusal(asked_at=_("Say when it was made."))
    if asked_at > as_of:
        raise Refusal(asked_at=_("That is in the future; record it when it has been made."))
    _hold(contact)
    judged = _judge(staff, contact, campaign, message, as_of=asked_at)
    ask = _ask(staff, contact, campaign, message, asked_at, judged.cited)
    ask.already_made, ask.judged = True, judged.kept()
    ask.earned = judged.readiness.stage == Stage.READY
    ask.check_fields()
    ask.save()
    if judged.case.invited:
        Invitation.objects.filter(pk=judged.case.invited["id"]).update(used_by=ask, updated_at=Now())
    _put_on_shortlist(ask)
    _bring_up_to_date(ask)
    return ask


def _bring_up_to_date(ask: Ask) -> None:
    """Its words are kept: what is like it and went to others is a copy."""
    keep_wording(ask_words(ask.text, contact=ask.contact, staff=ask.staff, campaign=ask.campaign))
    refresh([(ask.staff_id, ask.contact_id), *rejudge_copies([ask.fingerprint], only_more=True)])


def _put_on_shortlist(ask: Ask) -> None:
    """Whoever was asked shows on the campaign's board."""
    Candidate.objects.get_or_create(campaign=ask.campaign, contact=ask.contact, defaults={"staff": ask.staff})

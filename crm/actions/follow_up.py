"""Follow an ask up: once, in its week, on the same channel."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from crm.access import require_contact
from crm.actions.lock_person import lock_person
from crm.channels import Channel
from crm.errors import Conflict, NotAllowed, Refusal
from crm.genuine.greeted import misgreeted
from crm.genuine.leftovers import leftovers
from crm.mailing.queue import hand_over, require_sendable
from crm.models import Ask, LetterKind, Outcome, Staff
from crm.readiness.assessment import judge
from crm.readiness.cases import cases_of
from crm.readiness.message import walled_off
from crm.readiness.question import pose
from crm.readiness.wording import days

FIRST_DAY, LAST_DAY = 7, 14


@transaction.atomic
def follow_up(*, staff: Staff, ask: Ask, text: str, as_of: datetime, send: bool = False, handed: bool = False) -> Ask:
    """`send` has our mail server send it. `handed`: their mail program got it, and nothing is logged before it is found
    in what was sent or they say so. With neither, whoever asked has sent it by their own means."""
    require_contact(staff, ask.contact)
    lock_person(ask.contact)
    ask = Ask.objects.select_for_update().get(pk=ask.pk)
    went_at = as_of if send or handed else _went_at(ask, text, as_of)
    check_follow_up(staff=staff, ask=ask, text=text, as_of=as_of, went_at=went_at)
    ask.follow_up_text = text
    if handed:
        _require_mail(ask, send=send)
        ask.follow_up_handed_at = as_of
    else:
        ask.follow_up_at, ask.follow_up_handed_at = went_at, None
    ask.check_fields()
    ask.save()
    if send:
        require_sendable(contact=ask.contact, channel=ask.channel, subject=ask.subject, needs_subject=False)
        hand_over(ask, LetterKind.FOLLOW_UP, as_of)
    return ask


def check_follow_up(*, staff: Staff, ask: Ask, text: str, as_of: datetime, went_at: datetime | None = None) -> None:
    """Whether these words may follow it up, or might when they went: raises the sentence that says why not."""
    require_contact(staff, ask.contact)
    if staff.pk not in _who_may(ask) and not staff.is_manager:
        raise NotAllowed(_("Whoever asked follows it up."))
    _require_open(ask)
    age = (ask.staff.today(went_at or as_of) - ask.staff.today(ask.asked_at)).days
    if not FIRST_DAY <= age <= LAST_DAY:
        raise Conflict(
            _("A follow-up comes %(first)s to %(last)s days after the ask; this one was made %(age)s after it.")
            % {"first": FIRST_DAY, "last": LAST_DAY, "age": days(age)}
        )
    _check_words(ask, text)
    _require_no_boundary(ask, as_of)


def _went_at(ask: Ask, text: str, as_of: datetime) -> datetime:
    """What the mail program got went then, if its words are those."""
    same = text.split() == ask.follow_up_text.split()
    return ask.follow_up_handed_at if ask.follow_up_handed_at and same else as_of


def _require_mail(ask: Ask, *, send: bool) -> None:
    if send:
        raise Refusal(handed=_("Either our mail server sends it, or your mail program."))
    if ask.channel != Channel.EMAIL:
        raise Refusal(handed=_("A mail program takes mail; this was asked elsewhere."))


def _who_may(ask: Ask) -> set[int | None]:
    """Whoever asked, or covers for them; once they have left, the contact's owner."""
    who = {ask.staff_id, ask.staff.covered_by_id}
    return who if ask.staff.is_active else who | {ask.contact.owner_id}


def _check_words(ask: Ask, text: str) -> None:
    if not text.strip():
        raise Refusal(text=_("Say something; one friendly line is enough."))
    if left := leftovers(text):
        raise Refusal(text=_("“%(left)s” was to be filled in; write what belongs there.") % {"left": left[0]})
    greeted = misgreeted(text, contact=ask.contact, staff=ask.staff)
    if greeted and greeted.whose:
        raise Refusal(
            text=_("It greets %(name)s, which is %(whose)s; this goes to %(name_2)s.")
            % {"name": greeted.name, "whose": greeted.whose, "name_2": ask.contact.name}
        )


def _require_open(ask: Ask) -> None:
    if ask.voided_at is not None:
        raise Conflict(_("This ask was voided."))
    if ask.follow_up_at is not None:
        raise Conflict(_("This ask was followed up once; more would be nagging."))
    if ask.outcome:
        raise Conflict(
            _("This ask is answered (%(label)s); there is nothing to follow up.")
            % {"label": Outcome(ask.outcome).label.lower()}
        )


def _require_no_boundary(ask: Ask, as_of: datetime) -> None:
    question = pose(staff=ask.staff, campaign=ask.campaign, as_of=as_of)
    case = cases_of(ask.contact, [question])[0]
    boundary = next(verdict for verdict in judge(case).criteria if verdict.name == "boundaries")
    if not boundary.met:
        raise Conflict(boundary.sentence)
    if wall := case.wall_on(ask.channel):
        raise Conflict(walled_off(wall, case))

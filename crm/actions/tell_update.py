"""Tell somebody who said yes of a correction or a new date: no ask, it earns nothing and needs no rest."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from crm.access import require_contact
from crm.actions.lock_person import lock_person
from crm.channels import Channel
from crm.errors import Conflict, Refusal
from crm.genuine.greeted import misgreeted
from crm.genuine.leftovers import leftovers
from crm.mailing.queue import hand_over, require_sendable
from crm.models import Ask, LetterKind, Outcome, Staff, Update
from crm.readiness.assessment import judge
from crm.readiness.cases import cases_of
from crm.readiness.message import walled_off
from crm.readiness.question import pose


@transaction.atomic
def tell_update(
    *, staff: Staff, ask: Ask, text: str, as_of: datetime, channel: str = "", subject: str = "", send: bool = False
) -> Update:
    """The same words are told to one person once: saying it twice gives the first. `channel` is the ask's when left
    out. The words may be the same for everybody; who is told is one person at a time."""
    require_contact(staff, ask.contact)
    lock_person(ask.contact)
    ask = Ask.objects.select_related("contact", "campaign").get(pk=ask.pk)
    channel, text = channel or ask.channel, text.strip()
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    if told := Update.objects.filter(ask=ask, digest=digest).first():
        return told
    _check(staff, ask, channel, text, subject, as_of)
    update = Update(
        ask=ask, staff=staff, channel=channel, subject=subject.strip(), text=text, digest=digest, told_at=as_of
    )
    update.check_fields()
    update.save()
    if send:
        require_sendable(contact=ask.contact, channel=channel, subject=subject or ask.subject)
        hand_over(ask, LetterKind.UPDATE, as_of, update)
    return update


def _check(staff: Staff, ask: Ask, channel: str, text: str, subject: str, as_of: datetime) -> None:
    if ask.voided_at is not None or ask.outcome != Outcome.YES:
        raise Conflict(_("News goes to those who said yes; this ask has no yes."))
    if channel not in Channel.values:
        raise Refusal(channel=_("Say on which channel."))
    if not text:
        raise Refusal(text=_("Say what is new."))
    if left := leftovers(subject) or leftovers(text):
        raise Refusal(text=_("“%(left)s” was to be filled in; write what belongs there.") % {"left": left[0]})
    greeted = misgreeted(text, contact=ask.contact, staff=staff)
    if greeted and greeted.whose:
        raise Refusal(
            text=_("It greets %(name)s, which is %(whose)s; this goes to %(name_2)s.")
            % {"name": greeted.name, "whose": greeted.whose, "name_2": ask.contact.name}
        )
    case = cases_of(ask.contact, [pose(staff=staff, campaign=ask.campaign, as_of=as_of)])[0]
    boundary = next(verdict for verdict in judge(case).criteria if verdict.name == "boundaries")
    if not boundary.met:
        raise Conflict(boundary.sentence)
    if wall := case.wall_on(channel):
        raise Conflict(walled_off(wall, case))

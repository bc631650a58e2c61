"""Take out an ask that was never made."""

from datetime import datetime

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from crm.access import require_contact
from crm.errors import NotAllowed, Refusal
from crm.genuine.copies import rejudge_copies
from crm.models import Ask, Staff
from crm.readiness.facts import refresh


@transaction.atomic
def void_ask(*, staff: Staff, ask: Ask, reason: str, as_of: datetime) -> Ask:
    """One that was recorded by mistake and never made. One that was sent is withdrawn instead."""
    require_contact(staff, ask.contact)
    if not staff.is_manager:
        raise NotAllowed(_("Only a manager can void an ask; one that was sent is withdrawn."))
    if not reason.strip():
        raise Refusal(reason=_("Say why it is void."))
    if ask.voided_at is not None:
        raise Refusal(_("This ask was voided before."))
    return take_out(ask, by=staff, reason=reason.strip(), as_of=as_of)


def take_out(ask: Ask, *, by: Staff, reason: str, as_of: datetime) -> Ask:
    """It counts for nothing any more; the reason stays with it."""
    ask.voided_at, ask.voided_by, ask.void_reason = as_of, by, reason
    ask.save()
    ask.invitations.update(used_by=None, updated_at=Now())  # it was never used
    refresh([(ask.staff_id, ask.contact_id), *rejudge_copies([ask.fingerprint])])
    return ask

"""“I know them from before.”"""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from crm.access import require_contact, require_own
from crm.errors import Conflict, NotAllowed, Refusal
from crm.models import Attestation, Contact, Staff
from crm.readiness.facts import refresh


@transaction.atomic
def attest(*, staff: Staff, contact: Contact, reason: str, as_of: datetime) -> Attestation:
    require_contact(staff, contact)
    if not reason.strip():
        raise Refusal(reason=_("Say from where and how you know them."))
    attestation = Attestation(staff=staff, contact=contact, reason=reason.strip(), attested_on=staff.today(as_of))
    attestation.check_fields()
    try:
        with transaction.atomic():
            attestation.save()
    except IntegrityError as error:
        raise Conflict(contact=_("You vouched for this tie before.")) from error
    refresh([(staff.pk, contact.pk)])
    return attestation


@transaction.atomic
def change_attestation(*, staff: Staff, attestation: Attestation, **changes: Any) -> Attestation:
    require_own(staff, attestation.staff_id, "change this attestation")
    attestation.rewrite(changes, fixed={"contact"})
    return attestation


@transaction.atomic
def withdraw_attestation(*, staff: Staff, attestation: Attestation) -> None:
    require_contact(staff, attestation.contact)
    if attestation.staff_id != staff.pk and not staff.is_manager:
        raise NotAllowed(_("Whoever vouched, or a manager, can take it back."))
    pair = (attestation.staff_id, attestation.contact_id)
    attestation.delete()
    refresh([pair])

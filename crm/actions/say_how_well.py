"""“How well do you know them?” Well, a little, not: said with one key, and taken back with one."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from crm.access import require_contact
from crm.actions.attest import attest, withdraw_attestation
from crm.errors import Refusal
from crm.models import Acquaintance, Attestation, Contact, HowWell, Staff


@transaction.atomic
def say_how_well(*, staff: Staff, contact: Contact, how_well: str, as_of: datetime, occasion: str = "") -> Acquaintance:
    """Said again, the last word counts. “Well” is an attestation with its reason; `occasion` says when one was asked,
    such as the name of the file they came with."""
    require_contact(staff, contact)
    if how_well not in HowWell.values:
        raise Refusal(how_well=_("Say well, a_little or not."))
    before = Acquaintance.objects.select_for_update().filter(staff=staff, contact=contact).first()
    if before is not None:
        take_back_how_well(staff=staff, acquaintance=before)
    said = Acquaintance(staff=staff, contact=contact, how_well=how_well, said_at=as_of)
    if how_well == HowWell.WELL and not Attestation.objects.filter(staff=staff, contact=contact).exists():
        reason = _("I know them well; said after loading %(file)s.") % {"file": occasion} if occasion else ""
        reason = reason or _("I know them well from before.")
        said.attestation = attest(staff=staff, contact=contact, reason=reason, as_of=as_of)
    said.save()
    return said


@transaction.atomic
def take_back_how_well(*, staff: Staff, acquaintance: Acquaintance) -> None:
    """With the attestation that came of it."""
    if acquaintance.staff_id != staff.pk:
        raise Refusal(_("There is no such answer."))
    attestation = acquaintance.attestation
    acquaintance.delete()
    if attestation is not None:
        withdraw_attestation(staff=staff, attestation=attestation)


@transaction.atomic
def know_none_of(*, staff: Staff, contacts: Collection[Contact], as_of: datetime) -> int:
    """All who are left in a deck. How many."""
    fresh = [
        Acquaintance(staff=staff, contact=contact, how_well=HowWell.NOT, said_at=as_of)
        for contact in contacts
        if contact.is_visible_to(staff) and contact.trashed_at is None
    ]
    return len(Acquaintance.objects.bulk_create(fresh, ignore_conflicts=True))

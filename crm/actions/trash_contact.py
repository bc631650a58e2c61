"""Put contacts in the trash and take them out again. Boundaries and asks keep counting meanwhile."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from crm.access import require_contact
from crm.errors import Conflict, Refusal
from crm.models import Contact, Staff


@transaction.atomic
def trash_contact(*, staff: Staff, contact: Contact, as_of: datetime) -> Contact:
    require_contact(staff, contact)
    contact.trashed_at, contact.trashed_by = as_of, staff
    contact.save(update_fields=["trashed_at", "trashed_by"])
    return contact


@transaction.atomic
def restore_contact(*, staff: Staff, contact: Contact) -> Contact:
    if not Contact.objects.visible_to(staff).filter(pk=contact.pk).exists():
        raise Refusal(contact=_("There is no such contact."))
    if contact.merged_into_id is not None:
        raise Conflict(_("This contact was merged into another; undo the merge instead."))
    contact.trashed_at, contact.trashed_by = None, None
    contact.save(update_fields=["trashed_at", "trashed_by"])
    return contact

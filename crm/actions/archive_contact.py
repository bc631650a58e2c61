"""Put a contact in the archive and take it out: off the lists and off Today, but for the rule still there."""

from datetime import datetime

from django.db import transaction

from crm.access import require_contact
from crm.models import Contact, Staff


@transaction.atomic
def archive_contact(*, staff: Staff, contact: Contact, as_of: datetime) -> Contact:
    require_contact(staff, contact)
    contact.archived_at = contact.archived_at or as_of
    contact.save(update_fields=["archived_at"])
    return contact


@transaction.atomic
def unarchive_contact(*, staff: Staff, contact: Contact) -> Contact:
    require_contact(staff, contact)
    contact.archived_at = None
    contact.save(update_fields=["archived_at"])
    return contact

"""Somebody heard becomes a contact; one who was in the trash comes back out of it."""

from datetime import datetime

from crm.actions.trash_contact import restore_contact
from crm.errors import Conflict
from crm.models import Contact, Staff
from listening.actions.adopt_voice import adopt_voice
from listening.models import Author


def adopt_author(staff: Staff, author: Author, as_of: datetime) -> Contact:
    try:
        return adopt_voice(staff=staff, author=author, as_of=as_of)
    except Conflict as conflict:
        known = conflict.existing
        if isinstance(known, Contact) and known.trashed_at and not known.merged_into_id:
            return restore_contact(staff=staff, contact=known)
        raise

"""Promises: what we said we would do."""

from datetime import date, datetime

from django.db import transaction

from crm.access import require_contact
from crm.errors import Conflict, Refusal
from crm.models import Contact, Interaction, Promise, Staff


@transaction.atomic
def make_promise(
    *, staff: Staff, contact: Contact, text: str, due_on: date, as_of: datetime, interaction: Interaction | None = None
) -> Promise:
    require_contact(staff, contact)
    if not text.strip():
        raise Refusal(text="Say what you promised.")
    if interaction is not None and interaction.contact_id != contact.pk:
        raise Refusal(interaction="That happened with somebody else.")
    promise = Promise(staff=staff, contact=contact, text=text.strip(), due_on=due_on, interaction=interaction)
    promise.check_fields()
    promise.save()
    return promise


@transaction.atomic
def keep_promise(*, staff: Staff, promise: Promise, as_of: datetime) -> Promise:
    require_contact(staff, promise.contact)
    if promise.kept_at is not None:
        raise Conflict("This promise is marked as kept already.")
    promise.kept_at = as_of
    promise.save(update_fields=["kept_at"])
    return promise

"""Promises: what we said we would do."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from crm.access import require_contact, require_own
from crm.errors import Conflict, Refusal
from crm.models import Contact, Interaction, Promise, Staff


@transaction.atomic
def make_promise(
    *, staff: Staff, contact: Contact, text: str, due_on: date, as_of: datetime, interaction: Interaction | None = None
) -> Promise:
    require_contact(staff, contact)
    if not text.strip():
        raise Refusal(text=_("Say what you promised."))
    if interaction is not None and interaction.contact_id != contact.pk:
        raise Refusal(interaction=_("That happened with somebody else."))
    promise = Promise(staff=staff, contact=contact, text=text.strip(), due_on=due_on, interaction=interaction)
    promise.check_fields()
    promise.save()
    return promise


@transaction.atomic
def change_promise(*, staff: Staff, promise: Promise, **changes: Any) -> Promise:
    require_own(staff, promise.staff_id, "change this promise")
    promise.rewrite(changes, fixed={"contact", "interaction"})
    return promise


@transaction.atomic
def delete_promise(*, staff: Staff, promise: Promise) -> None:
    require_own(staff, promise.staff_id, "delete this promise")
    promise.delete()


@transaction.atomic
def keep_promise(*, staff: Staff, promise: Promise, as_of: datetime, kept_at: datetime | None = None) -> Promise:
    """It was kept at `kept_at`; None means just now."""
    require_contact(staff, promise.contact)
    if kept_at is not None and kept_at > as_of:
        raise Refusal(kept_at=_("That is in the future; say so when it is kept."))
    if promise.kept_at is not None:
        raise Conflict(_("This promise is marked as kept already."))
    promise.kept_at = kept_at or as_of
    promise.save(update_fields=["kept_at"])
    return promise


@transaction.atomic
def reopen_promise(*, staff: Staff, promise: Promise) -> Promise:
    """It is not kept yet after all."""
    require_contact(staff, promise.contact)
    if promise.kept_at is None:
        raise Conflict(_("This promise is open."))
    promise.kept_at = None
    promise.save(update_fields=["kept_at"])
    return promise

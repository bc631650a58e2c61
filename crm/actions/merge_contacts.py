"""Merge two records of one person (undo_merge takes it back whole).

What belongs to the merged record changes hands; what would clash stays with it, in the trash, where it keeps
counting for the person (they share handles). Boundaries and asks never clash: nothing that restrains is lost."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from crm.access import require_contact
from crm.actions.lock_person import lock_person
from crm.errors import NotAllowed, Refusal
from crm.merging.fields import chosen, held, write
from crm.merging.moving import bring_up_to_date, marks, movable, move, staying
from crm.models import Contact, Merge, Staff, Visibility


def merge_contacts(
    *,
    staff: Staff,
    survivor: Contact,
    other: Contact,
    as_of: datetime,
    keep: Mapping[str, str] | None = None,
    dry_run: bool = False,
) -> Merge | dict[str, Any]:
    """`keep` says per field whose value stays, "this" (the survivor's, the default) or "other"; blanks are
    filled from the other, tags united. A dry run answers what would happen and changes nothing."""
    _check(staff, survivor, other)
    fields = chosen(survivor, other, keep or {})
    if dry_run:
        moves = {name.lower(): len(rows) for name, rows in movable(survivor, other).items()}
        stays = {name.lower(): rows for name, rows in staying(survivor, other).items()}
        return {"fields": fields, "moves": moves, "stays": stays}
    with transaction.atomic():
        lock_both(survivor, other)
        for contact in (survivor, other):
            contact.refresh_from_db()
        _check(staff, survivor, other)  # again: one of them may have been merged a moment ago
        return _merge(staff, survivor, other, chosen(survivor, other, keep or {}), as_of)


def lock_both(*contacts: Contact) -> None:
    for contact in sorted(contacts, key=lambda contact: contact.pk):
        lock_person(contact)


def require_owner_of_private(staff: Staff, *contacts: Contact) -> None:
    if any(contact.visibility == Visibility.PRIVATE and contact.owner_id != staff.pk for contact in contacts):
        raise NotAllowed(_("Only the owner can merge a private contact."))


def _check(staff: Staff, survivor: Contact, other: Contact) -> None:
    require_contact(staff, survivor)
    require_contact(staff, other, "other")
    if survivor.pk == other.pk:
        raise Refusal(other=_("That is the same contact; choose another one."))
    if survivor.visibility == Visibility.PRIVATE and other.visibility == Visibility.TEAM:
        raise Refusal(other=_("That would hide what the team knows; merge the private record into the team's."))
    require_owner_of_private(staff, survivor, other)


def _merge(staff: Staff, survivor: Contact, other: Contact, fields: dict[str, Any], as_of: datetime) -> Merge:
    merge = Merge.objects.create(survivor=survivor, merged=other, by=staff, at=as_of, marks=marks())
    merge.before, merge.after = held(survivor, fields), fields
    # First out of the way, so that its external_id and handles are free to change hands.
    other.merged_into, other.trashed_at, other.trashed_by = survivor, as_of, staff
    other.save(update_fields=["merged_into", "trashed_at", "trashed_by"])
    moved = movable(survivor, other)
    write(survivor, fields)
    move(moved, other, survivor)
    moved["shared_with"] = _share(survivor, other)
    moved["Relationship"] = bring_up_to_date(survivor, other)
    merge.moved = moved
    merge.save(update_fields=["before", "after", "moved"])
    return merge


def _share(survivor: Contact, other: Contact) -> list[int]:
    """Who saw one private record sees what becomes of it; the ids of those who were added."""
    if survivor.visibility == Visibility.TEAM:
        return []
    known = survivor.shared_with.values_list("pk", flat=True)
    added = sorted(set(other.shared_with.values_list("pk", flat=True)) - set(known))
    survivor.shared_with.add(*added)
    return added

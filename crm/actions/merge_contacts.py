"""Merge two records of one person, and take it back whole.

What belongs to the merged record changes hands; what would clash stays with it, in the trash, where it keeps
counting for the person (they share handles). Boundaries and asks never clash: nothing that restrains is lost."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q

from crm.access import require_contact
from crm.actions.lock_person import lock_person
from crm.errors import Conflict, NotAllowed, Refusal
from crm.models import (
    Ask,
    Attestation,
    Boundary,
    Candidate,
    Contact,
    Draft,
    Handle,
    Interaction,
    Interest,
    Invitation,
    Merge,
    Promise,
    Relationship,
    Staff,
    Visibility,
)
from crm.models.relationships import Pair
from crm.readiness.facts import refresh

FIELDS = ("name", "organization", "title", "location", "timezone", "language", "notes", "external_id", "origin", "via")
# What moves, and the columns by which a row can clash with one of the survivor's.
MOVING: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (Handle, ("channel", "key")),
    (Interaction, ("staff", "external_id")),
    (Interest, ()),
    (Boundary, ()),
    (Ask, ()),
    (Invitation, ()),
    (Attestation, ("staff",)),
    (Promise, ()),
    (Candidate, ("campaign",)),
    (Draft, ("staff", "campaign")),
)


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
    fields = _kept(survivor, other, keep or {})
    if dry_run:
        return {
            "fields": fields,
            "moves": {m.__name__.lower(): len(_movable(m, by, survivor, other)) for m, by in MOVING},
        }
    with transaction.atomic():
        _lock(survivor, other)
        for contact in (survivor, other):
            contact.refresh_from_db()
        _check(staff, survivor, other)  # again: one of them may have been merged a moment ago
        return _merge(staff, survivor, other, _kept(survivor, other, keep or {}), as_of)


def _lock(*contacts: Contact) -> None:
    for contact in sorted(contacts, key=lambda contact: contact.pk):
        lock_person(contact)


def _check(staff: Staff, survivor: Contact, other: Contact) -> None:
    require_contact(staff, survivor)
    require_contact(staff, other, "other")
    if survivor.pk == other.pk:
        raise Refusal(other="That is the same contact; choose another one.")
    if survivor.visibility == Visibility.PRIVATE and other.visibility == Visibility.TEAM:
        raise Refusal(other="That would hide what the team knows; merge the private record into the team's.")
    private = [c for c in (survivor, other) if c.visibility == Visibility.PRIVATE]
    if any(contact.owner_id != staff.pk for contact in private):
        raise NotAllowed("Only the owner can merge a private contact.")


def _kept(survivor: Contact, other: Contact, keep: Mapping[str, str]) -> dict[str, Any]:
    if unknown := keep.keys() - set(FIELDS):
        raise Refusal(keep=f"“{sorted(unknown)[0]}” cannot be chosen; these can: {', '.join(FIELDS)}.")
    if wrong := set(keep.values()) - {"this", "other"}:
        raise Refusal(keep=f"Say “this” or “other”, not “{sorted(map(str, wrong))[0][:40]}”.")
    fields: dict[str, Any] = {}
    for name in FIELDS:
        mine, theirs = getattr(survivor, name), getattr(other, name)
        fields[name] = theirs if (keep.get(name) == "other" and theirs) or not mine else mine
    fields["tags"] = list(dict.fromkeys([*survivor.tags, *other.tags]))
    return fields


def _movable(model: Any, clashing: tuple[str, ...], survivor: Contact, other: Contact) -> list[int]:
    rows = model.objects.filter(contact=other)
    if clashing:
        same = model.objects.filter(contact=survivor, **{name: OuterRef(name) for name in clashing})
        if model is Interaction:
            same = same.exclude(external_id="")
        rows = rows.filter(~Exists(same))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _merge(staff: Staff, survivor: Contact, other: Contact, fields: dict[str, Any], as_of: datetime) -> Merge:
    merge = Merge.objects.create(
        survivor=survivor,
        merged=other,
        by=staff,
        at=as_of,
        before={name: getattr(survivor, name) for name in fields},
    )
    # First out of the way, so that its external_id and handles are free to change hands.
    other.merged_into, other.trashed_at = survivor, as_of
    other.save(update_fields=["merged_into", "trashed_at"])
    merge.moved = {model.__name__: _movable(model, clashing, survivor, other) for model, clashing in MOVING}
    merge.save(update_fields=["moved"])
    _write(survivor, fields)
    _move(merge.moved, other, survivor)
    refresh(_pairs(survivor, other))
    return merge


def _write(contact: Contact, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        setattr(contact, name, value)
    contact.check_fields()
    contact.save()


def _move(moved: Mapping[str, list[int]], source: Contact, target: Contact) -> None:
    """What has gone to a third contact in the meantime stays there."""
    try:
        with transaction.atomic():
            for model, _ in MOVING:
                model.objects.filter(pk__in=moved[model.__name__], contact=source).update(contact=target)
    except IntegrityError as error:
        raise Conflict("One of their addresses belongs to a third contact; look at that one first.") from error


def _pairs(*contacts: Contact) -> list[Pair]:
    known = Relationship.objects.filter(contact__in=contacts).values_list("staff", flat=True)
    staff = set(known)
    for model in (Interaction, Ask, Attestation):
        staff |= set(model.objects.filter(contact__in=contacts).values_list("staff", flat=True))
    return [(one, contact.pk) for one in staff for contact in contacts]


@transaction.atomic
def undo_merge(*, staff: Staff, merge: Merge, as_of: datetime) -> Merge:
    """Give everything back to whom it belonged; what was changed on the survivor since then stays."""
    merge = Merge.objects.select_for_update().select_related("survivor", "merged").get(pk=merge.pk)
    if not Contact.objects.visible_to(staff).filter(pk=merge.survivor_id).exists():
        raise Refusal("There is no such merge.")
    if merge.undone_at is not None:
        raise Conflict("This merge was undone before.")
    later = Merge.objects.standing().filter(Q(survivor=merge.merged) | Q(merged=merge.survivor), pk__gt=merge.pk)
    if later.exists():
        raise Conflict("One of the two was merged again later; undo that merge first.")
    survivor, other = merge.survivor, merge.merged
    _lock(survivor, other)
    merge.undone_at, merge.undone_by = as_of, staff
    merge.save(update_fields=["undone_at", "undone_by"])
    written = _kept_since(survivor, other, merge)
    _move(merge.moved, survivor, other)
    _write(survivor, written)
    other.merged_into, other.trashed_at = None, None
    other.save(update_fields=["merged_into", "trashed_at"])
    refresh(_pairs(survivor, other))
    return merge


def _kept_since(survivor: Contact, other: Contact, merge: Merge) -> dict[str, Any]:
    """The survivor's old values, but for fields that were changed after the merge."""
    before = Contact(**{name: merge.before[name] for name in merge.before})
    merged = _kept(before, other, {})
    return {
        name: value
        for name, value in merge.before.items()
        if getattr(survivor, name) in (merged[name], getattr(other, name, None))
    }

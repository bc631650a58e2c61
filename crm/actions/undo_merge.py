"""Take a merge back whole: everything to whom it belonged, but for what was changed since.

What was said while the two were one may have been said by either. A no therefore holds for both afterwards, and
both rest after an ask: too quiet rather than too loud."""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from crm.actions.merge_contacts import lock_both, require_owner_of_private
from crm.errors import Conflict, Refusal
from crm.merging.fields import restored, write
from crm.merging.moving import MOVING, bring_up_to_date, came_since, forget_empty_ties, move
from crm.models import Ask, Boundary, BoundaryOrigin, BoundaryScope, Contact, Merge, Staff
from crm.readiness.policy import default_policy

STAND_IN = "Asked while this was one record with another contact; nobody knows which of the two it reached."


@transaction.atomic
def undo_merge(*, staff: Staff, merge: Merge, as_of: datetime) -> Merge:
    """What stays as it is now is told in `kept`: fields changed since, rows that went on to somebody else or
    were deleted, rows that came since and stay with the survivor."""
    merge = Merge.objects.select_for_update().select_related("survivor", "merged").get(pk=merge.pk)
    _check(staff, merge)
    survivor, other = merge.survivor, merge.merged
    lock_both(survivor, other)
    survivor.refresh_from_db()
    merge.undone_at, merge.undone_by = as_of, staff
    merge.save(update_fields=["undone_at", "undone_by"])
    back, changed = restored(survivor, merge.before, merge.after)
    missed = move(merge.moved, survivor, other)
    _write_back(survivor, back, other)
    survivor.shared_with.remove(*merge.moved.get("shared_with", []))
    since = _came_since(merge)
    _let_both_rest(merge, staff, as_of)
    bring_up_to_date(survivor, other)
    forget_empty_ties(merge.moved.get("Relationship", []))
    merge.kept = {"fields": changed, "elsewhere": missed, "since": since}
    merge.save(update_fields=["kept"])
    return merge


def _check(staff: Staff, merge: Merge) -> None:
    both = (merge.survivor_id, merge.merged_id)
    if Contact.objects.visible_to(staff).filter(pk__in=both).count() < 2:
        raise Refusal("There is no such merge.")
    require_owner_of_private(staff, merge.survivor, merge.merged)
    if merge.undone_at is not None:
        raise Conflict("This merge was undone before.")
    later = Merge.objects.standing().filter(Q(survivor=merge.merged) | Q(merged=merge.survivor), pk__gt=merge.pk)
    if later.exists():
        raise Conflict("One of the two was merged again later; undo that merge first.")


def _write_back(survivor: Contact, back: dict[str, Any], other: Contact) -> None:
    other.merged_into, other.trashed_at, other.trashed_by = None, None, None
    try:
        with transaction.atomic():
            write(survivor, back)
            other.save(update_fields=["merged_into", "trashed_at", "trashed_by"])
    except IntegrityError as error:
        raise Conflict("One's external_id belongs to another contact by now; change it there first.") from error


def _came_since(merge: Merge) -> dict[str, int]:
    found = {}
    for model, _ in MOVING:
        name = model.__name__
        rows = came_since(model, merge.survivor, merge.marks.get(name, 0), merge.moved.get(name, []))
        if number := rows.count():
            found[name] = number
    return found


def _let_both_rest(merge: Merge, staff: Staff, as_of: datetime) -> None:
    """Copy to the other what was said no to since, and stand in for the rest that asks made since have earned."""

    def since(model: Any) -> Any:
        name = model.__name__
        return came_since(model, merge.survivor, merge.marks.get(name, 0), merge.moved.get(name, []))

    for boundary in since(Boundary).filter(lifted_at=None).order_by("pk"):
        boundary.pk, boundary.contact, boundary._state.adding = None, merge.merged, True
        boundary.version = 1
        boundary.save()
    for ask in since(Ask).standing().select_related("campaign__policy").order_by("pk"):
        _stand_in(ask, merge.merged, staff, as_of)


def _stand_in(ask: Ask, contact: Contact, staff: Staff, as_of: datetime) -> None:
    fields = {"contact": contact, "origin": BoundaryOrigin.INFERRED, "note": STAND_IN, "noted_by": staff}
    Boundary.objects.create(scope=BoundaryScope.CAMPAIGN, campaign=ask.campaign, **fields)
    rest = timedelta(days=default_policy().rest_after_no_days + 1)
    until = staff.today(ask.follow_up_at or ask.asked_at) + rest
    if ask.not_now_until:
        until = max(until, ask.not_now_until)
    if until > staff.today(as_of):
        Boundary.objects.create(scope=BoundaryScope.EVERYTHING, until=until, **fields)

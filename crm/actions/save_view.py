"""Keep a filter of the contact list under a name, for oneself or for the team."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from crm.errors import Conflict, NotAllowed, Refusal
from crm.filters.selection import chosen_contacts
from crm.models import Column, SavedView, Staff

SORTS = ("", "name", "-name", "warmth", "created_at", "-created_at", "updated_at", "-updated_at")
FIELDS = frozenset({"name", "shared", "filter", "sort", "columns"})


@transaction.atomic
def create_view(*, staff: Staff, as_of: datetime, **fields: Any) -> SavedView:
    return _save(SavedView(owner=staff), fields, as_of)


@transaction.atomic
def update_view(*, staff: Staff, view: SavedView, as_of: datetime, **changes: Any) -> SavedView:
    _require_own(staff, view)
    return _save(view, changes, as_of)


@transaction.atomic
def delete_view(*, staff: Staff, view: SavedView) -> None:
    _require_own(staff, view)
    view.delete()


@transaction.atomic
def restore_view(*, staff: Staff, pk: int) -> SavedView:
    """Bring back one's own deleted view, from its history."""
    events: Any = SavedView.pgh_event_model  # type: ignore[attr-defined]  # made by keeps_history
    last = events.objects.filter(pgh_obj_id=pk, owner=staff).order_by("-pgh_id").first()
    if last is None or SavedView.objects.filter(pk=pk).exists():
        raise Refusal(_("There is no such view to bring back."))
    fields = {name: getattr(last, name) for name in FIELDS}
    try:
        with transaction.atomic():
            return SavedView.objects.create(pk=pk, owner=staff, **fields)
    except IntegrityError as error:
        raise Conflict(name=_("You have a view of this name by now; rename that one first.")) from error


def _require_own(staff: Staff, view: SavedView) -> None:
    if view.owner_id != staff.pk and not (view.shared and staff.is_manager):
        raise NotAllowed(_("Only whose view it is, or for a shared one a manager, can change it."))


def _save(view: SavedView, fields: Mapping[str, Any], as_of: datetime) -> SavedView:
    if unknown := fields.keys() - FIELDS:
        raise Refusal(**dict.fromkeys(unknown, _("This cannot be set.")))
    for name, value in fields.items():
        setattr(view, name, value)
    view.name = " ".join(str(view.name).split())
    if not view.name:
        raise Refusal(name=_("Give the view a name."))
    if view.sort not in SORTS:
        raise Refusal(sort=_("Sort by one of: %(sorts)s.") % {"sorts": ", ".join(filter(None, SORTS))})
    if wrong := set(view.columns) - set(Column.values):
        raise Refusal(
            columns=_("“%(wrong)s” is no column; these are: %(values)s.")
            % {"wrong": sorted(wrong)[0][:40], "values": ", ".join(Column.values)}
        )
    if not isinstance(view.filter, dict):
        raise Refusal(filter=_("Give the filters by name, as in the contact list's address."))
    chosen_contacts(staff=view.owner, filters=view.filter, as_of=as_of)  # refuses what cannot be read
    view.check_fields()
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as error:
        raise Conflict(name=_("You have a view of this name already; choose another one.")) from error
    return view

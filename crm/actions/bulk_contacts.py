"""One verb for everybody who matches a filter: asked for here, done by the worker, undone by the worker."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from crm.actions.save_contact import tidy_tags
from crm.bulk.verbs import VERBS
from crm.errors import Conflict, NotAllowed, Refusal
from crm.filters.selection import Filters, chosen_contacts
from crm.models import BulkAction, BulkStatus, BulkVerb, Campaign, Staff, Visibility

MOST_NAMED = 10_000
NEAREST = "nearest"  # of those at work, who knows each of them best


def start_bulk(
    *,
    staff: Staff,
    action: str,
    as_of: datetime,
    filters: Filters | None = None,
    contacts: Sequence[int] | None = None,
    params: Mapping[str, Any] | None = None,
) -> BulkAction:
    """Record what is wanted; `crm.bulk.run` does it. `contacts` names some, else all who match `filters`."""
    if action not in BulkVerb.values:
        raise Refusal(
            action=_("“%(action)s” is no action; these are: %(values)s.")
            % {"action": action[:40], "values": ", ".join(BulkVerb.values)}
        )
    if contacts is not None and len(contacts) > MOST_NAMED:
        raise Refusal(
            contacts=_("Name at most %(most_named)s, or give a filter.") % {"most_named": format(MOST_NAMED, ",")}
        )
    wanted = _read_params(action, params or {}, staff)
    given = {name: value if isinstance(value, str) else [*value] for name, value in (filters or {}).items()}
    in_trash = action in VERBS and VERBS[action].in_trash
    chosen_contacts(staff=staff, filters=given, as_of=as_of, in_trash=in_trash)  # refuses what cannot be read
    named = None if contacts is None else sorted(set(contacts))
    return BulkAction.objects.create(
        staff=staff, action=action, filter=given, contacts=named, params=wanted, created_at=as_of
    )


@transaction.atomic
def start_undo(*, staff: Staff, bulk: BulkAction, as_of: datetime) -> BulkAction:
    """Have it taken back; what somebody changed since stays, and is told."""
    bulk = BulkAction.objects.select_for_update().get(pk=bulk.pk)
    if bulk.staff_id != staff.pk and not staff.is_manager:
        raise NotAllowed(_("Only who did it, or a manager, can undo it."))
    if bulk.status != BulkStatus.DONE:
        raise Conflict(_("Only what is done, and was not undone before, can be undone."))
    bulk.status, bulk.undone_at, bulk.undone_by = BulkStatus.UNDOING, as_of, staff
    bulk.save()
    return bulk


def _read_params(action: str, params: Mapping[str, Any], staff: Staff) -> dict[str, Any]:
    reader = _PARAMS.get(action)
    return reader(params, staff) if reader else {}


def _tag(params: Mapping[str, Any], _staff: Staff) -> dict[str, Any]:
    return {"tag": _one_tag(params, "tag")}


def _two_tags(params: Mapping[str, Any], _staff: Staff) -> dict[str, Any]:
    return {"tag": _one_tag(params, "tag"), "to": _one_tag(params, "to")}


def _one_tag(params: Mapping[str, Any], name: str) -> str:
    [tag] = tidy_tags([params.get(name) or ""]) or [""]
    if not tag or len(tag) > 100 or "\x00" in tag:
        raise Refusal(params=_("%(name)s: give a tag of at most 100 characters.") % {"name": name})
    return tag


def _owner(params: Mapping[str, Any], _staff: Staff) -> dict[str, Any]:
    owner = Staff.objects.at_work().filter(pk=_id(params, "owner")).first()
    if owner is None:
        raise Refusal(params=_("owner: name a colleague who works here."))
    return {"owner": owner.pk}


def _visibility(params: Mapping[str, Any], _staff: Staff) -> dict[str, Any]:
    if params.get("visibility") not in Visibility.values:
        raise Refusal(params=_("visibility: say team or private."))
    return {"visibility": params["visibility"]}


def _shortlist(params: Mapping[str, Any], staff: Staff) -> dict[str, Any]:
    campaign = Campaign.objects.filter(pk=_id(params, "campaign")).exclude(status="ended").first()
    if campaign is None:
        raise Refusal(params=_("campaign: name one that has not ended."))
    if params.get("staff") == NEAREST:
        return {"campaign": campaign.pk, "staff": staff.pk, "nearest": True}
    asker = params.get("staff") is None or Staff.objects.at_work().filter(pk=_id(params, "staff")).exists()
    if not asker:
        raise Refusal(
            params=_("staff: name a colleague who works here, “nearest” for who knows each best, or none for yourself.")
        )
    return {"campaign": campaign.pk, "staff": _id(params, "staff") or staff.pk, "nearest": False}


def _id(params: Mapping[str, Any], name: str) -> int:
    """0, which no record has, where it cannot be one."""
    value = str(params.get(name) or "")
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 18 else 0


_PARAMS: dict[str, Callable[[Mapping[str, Any], Staff], dict[str, Any]]] = {
    BulkVerb.ADD_TAG: _tag,
    BulkVerb.REMOVE_TAG: _tag,
    BulkVerb.RENAME_TAG: _two_tags,
    BulkVerb.OWNER: _owner,
    BulkVerb.VISIBILITY: _visibility,
    BulkVerb.SHORTLIST: _shortlist,
}

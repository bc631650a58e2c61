"""Note, change and lift boundaries, and take a lifting back. A no is never lost: lifting takes a manager and a
reason."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from crm.access import require_contact, require_manager
from crm.actions.lock_person import lock_person
from crm.errors import Conflict, NotAllowed, Refusal
from crm.models import Boundary, BoundaryOrigin, BoundaryScope, Campaign, Contact, Staff, Topic

TARGETS = {"client": "", "topic": None, "campaign": None, "channel": ""}


@transaction.atomic
def note_boundary(
    *,
    staff: Staff,
    contact: Contact,
    scope: str,
    as_of: datetime,
    client: str = "",
    topic: Topic | None = None,
    campaign: Campaign | None = None,
    channel: str = "",
    until: date | None = None,
    origin: str = BoundaryOrigin.THEY_SAID,
    note: str = "",
) -> Boundary:
    require_contact(staff, contact)
    boundary = Boundary(
        contact=contact,
        scope=scope,
        client=client.strip(),
        topic=topic,
        campaign=campaign,
        channel=channel,
        until=until,
        origin=origin,
        note=note,
        noted_by=staff,
    )
    _check(boundary, staff.today(as_of))
    lock_person(contact)  # an ask that is being opened now sees it, or is finished before
    store_boundary(boundary, as_of)
    return boundary


def store_boundary(boundary: Boundary, as_of: datetime) -> None:
    """It stands from `as_of` on: what is judged at that very moment heeds it, whatever the server's clock says."""
    boundary.save()
    boundary.created_at = as_of
    Boundary.objects.filter(pk=boundary.pk).update(created_at=as_of)


def _check(boundary: Boundary, today: date) -> None:
    """On a sensitive topic the reason is not kept: that they asked is enough, and the no is taken all the same."""
    if boundary.topic is not None and boundary.topic.sensitive:
        boundary.note = ""
    boundary.check_fields()
    errors: dict[str, str] = {}
    for field, empty in TARGETS.items():
        given = getattr(boundary, field) != empty
        if field == boundary.scope and not given:
            errors[field] = _("Say which %(field)s they do not want.") % {"field": field}
        elif field != boundary.scope and given:
            errors[field] = _("A boundary on %(value)s names no %(field)s; leave it out.") % {
                "value": BoundaryScope(boundary.scope).value,
                "field": field,
            }
    if boundary.until is not None and boundary.until <= today:
        errors["until"] = _("Give a day to come, or none for good.")
    if errors:
        raise Refusal(**errors)


@transaction.atomic
def change_boundary(*, staff: Staff, boundary: Boundary, as_of: datetime, **changes: Any) -> Boundary:
    """Reword it or make it last longer; to shorten or lift it takes a manager (lift_boundary)."""
    require_contact(staff, boundary.contact)
    if boundary.lifted_at is not None:
        raise Conflict(_("This boundary was lifted; note a new one."))
    if unknown := changes.keys() - {"note", "until", "origin"}:
        raise Refusal(**dict.fromkeys(unknown, _("This stays as they said it; note another boundary.")))
    if "until" in changes and _is_sooner(changes["until"], boundary.until) and not staff.is_manager:
        raise NotAllowed(_("Only a manager can let a boundary end sooner."))
    for name, value in changes.items():
        setattr(boundary, name, value)
    _check(boundary, staff.today(as_of))
    boundary.save()
    return boundary


def _is_sooner(new: date | None, old: date | None) -> bool:
    return new is not None and (old is None or new < old)


@transaction.atomic
def lift_boundary(*, staff: Staff, boundary: Boundary, reason: str, as_of: datetime) -> Boundary:
    require_contact(staff, boundary.contact)
    require_manager(staff, "lift a boundary")
    if boundary.lifted_at is not None:
        raise Conflict(_("This boundary was lifted before."))
    if not reason.strip():
        raise Refusal(reason=_("Say why it no longer stands, in their words if you can."))
    boundary.lifted_at, boundary.lifted_by, boundary.lift_reason = as_of, staff, reason.strip()
    boundary.check_fields()
    boundary.save()
    return boundary


@transaction.atomic
def restore_boundary(*, staff: Staff, boundary: Boundary, as_of: datetime) -> Boundary:
    """Take a lifting back: it stands as before, and history keeps both. Whoever sees the contact may, for to restrain
    takes no leave."""
    require_contact(staff, boundary.contact)
    lock_person(boundary.contact)  # an ask that is being opened now sees it, or is finished before
    boundary.refresh_from_db()
    if boundary.lifted_at is None:
        raise Conflict(_("This boundary stands already."))
    if boundary.until is not None and boundary.until <= staff.today(as_of):
        raise Refusal(until=_("It would have ended by now; note a new one if they said so."))
    boundary.lifted_at, boundary.lifted_by, boundary.lift_reason = None, None, ""
    boundary.save()
    return boundary

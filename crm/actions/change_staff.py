"""Change a staff member: name, role, time zone, absence. Their days are counted anew in a new zone."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from crm.actions.disconnect import disconnect_leaver
from crm.actions.hand_over import pass_everything_on
from crm.errors import Conflict, NotAllowed, Refusal
from crm.models import Relationship, Role, Staff
from crm.readiness.facts import refresh

OWN = frozenset({"name", "time_zone", "away_until", "covered_by"})
ADMINS = frozenset({"email", "role", "left_on"})


@transaction.atomic
def change_staff(*, staff: Staff, colleague: Staff, as_of: datetime, **changes: Any) -> Staff:
    """`staff` changes `colleague` (who may be themselves). Everybody changes what is their own of themselves;
    the rest is an admin's. There is always an admin left who can sign in. What one who leaves had begun passes on."""
    if unknown := changes.keys() - OWN - ADMINS:
        raise Refusal(**dict.fromkeys(unknown, _("This cannot be changed.")))
    if (colleague.pk != staff.pk or changes.keys() & ADMINS) and not staff.is_admin:
        raise NotAllowed(_("Only an admin can change that."))
    colleague = Staff.objects.select_for_update().get(pk=colleague.pk)
    before = (colleague.time_zone, colleague.role, colleague.left_on)
    for name, value in changes.items():
        setattr(colleague, name, value)
    _check(colleague, as_of)
    _keep_an_admin(colleague, was_admin=before[1] == Role.ADMIN and before[2] is None)
    colleague.save()
    if before[2] is None and colleague.left_on is not None:
        disconnect_leaver(colleague, as_of=as_of)
        pass_everything_on(leaver=colleague, to=_successor(colleague, staff), as_of=as_of)
    if colleague.time_zone != before[0]:
        ties = Relationship.objects.filter(staff=colleague)
        refresh([(colleague.pk, contact) for contact in ties.values_list("contact", flat=True)])
    return colleague


def _successor(colleague: Staff, staff: Staff) -> Staff:
    """Who goes on with what somebody who leaves had begun: who covers for them, or else the admin who says so, or the
    admin who is here longest."""
    cover = colleague.covered_by
    if cover is not None and cover.is_active:
        return cover
    if staff.pk != colleague.pk:
        return staff
    return Staff.objects.at_work().filter(role=Role.ADMIN).exclude(pk=colleague.pk).order_by("pk")[0]


def _check(colleague: Staff, as_of: datetime) -> None:
    colleague.check_fields()
    errors: dict[str, str] = {}
    if colleague.covered_by_id == colleague.pk:
        errors["covered_by"] = _("Nobody covers for themselves; name a colleague.")
    elif colleague.covered_by is not None and not colleague.covered_by.is_active:
        errors["covered_by"] = _("They have left; name somebody who is here.")
    if colleague.left_on is not None and colleague.left_on > colleague.today(as_of):
        errors["left_on"] = _("That is in the future; say so when they have left.")
    others = Staff.objects.exclude(pk=colleague.pk).filter(email__iexact=colleague.email)
    if others.exists():
        errors["email"] = _("Somebody has this address already.")
    if errors:
        raise Refusal(**errors)


def _keep_an_admin(colleague: Staff, *, was_admin: bool) -> None:
    stays = colleague.is_admin and colleague.is_active
    others = Staff.objects.at_work().filter(role=Role.ADMIN).exclude(pk=colleague.pk)
    if was_admin and not stays and not others.exists():
        raise Conflict(_("They are the last admin; make somebody else one first."))

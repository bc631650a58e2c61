"""Make and change policies: managers only; a campaign's own is never looser than the organisation's. Each change
says who and why, and history keeps them all (crm.reports.policy_versions)."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from crm.access import require_manager
from crm.errors import Conflict, Refusal
from crm.models import Policy, Staff
from crm.readiness.policy import THRESHOLDS, default_policy, loosened


@transaction.atomic
def create_policy(*, staff: Staff, **fields: Any) -> Policy:
    """A stricter policy for campaigns; what is not named is as in the house rules."""
    house = default_policy()
    start = {name: getattr(house, name) for name in THRESHOLDS}
    return _save(staff, Policy(**start), fields)


@transaction.atomic
def update_policy(*, staff: Staff, policy: Policy, **changes: Any) -> Policy:
    return _save(staff, policy, changes)


@transaction.atomic
def delete_policy(*, staff: Staff, policy: Policy) -> None:
    require_manager(staff, "delete rules")
    if policy.is_default:
        raise Conflict(_("These are the organisation's rules; change them instead."))
    policy.delete()


def _save(staff: Staff, policy: Policy, fields: dict[str, Any]) -> Policy:
    require_manager(staff, "change the rules")
    if unknown := fields.keys() - {"name", "change_reason", *THRESHOLDS}:
        raise Refusal(**dict.fromkeys(unknown, _("This cannot be set.")))
    policy.changed_by, policy.change_reason = staff, ""
    for name, value in fields.items():
        setattr(policy, name, value)
    policy.name = policy.name.strip()
    if not policy.name:
        raise Refusal(name=_("Give it a name."))
    policy.check_thresholds()
    if not policy.is_default:
        own = {name: getattr(policy, name) for name in THRESHOLDS}
        if errors := loosened(own, default_policy()):
            raise Refusal(**errors)
    policy.save()
    return policy

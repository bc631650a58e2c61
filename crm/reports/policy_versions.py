"""How a policy came to be what it is: every change with when, who and why."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crm.models import Policy, Staff
from crm.readiness.policy import THRESHOLDS


@dataclass(frozen=True)
class PolicyVersion:
    """`changes`: by threshold, what it was and what it became; empty for the first version and for a new name."""

    at: datetime
    by: Staff | None
    reason: str
    changes: dict[str, tuple[int, int]]


def policy_versions(policy: Policy) -> list[PolicyVersion]:
    """Newest first, from the history that the database keeps of every row."""
    kept = Policy.pgh_event_model.objects.filter(pgh_obj_id=policy.pk)  # type: ignore[attr-defined]
    events = list(kept.order_by("pgh_id"))
    who = Staff.objects.in_bulk({event.changed_by_id for event in events if event.changed_by_id})
    versions = [
        PolicyVersion(event.pgh_created_at, who.get(event.changed_by_id), event.change_reason, _changes(before, event))
        for before, event in zip([None, *events], events, strict=False)
    ]
    first, later = versions[:1], versions[1:]
    return [*(version for version in reversed(later) if version.changes or version.reason), *first]


def _changes(before: Any, event: Any) -> dict[str, tuple[int, int]]:
    if before is None:
        return {}
    pairs = {name: (getattr(before, name), getattr(event, name)) for name in THRESHOLDS}
    return {name: (was, became) for name, (was, became) in pairs.items() if was != became}

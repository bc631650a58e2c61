"""Asks as they lie in the database, for figures that can be counted by hand."""

from typing import Any

from crm.models import Ask, Campaign, Contact, Staff
from crm.readiness.criteria import CRITERIA
from tests.builders import days_ago

# Under the house rules, as they are at first, nothing is missing.
PLENTY: dict[str, Any] = {
    "heard": [5, 10, 20],
    "heard_days": [5, 10, 20],
    "stated": True,
    "observed": [],
    "known": 100,
    "reached": 5,
    "answered": 4,
    "owed": None,
    "wrote": [4, 90, 10],
    "given": [10],
    "rests": [],
    "asked": [],
    "pitched": [],
    "stands_in": [],
}


def made(
    staff: Staff,
    contact: Contact,
    campaign: Campaign,
    outcome: str = "",
    *,
    days: float = 100,
    stage: str = "ready",
    missing: tuple[str, ...] = (),
    stood_in: dict[str, str] | None = None,
    facts: dict[str, Any] | None = None,
    judged: bool = True,
    **fields: Any,
) -> Ask:
    """An ask `days` ago; `stood_in` says what stood in for which criterion."""
    asked_at = days_ago(days)
    criteria = [
        {
            "name": c.name,
            "group": c.group,
            "met": c.name not in missing,
            "stood_in_by": (stood_in or {}).get(c.name, ""),
        }
        for c in CRITERIA
    ]
    kept = {"stage": stage, "policy": {}, "criteria": criteria, "facts": {**PLENTY, **(facts or {})}}
    fields.setdefault("earned", stage == "ready")
    fields.setdefault("already_made", True)  # past the gate: they may be as many as a figure needs
    return Ask.objects.create(
        staff=staff,
        contact=contact,
        campaign=campaign,
        channel=fields.pop("channel", "email"),
        asked_at=asked_at,
        outcome=outcome,
        outcome_at=asked_at if outcome else None,
        judged=kept if judged else {},
        **fields,
    )

"""Asks and uninvited pitches to a person, as they stood at a moment: SQL for the filter and the dossier."""

from typing import Any

from crm.models.campaigns import Policy
from crm.models.staff import Staff
from crm.readiness.question import SILENT_AFTER_DAYS, YEAR_DAYS

OPEN = "open"

# Each ask with the local day it was made on, its `state` (an outcome, or open) and `rests_until`, the first day
# on which it no longer stands in the way. What was recorded after the moment is not known yet.
ASKS = f"""
SELECT stated.*, CASE
    WHEN state IN ('no', 'silent') THEN based_on + %(rest_after_no)s + 1
    WHEN state = 'not_now' AND until IS NOT NULL THEN until
    ELSE based_on + %(rest)s + 1 END AS rests_until
FROM (
    SELECT told.*, CASE WHEN outcome <> '' THEN outcome
        WHEN %(today)s - asked_on >= {SILENT_AFTER_DAYS} THEN 'silent' ELSE '{OPEN}' END AS state
    FROM (
        SELECT id, contact_id, staff_id, campaign_id, asked_at, not_now_until AS until,
            (asked_at AT TIME ZONE %(zone)s)::date AS asked_on,
            (CASE WHEN follow_up_at <= %(as_of)s THEN follow_up_at ELSE asked_at END
                AT TIME ZONE %(zone)s)::date AS based_on,
            CASE WHEN outcome_at <= %(as_of)s THEN outcome ELSE '' END AS outcome
        FROM crm_ask WHERE voided_at IS NULL AND asked_at <= %(as_of)s
    ) AS told
) AS stated
"""

# Uninvited promotion: no ask by name, but it rests and counts like one.
PITCHES = """
SELECT id, contact_id, (occurred_at AT TIME ZONE %(zone)s)::date AS asked_on
FROM crm_interaction
WHERE promotional AND voided_at IS NULL AND direction = 'outbound' AND occurred_at <= %(as_of)s
"""

# Of somebody erased whose address came back, the days alone are known (crm.memory); not the answers, so that each
# rests like a no.
REMEMBERED = """
SELECT m.id, r.contact_id, m.asked_on,
    greatest(m.asked_on + %(rest_after_no)s + 1, m.not_before) AS rests_until
FROM crm_recall AS r JOIN crm_memoryask AS m ON m.memory_id = r.memory_id
WHERE m.asked_on <= %(today)s
"""


def of_person(rows: str, person: str) -> str:
    """FROM clause: those of `rows` (aliased x) that went to any record (aliased o) of the person."""
    return f"FROM crm_contact AS o JOIN ({rows}) AS x ON x.contact_id = o.id WHERE o.person = {person}"


def ask_values(*, staff: Staff, as_of: Any, policy: Policy) -> dict[str, Any]:
    """What the placeholders above stand for."""
    return {
        "zone": staff.time_zone,
        "as_of": as_of,
        "today": staff.today(as_of),
        "rest": policy.rest_days,
        "rest_after_no": policy.rest_after_no_days,
        "year": YEAR_DAYS,
    }

"""What a manager's written reason can stand in for."""

from collections.abc import Iterable

from crm.readiness.assessment import Readiness
from crm.readiness.criteria import OVERRIDABLE
from crm.readiness.stage import Stage
from crm.readiness.verdict import Verdict


def may_be_overridden(readiness: Readiness, missing: Iterable[Verdict]) -> bool:
    """Listen, connect and give only: nobody goes past respect, nor past what the message itself lacks."""
    respected = readiness.stage not in (Stage.CLOSED, Stage.RESTING)
    return respected and all(verdict.group in OVERRIDABLE for verdict in missing)

"""On what an ask was judged when it was made: the lines of the rule, and the thresholds beside today's."""

from dataclasses import dataclass
from typing import Any

from crm.models import Ask
from crm.readiness.policy import THRESHOLDS, default_policy, effective_policy
from crm.reports.wording import CRITERION_NAMES
from frontend.forms.rules import LABELS


@dataclass(frozen=True, slots=True)
class Judgement:
    """`lines`: name, met, what there was, what was needed, what stood in. `thresholds`: label, then, now."""

    stage: str
    lines: list[tuple[Any, bool, int, int, str]]
    thresholds: list[tuple[Any, int, int]]

    @property
    def has_changed(self) -> bool:
        return any(then != now for _label, then, now in self.thresholds)


def judgement_of(ask: Ask) -> Judgement | None:
    """None for an ask that keeps none."""
    if "stage" not in ask.judged:
        return None
    now, then = effective_policy(ask.campaign, default_policy()), ask.judged.get("policy", {})
    lines = [
        (CRITERION_NAMES[line["name"]], line["met"], line["have"], line["need"], line["stood_in_by"])
        for line in ask.judged.get("criteria", ())
        if line["name"] in CRITERION_NAMES and "have" in line
    ]
    thresholds = [(LABELS[name], then[name], getattr(now, name)) for name in THRESHOLDS if name in then]
    return Judgement(ask.judged["stage"], lines, thresholds)

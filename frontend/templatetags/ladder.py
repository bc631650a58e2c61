"""Readiness as four rungs, each folded to the one thing missing, and the form that opens for each next step."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.translation import gettext_lazy

from crm.handles import profile_link
from crm.models import Handle
from crm.readiness import Readiness, Verdict
from crm.reports.wording import CRITERION_NAMES

register = template.Library()

RUNGS = (
    ("listen", gettext_lazy("Listen"), ("listen",)),
    ("connect", gettext_lazy("Connect"), ("connect",)),
    ("give", gettext_lazy("Give"), ("give",)),
    ("ready", gettext_lazy("Free to ask"), ("respect",)),
)

# The kind the quick log opens with, where logging something is what the next step asks for.
LOGS = {
    "heard": ("read", gettext_lazy("Log what you read")),
    "reached": ("message", gettext_lazy("Log what you wrote")),
    "alive": ("message", gettext_lazy("Log what you wrote")),
    "answered": ("wrote", gettext_lazy("Log their answer")),
    "owed": ("reply", gettext_lazy("Log your answer")),
    "given": ("help", gettext_lazy("Log what you did for them")),
}


@dataclass(frozen=True, slots=True)
class Rung:
    name: str
    label: Any
    verdicts: list[Verdict]

    @property
    def missing(self) -> list[Verdict]:
        return [verdict for verdict in self.verdicts if not verdict.met]

    @property
    def met(self) -> int:
        return len(self.verdicts) - len(self.missing)


@register.filter
def rungs(readiness: Readiness) -> list[Rung]:
    return [Rung(name, label, [v for v in readiness.criteria if v.group in groups]) for name, label, groups in RUNGS]


@register.filter
def log_kind(criterion: str) -> str:
    return LOGS[criterion][0] if criterion in LOGS else ""


@register.filter
def log_words(criterion: str) -> Any:
    return LOGS[criterion][1] if criterion in LOGS else ""


@register.filter
def criterion_name(name: str) -> str:
    return str(CRITERION_NAMES.get(name, name))


@register.filter
def handle_link(handle: Handle) -> str:
    """Where a click on this address leads; empty if nowhere."""
    return profile_link(handle.channel, handle.key) or ""

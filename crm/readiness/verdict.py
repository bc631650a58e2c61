"""One line of a judgement, and what a criterion is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy

from crm.readiness.expressions import judged_in_order, not_true
from crm.readiness.wording import _

if TYPE_CHECKING:
    from crm.readiness.question import Question

Row = Any  # a crm.readiness.case.Case


class Group(TextChoices):
    LISTEN = "listen", gettext_lazy("Listen")
    CONNECT = "connect", gettext_lazy("Connect")
    GIVE = "give", gettext_lazy("Give")
    RESPECT = "respect", gettext_lazy("Respect")
    MESSAGE = "message", gettext_lazy("Message")


class Verdict(NamedTuple):
    """What a criterion needs and what there is. Counts are days, things or asks, as the sentence says;
    `by_time_on` is the date on which time alone meets it, None when it will not."""

    name: str
    group: str
    met: bool
    have: int
    need: int
    sentence: str
    next_step: str = ""
    by_time_on: date | None = None
    stood_in_by: str = ""


@dataclass(frozen=True)
class StandIn:
    """What can stand in for a criterion: in SQL, and on a row (its sentence there, None where it is not)."""

    name: str
    condition: Callable[["Question"], Q]
    sentence: Callable[[Row], str | None]


@dataclass(frozen=True)
class Criterion:
    """One line of the rule with its three faces: `condition` filters, `judge` decides one row and words it.
    Tests hold the two together."""

    name: str
    group: Group
    condition: Callable[["Question"], Q]
    judge: Callable[[Row, "Question"], Verdict]
    stand_ins: tuple[StandIn, ...] = ()
    # A superset of those who fail, where they are few and cheap to find (crm.readiness.suspects).
    suspects: Callable[["Question"], Q] | None = None
    # Whether it looks at the campaign itself; else one verdict serves all campaigns under one policy.
    by_campaign: bool = False

    def unmet(self, question: "Question") -> Q:
        unmet = judged_in_order(not_true(self.met(question)))
        return self.suspects(question) & unmet if self.suspects else unmet

    def met(self, question: "Question") -> Q:
        met = self.condition(question)
        for stand in self.stand_ins:
            met |= stand.condition(question)
        return met

    def _own(self, row: Row, question: "Question") -> Verdict:
        if self.by_campaign:
            return self.judge(row, question)
        judged = row.dossier.judged
        key = (self.name, id(question.policy), question.as_of)
        if key not in judged:
            judged[key] = (question.policy, self.judge(row, question))  # the policy too: its id stays taken
        verdict: Verdict = judged[key][1]
        return verdict

    def verdict(self, row: Row, question: "Question") -> Verdict:
        own = self._own(row, question)
        if own.met:
            return own
        for stand in self.stand_ins:
            if (sentence := stand.sentence(row)) is not None:
                return own._replace(met=True, sentence=sentence, next_step="", by_time_on=None, stood_in_by=stand.name)
        return own


def verdict(
    name: str,
    group: Group,
    *,
    met: bool,
    have: int,
    need: int,
    sentence: str,
    next_step: str = "",
    by_time_on: date | None = None,
) -> Verdict:
    """A verdict that never gives advice where nothing is missing."""
    return Verdict(
        name=name,
        group=group.value,
        met=met,
        have=have,
        need=need,
        sentence=sentence,
        next_step="" if met else (next_step or _("Nothing can be done about this.")),
        by_time_on=None if met else by_time_on,
    )

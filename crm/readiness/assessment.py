"""The rule as a judgement of one contact, with its words. Asks the database nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crm.models.relationships import warmth
from crm.readiness.case import Case
from crm.readiness.criteria import CLOSING, CRITERIA, RESTING
from crm.readiness.stage import EARNING, Stage
from crm.readiness.verdict import Verdict
from crm.readiness.wording import one_language


@dataclass(frozen=True)
class Readiness:
    """All criteria for one (staff member, contact, campaign) on one day. `ask` is the latest ask for the
    campaign ({id, asked_at, outcome, staff}; outcome "open" while there is none), None when there is none;
    on another record of the same person it tells no more than that."""

    contact_id: int
    staff_id: int
    campaign_id: int
    as_of: datetime
    stage: Stage
    ask: dict[str, Any] | None
    warmth: float
    criteria: tuple[Verdict, ...]
    channels: tuple[str, ...]

    @property
    def unlocked(self) -> bool:
        return self.stage == Stage.READY

    @property
    def missing(self) -> list[Verdict]:
        return [verdict for verdict in self.criteria if not verdict.met]

    @property
    def met(self) -> int:
        return len(self.criteria) - len(self.missing)

    @property
    def of(self) -> int:
        return len(self.criteria)

    @property
    def next(self) -> Verdict | None:
        """What to do first: the first missing line of the stage that decides. None when ready."""
        deciding = _deciding(self.stage)
        return next((v for v in self.missing if v.group in deciding or v.name in deciding), None)

    @property
    def to_do(self) -> Verdict | None:
        """The first of those that somebody can do something about; None when ready, or where only time helps."""
        deciding = _deciding(self.stage)
        missing = [v for v in self.missing if v.group in deciding or v.name in deciding]
        return next((v for v in missing if v.by_time_on is None), None)


def _deciding(stage: Stage) -> tuple[str, ...]:
    if stage == Stage.CLOSED:
        return CLOSING
    return RESTING if stage == Stage.RESTING else (stage.value,)


def assess(row: Any) -> Readiness:
    """Judge one row that was fetched from a book."""
    return judge(row.case)


def judge(case: Case) -> Readiness:
    question = case.question
    with one_language():
        verdicts = tuple(criterion.verdict(case, question) for criterion in CRITERIA)
    return Readiness(
        contact_id=case.pk,
        staff_id=question.staff.pk,
        campaign_id=question.campaign.pk,
        as_of=question.as_of,
        stage=_stage(verdicts, unreachable=case.is_unreachable),
        ask=_latest_ask(case),
        warmth=round(warmth(case.warmth_log, question.as_of), 3),
        criteria=verdicts,
        channels=tuple(sorted(case.channels_left)),
    )


def _stage(verdicts: tuple[Verdict, ...], *, unreachable: bool) -> Stage:
    missing = {verdict.name for verdict in verdicts if not verdict.met}
    if unreachable or missing.intersection(CLOSING):
        return Stage.CLOSED
    if missing.intersection(RESTING):
        return Stage.RESTING
    groups = {verdict.group for verdict in verdicts if not verdict.met}
    return next((stage for stage in EARNING if stage.value in groups), Stage.READY)


def _latest_ask(case: Case) -> dict[str, Any] | None:
    ask = case.ask_for_campaign
    if ask is None:
        return None
    own = ask["contact"] == case.pk
    return {
        "id": ask["id"] if own else None,
        "asked_at": ask["asked_at"],
        "outcome": ask["state"],
        "staff": ask["staff"] if own else None,
    }

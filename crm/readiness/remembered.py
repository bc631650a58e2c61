"""What an ask keeps of the facts it was judged on, and the same facts held against other thresholds.

Kept are ages in days on the day of the ask: they never change, name nobody, and are all that thresholds compare with.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from crm.models.asks import Outcome
from crm.models.campaigns import Policy
from crm.readiness.case import Case
from crm.readiness.criteria import BY_NAME
from crm.readiness.question import DIFFERENT_HEARD_DAYS, GIVEN_WITHIN_DAYS, YEAR_DAYS
from crm.readiness.stand_ins import ATTESTATION, INTRODUCTION, INVITATION

Facts = Mapping[str, Any]
STAND_INS = (INVITATION, ATTESTATION, INTRODUCTION)
RESTS_LONGER = (Outcome.NO.value, Outcome.SILENT.value)


def remember(case: Case) -> dict[str, Any]:
    """`known`, `owed` and `wrote` are None where there is nothing; `rests` holds, for each earlier ask to the person,
    its age (or its follow-up's), what stood as its outcome, and in how many days a “not now” ends, else None."""
    today = case.question.today

    def ages(days: Sequence[date | str] | None) -> list[int]:
        return [_age(day, today) for day in days or ()]

    return {
        "heard": ages(case.heard_on),
        "heard_days": ages(case.heard_days),
        "stated": case.fit_stated is not None,
        "observed": [
            ages(interest["days"])
            for interest in case.dossier.interests
            if interest["topic"] in case.question.open_topic_ids and interest["days"]
        ],
        "known": _age(case.first_exchange_on, today) if case.first_exchange_on else None,
        "reached": case.reached_days,
        "answered": case.answered_days,
        "owed": _age(case.owed_on, today) if case.owed_on else None,
        "wrote": _wrote(case, today),
        "given": ages(case.given_on),
        "rests": [
            [_age(ask["based_on"], today), ask["state"], -_age(ask["until"], today) if ask["until"] else None]
            for ask in case.asks
        ],
        "asked": ages([ask["asked_on"] for ask in case.asks]),
        "pitched": ages(case.dossier.pitches),
        "stands_in": [stand.name for stand in STAND_INS if stand.sentence(case) is not None],
    }


def missing_under(facts: Facts, policy: Policy) -> list[str]:
    """Which criteria that have a threshold would not have been met under `policy`, in the order of the rule. Those
    without one (boundaries, once, free) are as they were."""
    stood = set(facts["stands_in"])
    return [
        name
        for name, meets in MEETS.items()
        if not meets(facts, policy) and not any(stand.name in stood for stand in BY_NAME[name].stand_ins)
    ]


def _age(day: date | str, today: date) -> int:
    return (today - (date.fromisoformat(day) if isinstance(day, str) else day)).days


def _wrote(case: Case, today: date) -> list[int] | None:
    """On how many days they wrote, how many lie between the first and the last, and how old the last is."""
    first, last = case.they_wrote_first_on, case.they_wrote_last_on
    return [case.they_wrote_days, (last - first).days, (today - last).days] if last else None


def _heard(facts: Facts, policy: Policy) -> bool:
    need = policy.heard_min
    things, days = (sum(age <= policy.heard_within_days for age in facts[name]) for name in ("heard", "heard_days"))
    return bool(things >= need and days >= min(DIFFERENT_HEARD_DAYS, need))


def _fit(facts: Facts, policy: Policy) -> bool:
    most = max((sum(age <= policy.fit_within_days for age in ages) for ages in facts["observed"]), default=0)
    return bool(facts["stated"] or most >= policy.fit_days)


def _alive(facts: Facts, policy: Policy) -> bool:
    if facts["wrote"] is None:
        return False
    days, span, last = facts["wrote"]
    usual = policy.quiet_factor * span // (days - 1) if days > 1 else 0
    return bool(last <= max(policy.quiet_min_days, min(policy.quiet_max_days, usual)))


def _given(facts: Facts, policy: Policy) -> bool:
    ripe = sum(policy.unhurried_days <= age <= GIVEN_WITHIN_DAYS for age in facts["given"])
    return bool(ripe >= policy.given_min)


def _rested(facts: Facts, policy: Policy) -> bool:
    for age, state, days_left in facts["rests"]:
        if state == Outcome.NOT_NOW.value and days_left is not None:
            if days_left > 0:
                return False
        elif age <= (policy.rest_after_no_days if state in RESTS_LONGER else policy.rest_days):
            return False
    return all(age > policy.rest_days for age in facts["pitched"])


def _spared(facts: Facts, policy: Policy) -> bool:
    asked = sum(age <= YEAR_DAYS for age in (*facts["asked"], *facts["pitched"]))
    return bool(asked < policy.asks_per_year)


MEETS = {
    "heard": _heard,
    "fit": _fit,
    "known": lambda facts, policy: facts["known"] is not None and facts["known"] >= policy.known_days,
    "reached": lambda facts, policy: facts["reached"] >= policy.reached_days,
    "answered": lambda facts, policy: facts["answered"] >= policy.answered_days,
    "owed": lambda facts, policy: facts["owed"] is None or facts["owed"] <= policy.owed_days,
    "alive": _alive,
    "given": _given,
    "rested": _rested,
    "spared": _spared,
}

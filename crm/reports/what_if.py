"""Other thresholds, held against the asks that were made: which would have been held, and what came of them.

It tells what happened to those asks, not what would have: people who were not asked would have rested."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from crm.errors import Refusal
from crm.models import Ask, Campaign, Policy
from crm.readiness.policy import THRESHOLDS, default_policy, effective_policy
from crm.readiness.remembered import MEETS, missing_under
from crm.reports.asks_made import asks_made
from crm.reports.outcomes import Row, tally_of
from crm.reports.rates import Tally
from crm.reports.wording import CRITERION_NAMES

if TYPE_CHECKING:
    import pandas as pd

FEWEST = 50  # asks below which there is too little to learn from


@dataclass(frozen=True)
class WhatIf:
    """All asks that kept their facts are `held` or `open` under the other thresholds; `newly_…`: otherwise than under
    today's. `by_criterion`: the asks that each would have held, several an ask. `unknown`: asks that kept none."""

    policy: Policy
    held: Tally
    open: Tally
    newly_held: Tally
    newly_open: Tally
    by_criterion: tuple[Row, ...]
    unknown: int

    @property
    def asks(self) -> int:
        return self.held.asks + self.open.asks

    @property
    def is_enough(self) -> bool:
        return self.asks >= FEWEST

    @property
    def changed(self) -> dict[str, int]:
        """The thresholds that differ from today's, with today's."""
        house = default_policy()
        return {name: getattr(house, name) for name in THRESHOLDS if getattr(house, name) != getattr(self.policy, name)}


def trial_policy(thresholds: Mapping[str, int | None]) -> Policy:
    """The house rules with some thresholds changed, saved nowhere. Raises Refusal for what no policy may hold."""
    house = default_policy()
    if unknown := thresholds.keys() - set(THRESHOLDS):
        raise Refusal(**dict.fromkeys(sorted(unknown), _("There is no such threshold.")))
    values = {name: getattr(house, name) for name in THRESHOLDS}
    trial = Policy(name=house.name, **(values | {name: n for name, n in thresholds.items() if n is not None}))
    trial.check_thresholds()
    return trial


def what_if(asks: QuerySet[Ask], *, policy: Policy, as_of: datetime) -> WhatIf:
    """The caller has made sure that whoever reads it may see all those contacts. Campaigns with stricter rules of
    their own keep them."""
    made = asks_made(asks, as_of=as_of, facts=True)
    judged = made[made["facts"].notna()].copy()
    judged["missing"] = _missing(judged, policy)
    was_held = _missing(judged, default_policy()).astype(bool)
    is_held = judged["missing"].astype(bool)
    return WhatIf(
        policy=policy,
        held=tally_of(judged[is_held]),
        open=tally_of(judged[~is_held]),
        newly_held=tally_of(judged[is_held & ~was_held]),
        newly_open=tally_of(judged[~is_held & was_held]),
        by_criterion=_by_criterion(judged),
        unknown=len(made) - len(judged),
    )


def _missing(judged: "pd.DataFrame", house: Policy) -> "pd.Series[list[str]]":
    import pandas as pd

    rules = {c.pk: effective_policy(c, house) for c in Campaign.objects.select_related("policy")}
    rows = [
        missing_under(facts, rules[campaign])
        for facts, campaign in zip(judged["facts"], judged["campaign_id"], strict=True)
    ]
    return pd.Series(rows, index=judged.index, dtype=object)


def _by_criterion(judged: "pd.DataFrame") -> tuple[Row, ...]:
    each = judged.explode("missing").dropna(subset=["missing"])
    found = {name: tally_of(rows) for name, rows in each.groupby("missing")}
    return tuple(Row(name, str(CRITERION_NAMES[name]), found[name]) for name in MEETS if name in found)

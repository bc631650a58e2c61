"""The policy in force: the organisation's, tightened by the campaign's own where it has one."""

from functools import cache
from typing import Any, cast

from django.db import DEFAULT_DB_ALIAS

from crm.models.campaigns import Campaign, Policy
from crm.prepared import run_prepared

# More of these is stricter …
STRICTER_UP = (
    "heard_min",
    "fit_days",
    "known_days",
    "reached_days",
    "answered_days",
    "given_min",
    "unhurried_days",
)
# … and less of these.
STRICTER_DOWN = (
    "heard_within_days",
    "fit_within_days",
    "owed_days",
    "quiet_factor",
    "quiet_min_days",
    "quiet_max_days",
)
# The respect part is the organisation's alone.
RESPECT = ("rest_days", "rest_after_no_days", "asks_per_year")
THRESHOLDS = (*STRICTER_UP, *STRICTER_DOWN, *RESPECT)
COLUMNS = tuple(field.attname for field in Policy._meta.concrete_fields)


@cache
def _default_statement() -> tuple[str, tuple[Any, ...]]:
    """Compiled once: this is read for every judgement, and building it costs more than running it."""
    return Policy.objects.filter(is_default=True).values_list(*COLUMNS).query.sql_with_params()


def default_policy() -> Policy:
    """The organisation's policy; made with the priors if there is none yet."""
    for row in run_prepared(*_default_statement()):
        return Policy.from_db(DEFAULT_DB_ALIAS, COLUMNS, row)
    return Policy.objects.get_or_create(is_default=True, defaults={"name": "House rules"})[0]


def effective_policy(campaign: Campaign, house: Policy) -> Policy:
    """Field by field the stricter of the two, so that a later change of either keeps the promise."""
    if campaign.policy_id is None:
        return house
    own = cast(Policy, campaign.policy)
    values = {name: max(getattr(house, name), getattr(own, name)) for name in STRICTER_UP}
    values |= {name: min(getattr(house, name), getattr(own, name)) for name in STRICTER_DOWN}
    values |= {name: getattr(house, name) for name in RESPECT}
    return Policy(name=own.name, **values)


def loosened(own: dict[str, int], house: Policy) -> dict[str, str]:
    """Sentences for each field in which a campaign's thresholds would be looser than the organisation's."""
    errors = {
        name: f"A campaign may only be stricter: at least {getattr(house, name)}."
        for name in STRICTER_UP
        if own[name] < getattr(house, name)
    }
    errors |= {
        name: f"A campaign may only be stricter: at most {getattr(house, name)}."
        for name in STRICTER_DOWN
        if own[name] > getattr(house, name)
    }
    errors |= {
        name: f"This is the organisation's: {getattr(house, name)} for every campaign."
        for name in RESPECT
        if own[name] != getattr(house, name)
    }
    return errors

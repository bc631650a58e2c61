"""Figures as they go out. A share and its interval are null where there are too few to say."""

from typing import Any

from rest_framework import serializers

from crm.models import Interaction, Outcome
from crm.readiness.asked import OPEN
from crm.reports.balance import Balance, GiveAndAsk
from crm.reports.exceptions import Exceptions, Override, Vouched
from crm.reports.fatigue import Fatigue
from crm.reports.outcomes import Outcomes, Row
from crm.reports.rates import STATES, Tally
from crm.reports.ready_today import Ready
from crm.reports.what_if import WhatIf


class TallyShape(serializers.Serializer[None]):
    asks = serializers.IntegerField()
    settled = serializers.IntegerField(help_text="Answered or silent: what the share is of.")
    yes = serializers.IntegerField()
    no = serializers.IntegerField()
    not_now = serializers.IntegerField()
    silent = serializers.IntegerField()
    withdrawn = serializers.IntegerField()
    open = serializers.IntegerField()
    share = serializers.FloatField(allow_null=True, help_text="Of the settled, which part said yes: 0 to 1.")
    low = serializers.FloatField(allow_null=True, help_text="Where the 95 % interval (Wilson) begins.")
    high = serializers.FloatField(allow_null=True)


class RowShape(TallyShape):
    key = serializers.CharField()
    name = serializers.CharField()


class OutcomesShape(serializers.Serializer[None]):
    by = serializers.CharField()
    rows = RowShape(many=True)
    all = TallyShape()


class BalanceShape(TallyShape):
    staff = serializers.IntegerField(allow_null=True, help_text="Null: the team as a whole.")
    gave = serializers.IntegerField(help_text="Days × people to whom something was given.")


class MonthShape(serializers.Serializer[None]):
    starts_on = serializers.DateField()
    ours = serializers.IntegerField(help_text="Days × people to whom we wrote.")
    theirs = serializers.IntegerField(help_text="Days × people who wrote to us.")
    gave = serializers.IntegerField()
    asked = serializers.IntegerField()


class GiveAndAskShape(serializers.Serializer[None]):
    since = serializers.DateField()
    people = BalanceShape(many=True)
    months = MonthShape(many=True)


class MostAskedShape(serializers.Serializer[None]):
    contact = serializers.IntegerField()
    asks = serializers.IntegerField()
    yes = serializers.IntegerField()
    no_answer = serializers.IntegerField()
    last_asked_at = serializers.DateTimeField()


class TimesShape(serializers.Serializer[None]):
    asks = serializers.IntegerField()
    people = serializers.IntegerField()


class FatigueShape(serializers.Serializer[None]):
    limit = serializers.IntegerField(help_text="Asks in 365 days at which the rule spares them.")
    people = MostAskedShape(many=True)
    by_times = TimesShape(many=True)


class OverrideShape(serializers.Serializer[None]):
    ask = serializers.IntegerField()
    contact = serializers.IntegerField()
    campaign = serializers.IntegerField()
    staff = serializers.IntegerField()
    asked_at = serializers.DateTimeField()
    by = serializers.IntegerField()
    reason = serializers.CharField()
    missing = serializers.ListField(child=serializers.CharField())
    outcome = serializers.ChoiceField([*Outcome.values, OPEN])


class VouchedShape(serializers.Serializer[None]):
    attestation = serializers.IntegerField()
    contact = serializers.IntegerField()
    staff = serializers.IntegerField()
    attested_on = serializers.DateField()
    reason = serializers.CharField()
    asks = serializers.IntegerField(help_text="Asks that it let through.")


class OverruledShape(serializers.Serializer[None]):
    interaction = serializers.IntegerField()
    contact = serializers.IntegerField()
    staff = serializers.IntegerField()
    occurred_at = serializers.DateTimeField()
    taken_for = serializers.CharField()
    by = serializers.IntegerField()
    at = serializers.DateTimeField()
    reason = serializers.CharField()


class ExceptionsShape(serializers.Serializer[None]):
    overrides = OverrideShape(many=True)
    attestations = VouchedShape(many=True)
    overruled = OverruledShape(many=True)
    by_way = OutcomesShape()
    by_stand_in = OutcomesShape()


class ReadyCampaignShape(serializers.Serializer[None]):
    campaign = serializers.IntegerField()
    people = serializers.IntegerField()


class ReadyShape(serializers.Serializer[None]):
    people = serializers.IntegerField(help_text="Different people whom somebody here may ask for something today.")
    by_campaign = ReadyCampaignShape(many=True)


class WhatIfShape(serializers.Serializer[None]):
    policy = serializers.DictField(child=serializers.IntegerField())
    changed = serializers.DictField(child=serializers.IntegerField(), help_text="Those that differ, as they are now.")
    asks = serializers.IntegerField()
    enough = serializers.BooleanField(help_text="False: too few asks to learn from.")
    unknown = serializers.IntegerField(help_text="Asks that kept no facts to judge by.")
    held = TallyShape()
    open = TallyShape()
    newly_held = TallyShape()
    newly_open = TallyShape()
    by_criterion = RowShape(many=True)
    ready_now = ReadyShape()
    ready_then = ReadyShape()


def tally_shape(tally: Tally) -> dict[str, Any]:
    low, high = tally.interval or (None, None)
    counts = {state: getattr(tally, state) for state in STATES}
    return {"asks": tally.asks, "settled": tally.settled, **counts, "share": tally.share, "low": low, "high": high}


def row_shape(row: Row) -> dict[str, Any]:
    return {"key": row.key, "name": row.label, **tally_shape(row.tally)}


def outcomes_shape(table: Outcomes) -> dict[str, Any]:
    return {"by": table.by, "rows": [row_shape(row) for row in table.rows], "all": tally_shape(table.all)}


def give_and_ask_shape(found: GiveAndAsk) -> dict[str, Any]:
    def balance(one: Balance) -> dict[str, Any]:
        return {"staff": one.staff_id, "gave": one.gave, **tally_shape(one.asked)}

    months = [vars(month) for month in found.months]
    return {"since": found.since, "people": [balance(one) for one in found.people], "months": months}


def fatigue_shape(found: Fatigue) -> dict[str, Any]:
    people = [{**vars(one), "contact": one.contact.pk} for one in found.people]
    by_times = [{"asks": asks, "people": people} for asks, people in found.by_times]
    return {"limit": found.limit, "people": people, "by_times": by_times}


def exceptions_shape(found: Exceptions) -> dict[str, Any]:
    return {
        "overrides": [_override_shape(one) for one in found.overrides],
        "attestations": [_attestation_shape(one) for one in found.attestations],
        "overruled": [_overruled_shape(one) for one in found.overruled],
        "by_way": outcomes_shape(found.by_way),
        "by_stand_in": outcomes_shape(found.by_stand_in),
    }


def _override_shape(one: Override) -> dict[str, Any]:
    return {
        "ask": one.ask.pk,
        "contact": one.ask.contact_id,
        "campaign": one.ask.campaign_id,
        "staff": one.ask.staff_id,
        "asked_at": one.ask.asked_at,
        "by": one.ask.overridden_by_id,
        "reason": one.ask.override_reason,
        "missing": list(one.missing),
        "outcome": one.ask.outcome or OPEN,
    }


def _attestation_shape(one: Vouched) -> dict[str, Any]:
    return {
        "attestation": one.attestation.pk,
        "contact": one.attestation.contact_id,
        "staff": one.attestation.staff_id,
        "attested_on": one.attestation.attested_on,
        "reason": one.attestation.reason,
        "asks": one.asks,
    }


def _overruled_shape(one: Interaction) -> dict[str, Any]:
    return {
        "interaction": one.pk,
        "contact": one.contact_id,
        "staff": one.staff_id,
        "occurred_at": one.occurred_at,
        "taken_for": one.would_not_count_because,
        "by": one.overruled_by_id,
        "at": one.overruled_at,
        "reason": one.overrule_reason,
    }


def ready_shape(ready: Ready) -> dict[str, Any]:
    by_campaign = [{"campaign": campaign.pk, "people": people} for campaign, people in ready.by_campaign]
    return {"people": ready.people, "by_campaign": by_campaign}


def what_if_shape(found: WhatIf, thresholds: dict[str, int], now: Ready, then: Ready) -> dict[str, Any]:
    groups = {name: tally_shape(getattr(found, name)) for name in ("held", "open", "newly_held", "newly_open")}
    return {
        "policy": thresholds,
        "changed": found.changed,
        "asks": found.asks,
        "enough": found.is_enough,
        "unknown": found.unknown,
        **groups,
        "by_criterion": [row_shape(row) for row in found.by_criterion],
        "ready_now": ready_shape(now),
        "ready_then": ready_shape(then),
    }

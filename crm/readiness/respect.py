"""Respect: boundaries, once, rested, spared, free.

These look at the person, not the record: at every contact that shares a handle. Where what stands in the
way belongs to another record, the sentence names neither that record nor a colleague."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThan
from django.utils.translation import gettext as _

from crm.models.asks import Ask, Outcome
from crm.models.boundaries import Boundary, BoundaryScope
from crm.models.interactions import Direction, Interaction
from crm.readiness.case import OPEN
from crm.readiness.expressions import PlusDays, local_day
from crm.readiness.question import SILENT_AFTER_DAYS, YEAR_DAYS, Question
from crm.readiness.verdict import Criterion, Group, Row, Verdict, verdict
from crm.readiness.wording import on, quoted, times, wait_until

SAME_PERSON = {"contact__person": OuterRef("person")}


# boundaries -----------------------------------------------------------------------------------------------


def standing_boundaries(question: Question) -> "QuerySet[Boundary]":
    campaign = question.campaign
    concerns = Q(scope=BoundaryScope.EVERYTHING) | Q(campaign=campaign) | Q(topic__in=question.topic_ids)
    if campaign.client.strip():
        concerns |= Q(client__iexact=campaign.client.strip())
    return Boundary.objects.standing(question.today).filter(concerns, created_at__lte=question.as_of, **SAME_PERSON)


def boundaries(question: Question) -> Q:
    return ~Q(Exists(standing_boundaries(question)))


def judge_boundaries(row: Row, question: Question) -> Verdict:
    wall = row.boundary
    until = date.fromisoformat(wall["until"]) if wall and wall["until"] else None
    if wall is None:
        sentence = _("No boundary of theirs stands against it.")
    elif wall["contact"] != row.pk or not wall["note"]:
        sentence = _("They asked not to be asked about this.")
    else:
        sentence = _("They set a boundary: %(note)s") % {"note": quoted(wall["note"], 25)}
    return verdict(
        "boundaries",
        Group.RESPECT,
        met=wall is None,
        have=0 if wall is None else 1,
        need=0,
        sentence=sentence,
        next_step=wait_until(until) if until else _("Respect it. Leave them off this campaign."),
        by_time_on=until,
    )


# Asks to the person, as they stood at `as_of` --------------------------------------------------------------


def asks_of_person(question: Question) -> "QuerySet[Ask]":
    """Each with `asked_day`, its `state` (an outcome, or open) and `rests_until`, the first day after rest."""
    as_of, zone, policy = question.as_of, question.zone, question.policy
    followed = Case(When(follow_up_at__lte=as_of, then=F("follow_up_at")), default=None)
    silent = Q(told="", asked_day__lte=question.days_ago(SILENT_AFTER_DAYS))
    refused = Q(state__in=(Outcome.NO, Outcome.SILENT))
    return (
        Ask.objects.standing()
        .filter(asked_at__lte=as_of, **SAME_PERSON)
        .annotate(
            asked_day=local_day("asked_at", zone),
            base_day=local_day(Coalesce(followed, F("asked_at")), zone),
            told=Case(When(outcome_at__lte=as_of, then=F("outcome")), default=Value(""), output_field=CharField()),
        )
        .annotate(
            state=Case(
                When(silent, then=Value(Outcome.SILENT.value)),
                When(told="", then=Value(OPEN)),
                default=F("told"),
                output_field=CharField(),
            )
        )
        .annotate(
            rests_until=Case(
                When(refused, then=PlusDays(F("base_day"), policy.rest_after_no_days + 1)),
                When(state=Outcome.NOT_NOW, not_now_until__isnull=False, then=F("not_now_until")),
                default=PlusDays(F("base_day"), policy.rest_days + 1),
            )
        )
    )


def pitches_to_person(question: Question) -> "QuerySet[Interaction]":
    """Uninvited promotion: no ask by name, but it rests and counts like one."""
    return (
        Interaction.objects.standing()
        .filter(
            promotional=True,
            direction=Direction.OUTBOUND,
            occurred_at__lte=question.as_of,
            **SAME_PERSON,
        )
        .annotate(asked_day=local_day("occurred_at", question.zone))
    )


# once -----------------------------------------------------------------------------------------------------


def once(question: Question) -> Q:
    return ~Q(Exists(asks_of_person(question).filter(campaign=question.campaign)))


def judge_once(row: Row, question: Question) -> Verdict:
    ask = row.ask_for_campaign
    if ask is None:
        sentence = _("They have not been asked for this campaign.")
    else:
        day = on(date.fromisoformat(ask["asked_on"]))
        sentence = _("They were asked for this campaign on %(day)s.") % {"day": day}
        if words := OUTCOME_WORDS.get(ask["state"]):
            sentence += " " + _(words)
    return verdict(
        "once",
        Group.RESPECT,
        met=ask is None,
        have=0 if ask is None else 1,
        need=0,
        sentence=sentence,
        next_step=_("One ask a campaign: leave it at that."),
    )


OUTCOME_WORDS = {
    OPEN: "The answer is open.",
    Outcome.YES.value: "They said yes.",
    Outcome.NO.value: "They said no.",
    Outcome.NOT_NOW.value: "They said: not now.",
    Outcome.SILENT.value: "They did not answer.",
    Outcome.WITHDRAWN.value: "It was withdrawn.",
}


# rested ---------------------------------------------------------------------------------------------------


def rested(question: Question) -> Q:
    lately = question.days_ago(question.policy.rest_days)
    return ~Q(Exists(asks_of_person(question).filter(rests_until__gt=question.today))) & ~Q(
        Exists(pitches_to_person(question).filter(asked_day__gte=lately))
    )


def judge_rested(row: Row, question: Question) -> Verdict:
    ends = [row.resting["rests_until"]] if row.resting else []
    if row.last_pitch_on:
        ends.append(row.last_pitch_on + timedelta(days=question.policy.rest_days + 1))
    until = max(ends, default=None)
    met = until is None or until <= question.today
    if met:
        sentence = _("Nobody here has asked them lately.")
    elif row.resting and row.resting["rests_until"] == until:
        sentence = _("They were last asked on %(day)s.") % {"day": on(date.fromisoformat(row.resting["asked_on"]))}
        sentence += " " + _(OUTCOME_WORDS[row.resting["state"]])
    else:
        sentence = _("They were sent a campaign’s link unasked on %(day)s.") % {"day": on(row.last_pitch_on)}
    return verdict(
        "rested",
        Group.RESPECT,
        met=met,
        have=0 if met or until is None else (until - question.today).days,
        need=0,
        sentence=sentence,
        next_step=wait_until(until) if until else "",
        by_time_on=until,
    )


# spared ---------------------------------------------------------------------------------------------------


def _in_a_year(question: Question) -> tuple[QuerySet[Ask], QuerySet[Interaction]]:
    since = question.days_ago(YEAR_DAYS)
    asks = asks_of_person(question).filter(asked_day__gte=since)
    return asks, pitches_to_person(question).filter(asked_day__gte=since)


def _how_many(rows: "QuerySet[Any]") -> Coalesce:
    counted = rows.order_by().values("contact__person").annotate(how_many=Count("pk")).values("how_many")
    return Coalesce(Subquery(counted), Value(0))


def spared(question: Question) -> Q:
    asks, pitches = _in_a_year(question)
    never = ~Q(Exists(asks)) & ~Q(Exists(pitches))  # nearly everybody; saves counting for them
    few = Q(LessThan(_how_many(asks) + _how_many(pitches), Value(question.policy.asks_per_year)))
    return never | few


def judge_spared(row: Row, question: Question) -> Verdict:
    limit = question.policy.asks_per_year
    have = len(row.asked_in_a_year)
    free_on = row.asked_in_a_year[limit - 1] + timedelta(days=YEAR_DAYS + 1) if have >= limit else None
    return verdict(
        "spared",
        Group.RESPECT,
        met=have < limit,
        have=have,
        need=limit,
        sentence=_("They were asked %(times)s in the last year; %(limit)d is the limit.")
        % {"times": times(have), "limit": limit}
        if have
        else _("They were not asked in the last year."),
        next_step=wait_until(free_on) if free_on else "",
        by_time_on=free_on,
    )


# free -----------------------------------------------------------------------------------------------------


def free(question: Question) -> Q:
    return ~Q(Exists(asks_of_person(question).filter(state=OPEN)))


def judge_free(row: Row, question: Question) -> Verdict:
    ask = row.open_ask
    closes_on = date.fromisoformat(ask["asked_on"]) + timedelta(days=SILENT_AFTER_DAYS) if ask else None
    if ask is None or closes_on is None:
        sentence, step = _("No ask to them is open."), ""
    elif ask["contact"] == row.pk and ask["staff"] == question.staff.pk:
        sentence = _("Your ask of %(day)s is still open.") % {"day": on(date.fromisoformat(ask["asked_on"]))}
        step = _("Record what they answered, or wait until %(day)s.") % {"day": on(closes_on)}
    else:
        sentence = _("An ask to them from here is still open.")
        step = wait_until(closes_on)
    return verdict(
        "free",
        Group.RESPECT,
        met=ask is None,
        have=0 if ask is None else 1,
        need=0,
        sentence=sentence,
        next_step=step,
        by_time_on=closes_on,
    )


RESPECT = (
    Criterion("boundaries", Group.RESPECT, boundaries, judge_boundaries),
    Criterion("once", Group.RESPECT, once, judge_once),
    Criterion("rested", Group.RESPECT, rested, judge_rested),
    Criterion("spared", Group.RESPECT, spared, judge_spared),
    Criterion("free", Group.RESPECT, free, judge_free),
)

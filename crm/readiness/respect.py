"""Respect: boundaries, once, rested, spared, free.

These look at the person, not the record: at every contact that shares a handle. Where what stands in the
way belongs to another record, the sentence names neither that record nor a colleague."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from crm.models.asks import Outcome
from crm.models.boundaries import BoundaryOrigin
from crm.readiness.asked import ASKS, OPEN, PITCHES, REMEMBERED, ask_values, of_person
from crm.readiness.expressions import holds, none
from crm.readiness.question import SILENT_AFTER_DAYS, YEAR_DAYS, Question
from crm.readiness.suspects import perhaps_closed, perhaps_resting
from crm.readiness.verdict import Criterion, Group, Row, Verdict, verdict
from crm.readiness.wording import _, on, quoted, times, wait_until


def _holds(sql: str, question: Question) -> Q:
    """A condition about the person, with `{person}` for whom."""
    values = ask_values(staff=question.staff, as_of=question.as_of, policy=question.policy)
    values |= {
        "campaign": question.campaign.pk,
        "client": question.campaign.client.strip(),
        "topics": list(question.topic_ids),
        "limit": question.policy.asks_per_year,
    }
    return holds(sql, columns={"person": "person"}, values=values)


_ASKED, _PITCHED = of_person(ASKS, "{person}"), of_person(PITCHES, "{person}")
_REMEMBERED = of_person(REMEMBERED, "{person}")


# boundaries -----------------------------------------------------------------------------------------------


_BOUNDARY = """
    FROM crm_contact AS o JOIN crm_boundary AS b ON b.contact_id = o.id
    WHERE (b.until IS NULL OR b.until > %(today)s)
      AND b.created_at <= %(as_of)s AND (b.lifted_at IS NULL OR b.lifted_at > %(as_of)s)
      AND (b.scope = 'everything' OR b.campaign_id = %(campaign)s OR b.topic_id = ANY (%(topics)s)
           OR (b.scope = 'client' AND %(client)s <> '' AND lower(btrim(b.client)) = lower(%(client)s)))
"""


def boundaries(question: Question) -> Q:
    return _holds(none(f"{_BOUNDARY} AND o.person = {{person}}"), question)


def judge_boundaries(row: Row, question: Question) -> Verdict:
    wall = row.boundary
    until = date.fromisoformat(wall["until"]) if wall and wall["until"] else None
    if wall is None:
        sentence = _("No boundary of theirs stands against it.")
    elif wall["contact"] != row.pk:
        sentence = _("They asked not to be asked about this.")
    else:
        sentence = no_in_words(wall)
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


BOUNDARY_WORDS = {
    BoundaryOrigin.THEY_SAID.value: "They set a boundary on %(day)s.",
    BoundaryOrigin.ANSWERED_NO.value: "They said no on %(day)s.",
    BoundaryOrigin.OPTED_OUT.value: "They opted out on %(day)s.",
    BoundaryOrigin.INFERRED.value: "A boundary was noted on %(day)s.",
}


def no_in_words(wall: dict[str, Any]) -> str:
    """When they said it, and how: a boundary of the dossier, on the very record that is looked at."""
    day = on(date.fromisoformat(wall["since"]))
    sentence = _(BOUNDARY_WORDS[wall["origin"]]) % {"day": day}
    if not wall["note"]:
        return sentence
    return _("%(told)s In their words: %(note)s") % {"told": sentence, "note": quoted(wall["note"], 25)}


# once -----------------------------------------------------------------------------------------------------


def once(question: Question) -> Q:
    return _holds(none(f"{_ASKED} AND x.campaign_id = %(campaign)s"), question)


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
    unrested = none(f"{_ASKED} AND x.rests_until > %(today)s")
    unspoilt = none(f"{_PITCHED} AND %(today)s - x.asked_on <= %(rest)s")
    unremembered = none(f"{_REMEMBERED} AND x.rests_until > %(today)s")
    return _holds(f"({unrested} AND {unspoilt} AND {unremembered})", question)


def _silent_rest_ends(ask: dict[str, Any], question: Question) -> date:
    """The first day after rest for an open ask that stays unanswered."""
    silent_on = date.fromisoformat(ask["asked_on"]) + timedelta(days=SILENT_AFTER_DAYS)
    rest = timedelta(days=question.policy.rest_after_no_days + 1)
    return max(silent_on, date.fromisoformat(ask["based_on"]) + rest)


def judge_rested(row: Row, question: Question) -> Verdict:
    asked_until = date.fromisoformat(row.resting["rests_until"]) if row.resting else None
    pitched_until = row.last_pitch_on and row.last_pitch_on + timedelta(days=question.policy.rest_days + 1)
    remembered_until = row.remembered_until
    waiting = [day for day in (asked_until, pitched_until, remembered_until) if day and day > question.today]
    met = not waiting
    # Time alone makes an open ask silent, and silence rests longer than an answer may.
    until = max((*waiting, *(_silent_rest_ends(ask, question) for ask in row.open_asks)), default=None)
    if met:
        sentence = _("Nobody here has asked them lately.")
    elif remembered_until in waiting and remembered_until == max(waiting):
        sentence = _("They were asked from here not long ago.")
    elif asked_until in waiting and asked_until == max(waiting):
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


_ASKED_IN_A_YEAR = f"{_ASKED} AND %(today)s - x.asked_on <= %(year)s"
_PITCHED_IN_A_YEAR = f"{_PITCHED} AND %(today)s - x.asked_on <= %(year)s"
_REMEMBERED_IN_A_YEAR = f"{_REMEMBERED} AND %(today)s - x.asked_on <= %(year)s"


def spared(question: Question) -> Q:
    counted = (_ASKED_IN_A_YEAR, _PITCHED_IN_A_YEAR, _REMEMBERED_IN_A_YEAR)
    return _holds(f"{' + '.join(f'(SELECT count(*) {rows})' for rows in counted)} < %(limit)s", question)


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
    return _holds(none(f"{_ASKED} AND x.state = '{OPEN}'"), question)


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
    Criterion("boundaries", Group.RESPECT, boundaries, judge_boundaries, suspects=perhaps_closed, by_campaign=True),
    Criterion("once", Group.RESPECT, once, judge_once, suspects=perhaps_closed, by_campaign=True),
    Criterion("rested", Group.RESPECT, rested, judge_rested, suspects=perhaps_resting),
    Criterion("spared", Group.RESPECT, spared, judge_spared, suspects=perhaps_resting),
    Criterion("free", Group.RESPECT, free, judge_free, suspects=perhaps_resting),
)

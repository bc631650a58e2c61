"""Listen: heard, fit."""

from django.db.models import Q

from crm.readiness.expressions import holds
from crm.readiness.question import DIFFERENT_HEARD_DAYS, Question
from crm.readiness.stand_ins import INVITATION
from crm.readiness.verdict import Criterion, Group, Row, Verdict, verdict
from crm.readiness.wording import _, days, different_days, ngettext

# heard: took in enough different things of theirs, on at least two days, lately ---------------------------


def _heard_days_needed(question: Question) -> int:
    return min(DIFFERENT_HEARD_DAYS, question.policy.heard_min)


def heard(question: Question) -> Q:
    since = question.days_ago(question.policy.heard_within_days)
    nth_thing, nth_day = question.policy.heard_min - 1, _heard_days_needed(question) - 1
    return Q(**{f"tie_heard_on__{nth_thing}__gte": since, f"tie_heard_days__{nth_day}__gte": since})


def _heard_words(have: int, need: int, on_days: int, question: Question) -> str:
    window = days(question.policy.heard_within_days)
    if not have:
        return _("You have not taken in anything of theirs in the last %(window)s.") % {"window": window}
    if have < need:
        words = _("You took in %(have)d of %(need)d different things of theirs in the last %(window)s.")
    elif on_days < _heard_days_needed(question):
        words = _("You took in %(have)d different things of theirs in the last %(window)s, but all on one day.")
    else:
        words = _("You took in %(have)d different things of theirs in the last %(window)s.")
    return words % {"have": have, "need": need, "window": window}


def judge_heard(row: Row, question: Question) -> Verdict:
    since, need = question.days_ago(question.policy.heard_within_days), question.policy.heard_min
    have = sum(day >= since for day in row.heard_on)
    on_days = sum(day >= since for day in row.heard_days)
    if have < need:
        missing = need - have
        step = ngettext(
            "Read one more post or talk of %(name)s’s, or listen to one.",
            "Read %(missing)d more posts or talks of %(name)s’s, or listen to them.",
            missing,
        ) % {"missing": missing, "name": row.name}
    else:
        step = _("Take in something of %(name)s’s on another day.") % {"name": row.name}
    return verdict(
        "heard",
        Group.LISTEN,
        met=have >= need and on_days >= _heard_days_needed(question),
        have=have,
        need=need,
        sentence=_heard_words(have, need, on_days, question),
        next_step=step,
    )


# fit: they care about one of the campaign's topics -------------------------------------------------------


# One look at the contact's own interests: a subquery that the planner neither hashes nor runs for the whole book.
_FIT = """
(SELECT bool_or(fits) FROM (
    SELECT bool_or(basis = 'stated') OR (topic_id = ANY (%(open_topics)s) AND count(DISTINCT noted_on) FILTER (
        WHERE basis = 'observed' AND noted_on >= %(since)s) >= %(days)s) AS fits
    FROM (
        SELECT topic_id, basis, (noted_at AT TIME ZONE %(zone)s)::date AS noted_on FROM crm_interest
        WHERE contact_id = {pk} AND topic_id = ANY (%(topics)s) AND noted_at <= %(as_of)s
    ) AS noted GROUP BY topic_id
) AS by_topic) IS TRUE
"""


def fit(question: Question) -> Q:
    return holds(
        _FIT,
        columns={"pk": "pk"},
        values={
            "topics": list(question.topic_ids),
            "open_topics": list(question.open_topic_ids),
            "as_of": question.as_of,
            "zone": question.staff.time_zone,
            "since": question.days_ago(question.policy.fit_within_days),
            "days": question.policy.fit_days,
        },
    )


def judge_fit(row: Row, question: Question) -> Verdict:
    need, (topic, have) = question.policy.fit_days, row.fit_observed
    stated = row.fit_stated is not None
    if stated:
        sentence = _("They said that they care about %(topic)s.") % {"topic": row.fit_stated}
    elif have:
        sentence = _("They were heard on %(topic)s on %(have)s of %(need)d in %(window)s.") % {
            "topic": topic,
            "have": different_days(have),
            "need": need,
            "window": days(question.policy.fit_within_days),
        }
    else:
        sentence = _("Nothing shows yet that %(name)s cares about what this campaign is about.") % {"name": row.name}
    if not question.topic_ids:
        step = _("Give the campaign a topic.")
    else:
        step = _("Note an interest in one of the campaign’s topics where they said or showed one; else leave it.")
    return verdict(
        "fit",
        Group.LISTEN,
        met=stated or have >= need,
        have=need if stated else have,
        need=need,
        sentence=sentence,
        next_step=step,
    )


LISTEN = (
    Criterion("heard", Group.LISTEN, heard, judge_heard),
    # An invitation is a stated interest in its topic.
    Criterion("fit", Group.LISTEN, fit, judge_fit, (INVITATION,), by_campaign=True),
)

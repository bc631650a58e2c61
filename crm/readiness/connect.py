"""Connect: known, reached, answered, owed, alive."""

from datetime import timedelta

from django.db.models import F, Q, Value
from django.db.models.lookups import GreaterThanOrEqual

from crm.readiness.expressions import AliveUntil, holds, not_true
from crm.readiness.passed_on import WAITS_TOO_LONG
from crm.readiness.question import Question
from crm.readiness.stand_ins import ATTESTATION, INTRODUCTION, INVITATION
from crm.readiness.verdict import Criterion, Group, Row, Verdict, verdict
from crm.readiness.wording import _, days, days_of, on, wait_until


def known(question: Question) -> Q:
    return Q(tie_first_exchange_on__lte=question.days_ago(question.policy.known_days))


def judge_known(row: Row, question: Question) -> Verdict:
    need, first = question.policy.known_days, row.first_exchange_on
    have = (question.today - first).days if first else 0
    enough_on = first + timedelta(days=need) if first else None
    sentence = (
        _("Your first exchange with %(name)s was on %(day)s.") % {"name": row.name, "day": on(first)}
        if first
        else _("You and %(name)s have not exchanged a word yet.") % {"name": row.name}
    )
    return verdict(
        "known",
        Group.CONNECT,
        met=first is not None and have >= need,
        have=have,
        need=need,
        sentence=sentence,
        next_step=wait_until(enough_on) if enough_on else _("Start talking with them; an ask has time."),
        by_time_on=enough_on,
    )


def reached(question: Question) -> Q:
    need = question.policy.reached_days
    return Q(tie_reached_days__gte=need) if need else Q(pk__isnull=False)  # none needed: nor a relationship


def judge_reached(row: Row, question: Question) -> Verdict:
    have, need = row.reached_days, question.policy.reached_days
    return verdict(
        "reached",
        Group.CONNECT,
        met=have >= need,
        have=have,
        need=need,
        sentence=_("You have not written to %(name)s yet.") % {"name": row.name}
        if not have
        else _("You wrote to %(name)s on %(on)s.") % {"name": row.name, "on": days_of(have, need)},
        next_step=_("Write, comment or call on %(missing)s, about what they care about.")
        % {"missing": _more_days(need - have)},
    )


def answered(question: Question) -> Q:
    return Q(tie_answered_days__gte=question.policy.answered_days)


def judge_answered(row: Row, question: Question) -> Verdict:
    have, need = row.answered_days, question.policy.answered_days
    return verdict(
        "answered",
        Group.CONNECT,
        met=have >= need,
        have=have,
        need=need,
        sentence=_("%(name)s has not written to you yet.") % {"name": row.name}
        if not have
        else _("%(name)s wrote to you on %(on)s.") % {"name": row.name, "on": days_of(have, need)},
        next_step=_("Give them reason to answer on %(missing)s; nothing we send replaces it.")
        % {"missing": _more_days(need - have)},
    )


def owed(question: Question) -> Q:
    limit = question.days_ago(question.policy.owed_days)
    own = Q(tie_owed_on=None) | Q(tie_owed_on__gte=limit)
    if question.by_the_tie:
        return own
    staff, as_of = question.staff.pk, question.as_of
    values = {"staff": staff, "askers": [staff, *question.others], "as_of": as_of, "limit": limit}
    return own & not_true(holds(WAITS_TOO_LONG, columns={"pk": "pk", "asker": "tie_staff_id"}, values=values))


def judge_owed(row: Row, question: Question) -> Verdict:
    need, since = question.policy.owed_days, row.owed_on
    have = (question.today - since).days if since else 0
    waiting = (
        _("What %(name)s wrote to a colleague who has left waits for your answer since %(day)s.")
        if since and row.is_passed_on
        else _("%(name)s has been waiting for your answer since %(day)s.")
    )
    sentence = waiting % {"name": row.name, "day": on(since)} if since else _("Nothing of theirs waits for an answer.")
    return verdict(
        "owed",
        Group.CONNECT,
        met=have <= need,
        have=have,
        need=need,
        sentence=sentence,
        next_step=_("Answer their message of %(day)s.") % {"day": on(since)} if since else "",
    )


def _alive_until(question: Question) -> AliveUntil:
    policy = question.policy
    return AliveUntil(
        F("tie_they_wrote_first_on"),
        F("tie_they_wrote_last_on"),
        F("tie_they_wrote_days"),
        Value(policy.quiet_factor),
        Value(policy.quiet_min_days),
        Value(policy.quiet_max_days),
    )


def alive(question: Question) -> Q:
    return Q(GreaterThanOrEqual(_alive_until(question), Value(question.today)))


def quiet_limit(row: Row, question: Question) -> int:
    """Days of silence after which the tie counts as quiet: factor × usual gap, kept within two bounds."""
    policy = question.policy
    if row.they_wrote_days < 2:
        return policy.quiet_min_days
    span: int = (row.they_wrote_last_on - row.they_wrote_first_on).days
    usual: int = policy.quiet_factor * span // (row.they_wrote_days - 1)
    return max(policy.quiet_min_days, min(policy.quiet_max_days, usual))


def judge_alive(row: Row, question: Question) -> Verdict:
    last, need = row.they_wrote_last_on, quiet_limit(row, question)
    have = (question.today - last).days if last else 0
    sentence = (
        _("%(name)s last wrote %(have)s ago; up to %(need)s is usual between you.")
        % {"name": row.name, "have": days(have), "need": days(need)}
        if last
        else _("%(name)s has not written to you yet.") % {"name": row.name}
    )
    return verdict(
        "alive",
        Group.CONNECT,
        met=last is not None and have <= need,
        have=have,
        need=need,
        sentence=sentence,
        next_step=_("Get back in touch without wanting anything; it counts when they answer."),
    )


def _more_days(missing: int) -> str:
    return _("one more day") if missing == 1 else _("%(missing)d more days") % {"missing": missing}


CONNECT = (
    Criterion("known", Group.CONNECT, known, judge_known, (INVITATION, ATTESTATION, INTRODUCTION)),
    Criterion("reached", Group.CONNECT, reached, judge_reached, (INVITATION, ATTESTATION)),
    Criterion("answered", Group.CONNECT, answered, judge_answered, (INVITATION,)),
    Criterion("owed", Group.CONNECT, owed, judge_owed, (INVITATION,)),
    Criterion("alive", Group.CONNECT, alive, judge_alive, (INVITATION,)),
)

"""Give: given."""

from datetime import date, timedelta

from django.db.models import F, Q, Value
from django.db.models.lookups import GreaterThanOrEqual

from crm.readiness.expressions import DaysBetween
from crm.readiness.question import GIVEN_WITHIN_DAYS, Question
from crm.readiness.stand_ins import INVITATION
from crm.readiness.verdict import Criterion, Group, Row, Verdict, verdict
from crm.readiness.wording import _, on, quoted, wait_until


def given(question: Question) -> Q:
    oldest, need = question.days_ago(GIVEN_WITHIN_DAYS), question.policy.given_min
    counted = DaysBetween(F("tie_given_on"), Value(oldest), Value(question.days_ago(question.policy.unhurried_days)))
    # Newest first, so one look at the last that is needed spares counting for most.
    return Q(**{f"tie_given_on__{need - 1}__gte": oldest}) & Q(GreaterThanOrEqual(counted, Value(need)))


def _counted(given_on: list[date], today: date, unhurried: int) -> int:
    oldest, newest = today - timedelta(days=GIVEN_WITHIN_DAYS), today - timedelta(days=unhurried)
    return sum(oldest <= day <= newest for day in given_on)


def _by_time_on(row: Row, question: Question) -> date | None:
    """The first day on which gives that are still too fresh make it enough; None if they will not."""
    unhurried, need = question.policy.unhurried_days, question.policy.given_min
    ripe = sorted(day + timedelta(days=unhurried) for day in row.given_on)
    return next((day for day in ripe if day > question.today and _counted(row.given_on, day, unhurried) >= need), None)


def _idea(row: Row) -> str:
    read = row.dossier.last_read
    if read and (read["text"] or read["url"]):
        return _("Share what they wrote, %(what)s, with a line of your own; or help with something else.") % {
            "what": quoted(read["text"] or read["url"])
        }
    return _("Share something of %(name)s’s with a line of your own, help them, or introduce somebody.") % {
        "name": row.name
    }


def judge_given(row: Row, question: Question) -> Verdict:
    need = question.policy.given_min
    have = _counted(row.given_on, question.today, question.policy.unhurried_days)
    ripe_on = _by_time_on(row, question)
    if ripe_on is not None:
        sentence = _("You were of use to %(name)s on %(day)s; a favour and an ask so close look like a trade.")
        sentence %= {"name": row.name, "day": on(row.given_on[0])}
    elif have:
        sentence = _("You were of use to %(name)s, last on %(day)s.")
        sentence %= {"name": row.name, "day": on(row.given_on[0])}
    elif row.given_on:
        sentence = _("You were last of use to %(name)s on %(day)s; that is more than a year ago.")
        sentence %= {"name": row.name, "day": on(row.given_on[0])}
    elif row.last_ask_at is not None:
        sentence = _("You have not done anything for %(name)s since you last asked.") % {"name": row.name}
    else:
        sentence = _("You have not done anything for %(name)s yet.") % {"name": row.name}
    return verdict(
        "given",
        Group.GIVE,
        met=have >= need,
        have=have,
        need=need,
        sentence=sentence,
        next_step=wait_until(ripe_on) if ripe_on else _idea(row),
        by_time_on=ripe_on,
    )


GIVE = (Criterion("given", Group.GIVE, given, judge_given, (INVITATION,)),)

"""What may stand in for parts of connect and give: an invitation, an attestation, an introduction."""

from datetime import date

from django.db.models import Q

from crm.readiness.expressions import holds, some
from crm.readiness.question import INVITED_FOR_DAYS, Question
from crm.readiness.verdict import Row, StandIn
from crm.readiness.wording import _, on, quoted

# On one of the campaign's topics, young, and not used up by an ask before this moment.
_INVITED = some("""
    FROM crm_invitation AS v LEFT JOIN crm_ask AS u ON u.id = v.used_by_id
    WHERE v.contact_id = {pk} AND v.topic_id = ANY (%(topics)s) AND v.given_on BETWEEN %(first)s AND %(today)s
      AND (u.id IS NULL OR u.asked_at > %(as_of)s)
""")


def invited(question: Question) -> Q:
    return holds(
        _INVITED,
        columns={"pk": "pk"},
        values={
            "topics": list(question.topic_ids),
            "first": question.days_ago(INVITED_FOR_DAYS),
            "today": question.today,
            "as_of": question.as_of,
        },
    )


def _invited_words(row: Row) -> str | None:
    if row.invited is None:
        return None
    day = on(date.fromisoformat(row.invited["given_on"]))
    return _("They asked for it on %(day)s: %(quote)s") % {"day": day, "quote": quoted(row.invited["quote"])}


def _is_by_now(row: Row, day: date | None) -> bool:
    return day is not None and day <= row.question.today


def _attested_words(row: Row) -> str | None:
    return _("You know them from before.") if _is_by_now(row, row.attested_on) else None


def _introduced_words(row: Row) -> str | None:
    if not _is_by_now(row, row.introduced_on):
        return None
    return _("A colleague introduced you on %(day)s.") % {"day": on(row.introduced_on)}


INVITATION = StandIn("invitation", invited, _invited_words)
ATTESTATION = StandIn("attestation", lambda question: Q(tie_attested_on__lte=question.today), _attested_words)
INTRODUCTION = StandIn("introduction", lambda question: Q(tie_introduced_on__lte=question.today), _introduced_words)

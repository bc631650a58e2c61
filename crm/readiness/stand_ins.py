"""What may stand in for parts of connect and give: an invitation, an attestation, an introduction."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from crm.models.boundaries import Invitation
from crm.readiness.question import INVITED_FOR_DAYS, Question
from crm.readiness.verdict import Row
from crm.readiness.wording import on, quoted


def invitations(question: Question) -> "QuerySet[Invitation]":
    """Those of the outer contact that stand for this campaign: on one of its topics, young and unused."""
    unused = Q(used_by=None) | Q(used_by__asked_at__gt=question.as_of)
    return Invitation.objects.filter(
        unused,
        contact=OuterRef("pk"),
        topic__in=question.topic_ids,
        given_on__gte=question.days_ago(INVITED_FOR_DAYS),
        given_on__lte=question.today,
    )


@dataclass(frozen=True)
class StandIn:
    name: str
    condition: Callable[[Question], Q]
    sentence: Callable[[Row], str | None]


def _invited_words(row: Row) -> str | None:
    if row.invited is None:
        return None
    day = on(date.fromisoformat(row.invited["given_on"]))
    return _("They asked for it on %(day)s: %(quote)s") % {"day": day, "quote": quoted(row.invited["quote"])}


def _attested_words(row: Row) -> str | None:
    return _("You know them from before.") if row.attested_on is not None else None


def _introduced_words(row: Row) -> str | None:
    if row.introduced_on is None:
        return None
    return _("A colleague introduced you on %(day)s.") % {"day": on(row.introduced_on)}


INVITATION = StandIn("invitation", lambda question: Q(Exists(invitations(question))), _invited_words)
ATTESTATION = StandIn("attestation", lambda question: Q(tie__attested_on__lte=question.today), _attested_words)
INTRODUCTION = StandIn("introduction", lambda question: Q(tie__introduced_on__lte=question.today), _introduced_words)

"""Whom a boundary, an ask or a dead address could stand in the way of: nearly nobody, found from those few.

Each is a superset, cheap to find, of the people for whom the criteria of a stage fail; the criteria themselves
decide. Without it, a page of the few who rest would look at the whole book."""

from datetime import timedelta

from django.db.models import Q

from crm.readiness.expressions import holds
from crm.readiness.question import YEAR_DAYS, Question

_PERHAPS_CLOSED = """
{pk} IN (
    SELECT o.id FROM crm_contact AS o WHERE o.person IN (
        SELECT w.person FROM crm_boundary AS b JOIN crm_contact AS w ON w.id = b.contact_id
        WHERE b.lifted_at IS NULL OR b.lifted_at > %(as_of)s
        UNION ALL
        SELECT w.person FROM crm_ask AS a JOIN crm_contact AS w ON w.id = a.contact_id
        WHERE a.campaign_id = %(campaign)s AND a.voided_at IS NULL)
    UNION ALL
    SELECT h.contact_id FROM crm_handle AS h WHERE h.status <> 'current'
)
"""
_PERHAPS_RESTING = """
{person} IN (
    SELECT w.person FROM crm_ask AS a JOIN crm_contact AS w ON w.id = a.contact_id
    WHERE a.voided_at IS NULL
      AND (greatest(a.asked_at, a.follow_up_at) >= %(since)s OR a.not_now_until > %(today)s)
    UNION ALL
    SELECT w.person FROM crm_interaction AS i JOIN crm_contact AS w ON w.id = i.contact_id
    WHERE i.promotional AND i.voided_at IS NULL AND i.occurred_at >= %(since)s
)
"""


def perhaps_closed(question: Question) -> Q:
    values = {"as_of": question.as_of, "campaign": question.campaign.pk}
    return holds(_PERHAPS_CLOSED, columns={"pk": "pk"}, values=values)


def perhaps_resting(question: Question) -> Q:
    policy = question.policy
    # Two days more than the longest window: local days are not whole days of the clock.
    since = timedelta(days=2 + max(YEAR_DAYS, policy.rest_days + 1, policy.rest_after_no_days + 1))
    values = {"since": question.as_of - since, "today": question.today}
    return holds(_PERHAPS_RESTING, columns={"person": "person"}, values=values)

"""Whom a boundary, an ask or a dead address could stand in the way of: nearly nobody, found from those few. And
whom a topic could be for.

Each is a superset, cheap to find, of the people for whom the criteria of a stage fail, or hold; the criteria
themselves decide. Without it, a page of the few who rest would look at the whole book."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from django.db import connection
from django.db.models import Q

from crm.channels import ONLY_PUBLIC
from crm.readiness.expressions import holds, none
from crm.readiness.question import YEAR_DAYS, Question

# Most people are one record. Of those who are several, every record is suspect: what is known of one holds for all.
_SEVERAL = """
SELECT w.id FROM crm_contact AS w
WHERE w.person = ANY (ARRAY (SELECT person FROM crm_contact WHERE person <> id))
"""
_LIVE = """
FROM crm_handle AS live
WHERE live.contact_id = dead.contact_id AND live.status = 'current' AND live.channel <> ALL (%(only_public)s)
"""
_PERHAPS_CLOSED = f"""
{{pk}} IN (
    SELECT contact_id FROM crm_boundary
    WHERE (lifted_at IS NULL OR lifted_at > %(as_of)s) AND (until IS NULL OR until > %(today)s)
      AND (scope NOT IN ('campaign', 'topic') OR campaign_id = %(campaign)s OR topic_id = ANY (%(topics)s))
    UNION ALL SELECT contact_id FROM crm_ask WHERE campaign_id = %(campaign)s AND voided_at IS NULL
    UNION ALL SELECT dead.contact_id FROM crm_handle AS dead WHERE dead.status <> 'current' AND {none(_LIVE)}
    UNION ALL {_SEVERAL}
)
"""
_PERHAPS_RESTING = f"""
{{pk}} IN (
    SELECT contact_id FROM crm_ask
    WHERE voided_at IS NULL AND (greatest(asked_at, follow_up_at) >= %(since)s OR not_now_until > %(today)s)
    UNION ALL SELECT contact_id FROM crm_interaction
    WHERE promotional AND voided_at IS NULL AND occurred_at >= %(since)s
    UNION ALL SELECT contact_id FROM crm_recall
    UNION ALL {_SEVERAL}
)
"""


def perhaps_closed(question: Question) -> Q:
    values = {
        "as_of": question.as_of,
        "today": question.today,
        "campaign": question.campaign.pk,
        "topics": list(question.topic_ids),
        "only_public": sorted(ONLY_PUBLIC),
    }
    return holds(_PERHAPS_CLOSED, columns={"pk": "pk"}, values=values)


def perhaps_resting(question: Question) -> Q:
    policy = question.policy
    # Two days more than the longest window: local days are not whole days of the clock.
    since = timedelta(days=2 + max(YEAR_DAYS, policy.rest_days + 1, policy.rest_after_no_days + 1))
    values = {"since": question.as_of - since, "today": question.today}
    return holds(_PERHAPS_RESTING, columns={"pk": "pk"}, values=values)


_PERHAPS_FIT = """
SELECT topic_id, contact_id FROM crm_interest WHERE contact_id = ANY (%(contacts)s) AND topic_id = ANY (%(topics)s)
UNION
SELECT topic_id, contact_id FROM crm_invitation WHERE contact_id = ANY (%(contacts)s) AND topic_id = ANY (%(topics)s)
"""


def perhaps_fit(contacts: Iterable[int], topics: Iterable[int]) -> dict[int, set[int]]:
    """By topic, those of these contacts who could care about it or asked for it: nobody else fits."""
    found: dict[int, set[int]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(_PERHAPS_FIT, {"contacts": list(contacts), "topics": list(topics)})
        for topic, contact in cursor.fetchall():
            found[topic].add(contact)
    return found

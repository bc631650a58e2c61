"""What one could do for somebody: share their newest post, answer what they asked."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from crm.models import Direction, Interaction, Staff
from listening.inbox import inbox
from listening.models import Mention

FRESH = timedelta(days=30)  # an older post is not shared, an older question not answered out of the blue
MOST = 50


@dataclass(frozen=True)
class Suggestion:
    """`post`: their newest, None if nothing was heard. `question`: what they wrote last that asks something, None if
    nothing does."""

    post: Mention | None
    question: Interaction | None


def suggestions(*, staff: Staff, contacts: Collection[int], as_of: datetime) -> dict[int, Suggestion]:
    """By contact, for those there is something for; the caller has made sure `staff` may see them. Three queries."""
    people = sorted(set(contacts))[:MOST]
    if not people:
        return {}
    posts = _newest_posts(people, staff, as_of)
    asked = (
        Interaction.objects.standing()
        .filter(staff=staff, contact__in=people, direction=Direction.INBOUND, text__contains="?")
        .filter(occurred_at__range=(as_of - FRESH, as_of))
    )
    newest = asked.order_by("contact_id", "-occurred_at", "-pk").distinct("contact_id")
    questions = {one.contact_id: one for one in newest}
    return {pk: Suggestion(posts.get(pk), questions.get(pk)) for pk in people if pk in posts or pk in questions}


def _newest_posts(people: list[int], staff: Staff, as_of: datetime) -> dict[int, Mention]:
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, {"people": people, "since": as_of - FRESH, "as_of": as_of})
        rows = cursor.fetchall()
    posts = inbox(staff).in_bulk([mention for _contact, mention in rows])
    return {contact: posts[mention] for contact, mention in rows if mention in posts}


_NEWEST = """
SELECT DISTINCT ON (handle.contact_id) handle.contact_id, mention.id
FROM crm_handle handle
JOIN listening_author author ON author.channel = handle.channel AND author.key = handle.key
JOIN listening_mention mention ON mention.author_id = author.id AND mention.published_at BETWEEN %(since)s AND %(as_of)s
WHERE handle.contact_id = ANY(%(people)s) AND NOT handle.shared
ORDER BY handle.contact_id, mention.published_at DESC, mention.id DESC
"""

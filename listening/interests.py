"""Observed interests: what contacts write about, with the post as evidence. One for each contact, topic and day:
days are what the rule counts. Never for a sensitive topic: what somebody posts is not what they told us."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from crm.actions.note_interest import observe_interests
from crm.models import Interest, Topic
from listening.models import DrawnInterest


@transaction.atomic
def draw_interests(
    *,
    mentions: Collection[int] | None = None,
    contacts: Collection[int] | None = None,
    topics: Collection[int] | None = None,
    since: datetime | None = None,
) -> int:
    """Note what is not noted yet, for these mentions, contacts or topics, published `since`; None is all. How many.
    Repeating it changes nothing."""
    if mentions is not None and not mentions:
        return 0
    found = _undrawn(mentions, contacts, topics, since)
    interests = observe_interests(
        [
            {"contact_id": contact, "topic_id": topic, "noted_at": at, "evidence_url": url}
            for _mention, topic, contact, at, url in found
        ]
    )
    DrawnInterest.objects.bulk_create(
        [
            DrawnInterest(mention_id=mention, topic_id=topic, contact_id=contact, day=at.date(), interest=interest)
            for (mention, topic, contact, at, _url), interest in zip(found, interests, strict=True)
        ],
        ignore_conflicts=True,
    )
    return len(found)


@transaction.atomic
def undraw_interests(mentions: Collection[int], *, topics: Collection[int] | None = None) -> None:
    """The mentions are gone, or match these topics no more: interests that rested on them go, and are drawn anew from
    another post of the same day if there is one."""
    drawn = DrawnInterest.objects.filter(mention_id__in=mentions)
    if topics is not None:
        drawn = drawn.filter(topic_id__in=topics)
    rows = list(drawn.values_list("pk", "interest_id", "contact_id"))
    if not rows:
        return
    DrawnInterest.objects.filter(pk__in=[pk for pk, _interest, _contact in rows]).delete()
    Interest.objects.filter(pk__in=[interest for _pk, interest, _contact in rows if interest]).delete()
    draw_interests(contacts={contact for _pk, _interest, contact in rows})


@transaction.atomic
def forget_drawn(topic: Topic) -> None:
    """No interest in it rests on posts any more."""
    drawn = DrawnInterest.objects.filter(topic=topic)
    interests = list(drawn.exclude(interest=None).values_list("interest_id", flat=True))
    drawn.delete()
    Interest.objects.filter(pk__in=interests).delete()


def _undrawn(
    mentions: Collection[int] | None,
    contacts: Collection[int] | None,
    topics: Collection[int] | None,
    since: datetime | None,
) -> Sequence[tuple[Any, ...]]:
    narrowed = "true"
    params: dict[str, Any] = {}
    for column, ids in (
        ("matched.mention_id", mentions),
        ("handle.contact_id", contacts),
        ("matched.topic_id", topics),
    ):
        if ids is not None:
            name = column.partition(".")[2]
            narrowed += f" AND {column} = ANY(%({name})s)"
            params[name] = list(ids)
    if since is not None:
        narrowed += " AND matched.published_at >= %(since)s"
        params["since"] = since
    with connection.cursor() as cursor:
        cursor.execute(_UNDRAWN.format(narrowed=narrowed), params)
        return list(cursor.fetchall())


_UNDRAWN = """
SELECT DISTINCT ON (handle.contact_id, matched.topic_id, (mention.published_at AT TIME ZONE 'UTC')::date)
       mention.id, matched.topic_id, handle.contact_id, mention.published_at, mention.url
FROM listening_mentiontopic matched
JOIN listening_mention mention ON mention.id = matched.mention_id AND mention.month = matched.month
JOIN listening_author author ON author.id = mention.author_id
JOIN crm_handle handle ON handle.channel = author.channel AND handle.key = author.key AND NOT handle.shared
JOIN crm_contact contact ON contact.id = handle.contact_id AND contact.trashed_at IS NULL
JOIN crm_topic topic ON topic.id = matched.topic_id AND NOT topic.sensitive
WHERE {narrowed} AND NOT EXISTS (
    SELECT FROM listening_drawninterest drawn
    WHERE drawn.contact_id = handle.contact_id AND drawn.topic_id = matched.topic_id
      AND drawn.day = (mention.published_at AT TIME ZONE 'UTC')::date)
ORDER BY handle.contact_id, matched.topic_id, (mention.published_at AT TIME ZONE 'UTC')::date, mention.published_at
"""

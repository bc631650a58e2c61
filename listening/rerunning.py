"""A topic's changed query asked of everything kept: what matches now is added, what does not match any more goes."""

from collections.abc import Iterator
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max

from crm.models import Topic
from listening.archive import Row, asking, candidates, found_by_words, read
from listening.copying import copy_rows
from listening.interests import draw_interests, undraw_interests
from listening.models import MentionKey, TopicRun
from listening.query import QueryError, parse
from listening.storing import MATCHED

CHUNK = 5_000


class Cancelled(Exception):
    """Somebody stopped it; nothing was changed."""


def run(topic_id: int, *, as_of: datetime) -> TopicRun | None:
    """Do what was queued for a topic; None if there is nothing to do. Run again after being killed it starts anew:
    nothing changes before the one transaction at the end."""
    work = TopicRun.objects.select_related("topic").filter(topic=topic_id, finished_at=None, cancelled_at=None).first()
    if work is None:
        return None
    TopicRun.objects.filter(pk=work.pk).update(started_at=as_of, done=0, error="")
    try:
        added, removed = _apply(work.topic, work)
    except Cancelled:
        work.refresh_from_db()
        return work
    except QueryError as error:
        TopicRun.objects.filter(pk=work.pk).update(finished_at=as_of, error=str(error))
    else:
        TopicRun.objects.filter(pk=work.pk).update(finished_at=as_of, added=added, removed=removed)
    work.refresh_from_db()
    return work


def _apply(topic: Topic, work: TopicRun) -> tuple[int, int]:
    last = _last()
    found = {row[0]: row for row in _matching(topic, work)} if topic.query else {}
    with transaction.atomic():
        Topic.objects.select_for_update().get(pk=topic.pk)
        stands = _standing(topic)
        added = [row for pk, row in found.items() if pk not in stands]
        removed = [pk for pk in stands if pk not in found and pk <= last]  # later ones came by the new query
        copy_rows(
            "listening_mentiontopic",
            MATCHED,
            [(row[0], topic.pk, *row[1:]) for row in added],
        )
        _remove(topic, removed)
        undraw_interests(removed, topics=[topic.pk])
        draw_interests(topics=[topic.pk])
    return len(added), len(removed)


def _matching(topic: Topic, work: TopicRun) -> Iterator[Row]:
    asked = asking(topic, parse(topic.query))
    if asked.words.exact:
        _tell(work)
        found = found_by_words(asked)
        work.total = work.done = len(found)
        yield from found
    else:
        parts = list(candidates(asked))
        work.total, work.done = sum(len(ids) for _month, _keep, ids in parts), 0
        for month, keep, ids in parts:
            for start in range(0, len(ids), CHUNK):
                _tell(work)
                chunk = read(month, keep, ids[start : start + CHUNK])
                work.done += len(chunk)
                yield from (one[:6] for one in asked.matches(chunk))
    _tell(work)


def _tell(work: TopicRun) -> None:
    going = TopicRun.objects.filter(pk=work.pk, cancelled_at=None, query=work.query)
    if not going.update(done=work.done, total=work.total):
        raise Cancelled  # or its query was changed again, and another run is queued


def _last() -> int:
    return MentionKey.objects.aggregate(last=Max("pk"))["last"] or 0


def _standing(topic: Topic) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT mention_id FROM listening_mentiontopic WHERE topic_id = %s", [topic.pk])
        return {pk for (pk,) in cursor.fetchall()}


def _remove(topic: Topic, mentions: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM listening_mentiontopic WHERE topic_id = %s AND mention_id = ANY(%s)", [topic.pk, mentions]
        )

"""A topic's query: checked before it is saved, tried on what is kept, asked of all of it after a change."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from crm.actions.save_topic import create_topic, update_topic
from crm.errors import Refusal
from crm.models import Topic
from listening.archive import Kept, asking, newest_matching
from listening.interests import draw_interests, forget_drawn
from listening.jobs import queue_topic
from listening.matching import Place
from listening.models import TopicRun
from listening.query import Query, QueryError, explain, parse

SAMPLED = 200
SHOWN = 20


@dataclass(frozen=True)
class Preview:
    """What a query would have found. `a_day`: posts a day, from the newest that were looked at; None where nothing
    was found. `whole`: all that may match was looked at, so `found` is all there is. `places`: by mention, where the
    words stand that were looked for."""

    explanation: str
    shown: list[Kept]
    places: dict[int, list[Place]]
    found: int
    looked_at: int
    whole: bool
    a_day: float | None


@transaction.atomic
def save_new_topic(*, as_of: datetime, **fields: Any) -> Topic:
    """Refusal under `query` for one that cannot be read. What is kept is asked by a worker."""
    check_query(fields.get("query", ""), Topic(name=fields.get("name", "")))
    topic = create_topic(**fields)
    if topic.query:
        rerun_topic(topic=topic, as_of=as_of)
    return topic


@transaction.atomic
def save_topic(*, topic: Topic, as_of: datetime, **changes: Any) -> Topic:
    """As `update_topic` of the domain, with the query checked; asked of what is kept if it changed. What was drawn from
    posts goes when the topic becomes sensitive, and is drawn again when it is no longer."""
    before, was_sensitive = topic.query, topic.sensitive
    if "query" in changes:
        check_query(changes["query"], topic)
    if changes.get("sensitive"):
        forget_drawn(topic)
    topic = update_topic(topic=topic, **changes)
    if was_sensitive and not topic.sensitive:
        draw_interests(topics=[topic.pk])
    if topic.query != before:
        rerun_topic(topic=topic, as_of=as_of)
    return topic


def check_query(text: str, topic: Topic) -> Query | None:
    """None for an empty one: such a topic is found by nobody but people."""
    if not text.strip():
        return None
    try:
        query = parse(text)
        asking(topic, query)
    except QueryError as error:
        raise Refusal(query=str(error)) from error
    return query


@transaction.atomic
def rerun_topic(*, topic: Topic, as_of: datetime) -> TopicRun:
    """Ask it of everything kept. One that is under way is replaced: it lets go by itself."""
    fresh = {
        **dict.fromkeys(("started_at", "finished_at", "cancelled_at", "total")),
        **{"done": 0, "added": 0, "removed": 0, "error": ""},
    }
    run, _made = TopicRun.objects.update_or_create(
        topic=topic, defaults={"query": topic.query, "queued_at": as_of, **fresh}
    )
    queue_topic(topic.pk)
    return run


def cancel_run(*, run: TopicRun, as_of: datetime) -> TopicRun:
    """Stop it between two steps; nothing was changed then."""
    TopicRun.objects.filter(pk=run.pk, finished_at=None).update(cancelled_at=as_of)
    run.refresh_from_db()
    return run


def explain_query(text: str) -> str:
    """In words. Refusal under `query` for what cannot be read."""
    try:
        return explain(parse(text))
    except QueryError as error:
        raise Refusal(query=str(error)) from error


def preview(*, topic: Topic, text: str) -> Preview:
    """What `text` as this topic's query would have found, newest first; nothing is changed."""
    query = check_query(text, topic)
    if query is None:
        raise Refusal(query=_("Write a query first."))
    asked = asking(topic, query)
    found, seen = newest_matching(asked, most=SAMPLED, looked_at=SAMPLED)
    shown = found[:SHOWN]
    return Preview(
        explanation=explain(query),
        shown=shown,
        places={one.id: asked.matcher.places(one.post, asked.topic) for one in shown},
        found=len(found),
        looked_at=seen,
        whole=seen < SAMPLED,
        a_day=_a_day(found),
    )


def _a_day(found: list[Kept]) -> float | None:
    if not found:
        return None
    days = (found[0].published_at - found[-1].published_at).total_seconds() / 86_400
    return len(found) / max(days, 1.0)

"""The matcher over all topics, the same in every process: built anew here when somebody changed one anywhere."""

import threading
from datetime import datetime
from functools import lru_cache

from django.db.models import Count, Max, Sum

from crm.models import Topic
from listening.matching import Matcher, Post, compile_topics
from listening.query import Query, QueryError, parse

Stamp = tuple[int, int | None, int | None, datetime | None]
_lock = threading.Lock()
_current: tuple[Stamp, Matcher] | None = None


def matcher() -> Matcher:
    """As the topics stand now; one query when nothing changed."""
    global _current
    stamp = _stamp()
    with _lock:
        if _current is None or _current[0] != stamp:
            _current = (stamp, _build())
        return _current[1]


def matcher_of(topic: Topic, query: Query) -> Matcher:
    """One topic alone with this query, and those it refers to. Only matches of `topic.pk` are of interest."""
    queries, names = {topic.pk or 0: query}, {topic.pk or 0: topic.name}
    if query.references:
        for other in Topic.objects.exclude(pk=topic.pk).exclude(query=""):
            if known := parsed(other.query):
                queries[other.pk], names[other.pk] = known, other.name
    return compile_topics(queries, names)


def post_of(
    *,
    title: str,
    text: str,
    author: str,
    author_name: str,
    url: str,
    languages: tuple[str, ...] = (),
    links: tuple[str, ...] = (),
    source: str = "",
    source_kind: str = "",
) -> Post:
    """What the matcher looks at; stored posts and new ones are read the same way."""
    return Post(
        text=text,
        title=title,
        author=author or author_name,
        site=url,
        languages=languages,
        source=source,
        source_kind=source_kind,
        links=links,
    )


def _stamp() -> Stamp:
    found = Topic.objects.aggregate(n=Count("pk"), newest=Max("pk"), versions=Sum("version"), last=Max("updated_at"))
    return found["n"], found["newest"], found["versions"], found["last"]


def _build() -> Matcher:
    queries: dict[int, Query] = {}
    names: dict[int, str] = {}
    for pk, name, text in Topic.objects.exclude(query="").values_list("pk", "name", "query"):
        if query := parsed(text):
            queries[pk], names[pk] = query, name
    return compile_topics(queries, names)


@lru_cache(maxsize=20_000)
def parsed(text: str) -> Query | None:
    """None for one that was stored before it was checked, and cannot be read."""
    try:
        return parse(text)
    except QueryError:
        return None

"""What is kept, asked a query: found by the index as far as words go, then judged by the matcher, as new posts are.

The index holds the very words that the matcher reads, so it never leaves out what would match."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection

from crm.models import Topic
from listening.matching import Matcher, Post
from listening.query import Query, QueryError, resolve
from listening.query.syntax import Node
from listening.recognising import matcher_of, parsed, post_of
from listening.wording import Worded, worded

RECENT = 20_000
_OF_ALL = "listening_mention"
_OF_RECENT = f"(SELECT * FROM listening_mention ORDER BY published_at DESC, id DESC LIMIT {RECENT})"  # noqa: S608
_POST = """SELECT mention.id, mention.month, mention.keep, mention.published_at, mention.author_id, mention.story,
       mention.title, mention.text, author.value, mention.author_name, mention.url, mention.languages, mention.links,
       source.name, mention.source_kind
FROM {source} mention
LEFT JOIN listening_author author ON author.id = mention.author_id
LEFT JOIN listening_source source ON source.id = mention.source_id """


Row = tuple[int, date, bool, datetime, int | None, int]
"""What lists of one topic tell of a post: the first six of Kept."""


class Kept(NamedTuple):
    """A post that is kept, and what the matcher looks at."""

    id: int
    month: date
    keep: bool
    published_at: datetime
    author: int | None
    story: int
    post: Post


class Asking(NamedTuple):
    """A topic's query ready to be asked of what is kept. `words`: what the index can tell of it; without a query it
    must look at everything. References to topics that do not exist make it match nothing, as for new posts."""

    topic: int
    matcher: Matcher
    words: Worded

    def matches(self, kept: Sequence[Kept]) -> list[Kept]:
        found = self.matcher.match_many([one.post for one in kept])
        return [one for one, topics in zip(kept, found, strict=True) if self.topic in topics]


def asking(topic: Topic, query: Query) -> Asking:
    """`topic` may be one that is not stored yet. Raises QueryError for references that lead nowhere."""
    root = _written_out(topic, query)
    return Asking(topic.pk or 0, matcher_of(topic, query), worded(root))


def newest_matching(asked: Asking, *, most: int, looked_at: int) -> tuple[list[Kept], int]:
    """Of the newest `looked_at` posts that may match, those that do, `most` at most; and how many were looked at."""
    newest = _newest(_OF_RECENT, asked.words.query, looked_at)
    if len(newest) < looked_at:
        newest = _newest(_OF_ALL, asked.words.query, looked_at)
    return asked.matches(newest)[:most], len(newest)


def candidates(asked: Asking) -> Iterator[tuple[date, bool, list[int]]]:
    """The ids of every post that may match, by where they lie."""
    where, params = _holding(asked.words.query)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT month, keep, array_agg(id) FROM listening_mention mention {where}"  # noqa: S608
            " GROUP BY month, keep ORDER BY month DESC",
            params,
        )
        yield from cursor.fetchall()


def found_by_words(asked: Asking) -> list[Row]:
    """Every post that matches a query of which the index can tell all."""
    where, params = _holding(asked.words.query)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, month, keep, published_at, author_id, story FROM listening_mention mention {where}",  # noqa: S608
            params,
        )
        return list(cursor.fetchall())


def read(month: date, keep: bool, ids: Sequence[int]) -> list[Kept]:
    with connection.cursor() as cursor:
        cursor.execute(
            _POST.format(source=_OF_ALL) + "WHERE mention.month = %s AND mention.keep = %s AND mention.id = ANY(%s)",
            [month, keep, list(ids)],
        )
        return [_kept(row) for row in cursor.fetchall()]


def _newest(source: str, words: str | None, most: int) -> list[Kept]:
    """What is frequent is soon found among recent posts; of what is rare, few have to be put in order."""
    where, params = _holding(words)
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_POST.format(source=source)}{where} ORDER BY mention.published_at DESC, mention.id DESC LIMIT %(most)s",
            {**params, "most": most},
        )
        return [_kept(row) for row in cursor.fetchall()]


def _holding(words: str | None) -> tuple[str, dict[str, str | int]]:
    return ("", {}) if words is None else ("WHERE mention.words @@ %(words)s::tsquery ", {"words": words})


def _kept(row: tuple[Any, ...]) -> Kept:
    title, text, author, author_name, url, languages, links, source, kind = row[6:]
    post = post_of(
        title=title,
        text=text,
        author=author or "",
        author_name=author_name,
        url=url,
        languages=tuple(languages),
        links=tuple(links),
        source=source or "",
        source_kind=kind,
    )
    pk, month, keep, published_at, author_id, story = row[:6]
    return Kept(pk, month, keep, published_at, author_id, story, post)


def _written_out(topic: Topic, query: Query) -> Node:
    if not query.references:
        return query.root
    others = Topic.objects.exclude(pk=topic.pk).exclude(query="").values_list("name", "query")
    known = {name: found for name, text in others if (found := parsed(text))}
    return resolve(query, known, name=topic.name).root


__all__ = ["Asking", "Kept", "QueryError", "Row", "asking", "candidates", "found_by_words", "newest_matching", "read"]

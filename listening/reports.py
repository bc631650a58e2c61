"""Figures of what was heard: how much on each topic, and who owns the conversation."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection

from crm.models import Staff


@dataclass(frozen=True)
class Week:
    """`begins`: its Monday, where the reader is. A story is one text or link, however many ran it."""

    topic: int
    begins: date
    posts: int
    stories: int


@dataclass(frozen=True)
class Share:
    """Who spoke, and how much of all posts and stories on the topics: 0 to 1."""

    author: int
    value: str
    channel: str
    name: str
    posts: int
    stories: int
    of_posts: float
    of_stories: float


def by_week(*, staff: Staff, topics: Collection[int], as_of: datetime, weeks: int = 12) -> list[Week]:
    """For each topic every week up to this one, those without a post too; oldest first."""
    this = staff.today(as_of)
    first = this - timedelta(days=this.weekday() + 7 * (weeks - 1))
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT topic.id, week::date, heard.posts, heard.stories
               FROM unnest(%(topics)s::bigint[]) AS topic (id)
               CROSS JOIN generate_series(%(first)s::date, %(this)s::date, interval '7 days') AS week
               CROSS JOIN LATERAL (
                   SELECT count(*) AS posts, count(DISTINCT story) AS stories FROM listening_mentiontopic
                   WHERE topic_id = topic.id AND published_at >= week::timestamp AT TIME ZONE %(zone)s
                     AND published_at < (week + interval '7 days')::timestamp AT TIME ZONE %(zone)s
                     AND published_at <= %(as_of)s
               ) heard
               ORDER BY topic.id, week""",
            {"topics": sorted(topics), "first": first, "this": this, "zone": staff.time_zone, "as_of": as_of},
        )
        return [Week(*row) for row in cursor.fetchall()]


def share_of_voice(*, topics: Collection[int], since: datetime, as_of: datetime, most: int = 20) -> list[Share]:
    """Who was heard most on the topics, most posts first. A story belongs to everybody who ran it."""
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH heard AS (
                   SELECT DISTINCT mention_id, author_id, story FROM listening_mentiontopic
                   WHERE topic_id = ANY(%(topics)s) AND published_at BETWEEN %(since)s AND %(as_of)s
               ), whole AS (
                   SELECT greatest(count(*), 1) AS posts, greatest(count(DISTINCT story), 1) AS stories FROM heard
               ), each AS (
                   SELECT author_id, count(*) AS posts, count(DISTINCT story) AS stories FROM heard
                   WHERE author_id IS NOT NULL GROUP BY author_id ORDER BY posts DESC, author_id LIMIT %(most)s
               )
               SELECT author.id, author.value, author.channel, author.name, each.posts, each.stories,
                      each.posts / whole.posts::float, each.stories / whole.stories::float
               FROM each CROSS JOIN whole JOIN listening_author author ON author.id = each.author_id
               ORDER BY each.posts DESC, author.id""",
            {"topics": sorted(topics), "since": since, "as_of": as_of, "most": most},
        )
        return [Share(*row) for row in cursor.fetchall()]


def overlaps(*, topic: int, since: datetime, as_of: datetime) -> list[tuple[int, float]]:
    """By other topic, which part of this one's posts it has too (0 to 1); most first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH own AS (
                   SELECT mention_id, month, keep FROM listening_mentiontopic
                   WHERE topic_id = %(topic)s AND published_at BETWEEN %(since)s AND %(as_of)s
                   ORDER BY published_at DESC LIMIT 20000
               )
               SELECT other.topic_id, count(*) / (SELECT count(*) FROM own)::float AS part
               FROM own JOIN listening_mentiontopic other USING (mention_id, month, keep)
               WHERE other.topic_id <> %(topic)s
               GROUP BY other.topic_id ORDER BY part DESC, other.topic_id""",
            {"topic": topic, "since": since, "as_of": as_of},
        )
        return list(cursor.fetchall())


def items_a_day(*, sources: Collection[int], as_of: datetime, days: int = 14) -> dict[int, float]:
    """By source, how many posts a day it brought; one of which nothing came is left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT source_id, count(*) FROM listening_mention
               WHERE source_id = ANY(%s) AND published_at BETWEEN %s AND %s GROUP BY source_id""",
            [sorted(sources), as_of - timedelta(days=days), as_of],
        )
        return {source: count / days for source, count in cursor.fetchall()}

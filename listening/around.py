"""What stands around a post: what it answers, who else ran it, what it said before, how often its author was heard."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection
from django.db.models import Count

from crm.models import Staff
from listening.models import Mention, MentionKey, MentionVersion

WINDOW = timedelta(days=90)


class HeardOf(NamedTuple):
    """In ninety days. `days`: on how many different ones, counted where the reader is."""

    posts: int
    days: int


def answered(mentions: Sequence[Mention]) -> dict[int, Mention]:
    """By mention, the post it answers, where that is kept."""
    replies = [mention for mention in mentions if mention.in_reply_to]
    if not replies:
        return {}
    wanted, kinds = {mention.in_reply_to for mention in replies}, {mention.source_kind for mention in replies}
    known = MentionKey.objects.filter(source_kind__in=kinds, native_id__in=wanted)  # the kind leads their index
    keys = dict(known.values_list("pk", "native_id"))
    found = Mention.objects.select_related("author").defer("words", "html").filter(pk__in=keys)
    by_id = {keys[one.pk]: one for one in found}
    return {one.pk: by_id[one.in_reply_to] for one in mentions if one.in_reply_to in by_id}


def others_of_story(mentions: Sequence[Mention]) -> dict[int, int]:
    """By story, how many other posts with the same text or link there are."""
    stories = {mention.story for mention in mentions}
    counted = Mention.objects.filter(story__in=stories).values("story").annotate(n=Count("pk")).order_by()
    return {row["story"]: row["n"] - 1 for row in counted if row["n"] > 1}


def former_words(mentions: Sequence[Mention]) -> dict[int, list[MentionVersion]]:
    """By mention, what those that were edited said before, the newest first."""
    edited = [mention.pk for mention in mentions if mention.edited_at]
    found: dict[int, list[MentionVersion]] = {}
    for version in MentionVersion.objects.filter(mention__in=edited) if edited else []:
        found.setdefault(version.mention_id, []).append(version)
    return found


def heard_of(authors: Collection[int], *, staff: Staff, as_of: datetime) -> dict[int, HeardOf]:
    if not authors:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT author_id, count(*), count(DISTINCT (published_at AT TIME ZONE %s)::date)
               FROM listening_mention WHERE author_id = ANY(%s) AND published_at BETWEEN %s AND %s
               GROUP BY author_id""",
            [staff.time_zone, sorted(authors), as_of - WINDOW, as_of],
        )
        return {author: HeardOf(posts, days) for author, posts, days in cursor.fetchall()}

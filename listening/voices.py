"""Who talks about our topics without being a contact yet: on how many days, how recently, how much to the point.

Every part is on a scale of its own from 0 to 1 that does not depend on who else is in the list, so that a voice is
worth the same today and tomorrow. How many follow somebody is never looked at."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from crm.models import Contact, Staff
from listening.matching import Matcher, Place, Post
from listening.models import Author, Mention
from listening.recognising import matcher, post_of

WINDOW = timedelta(days=90)
LOOKED_AT = 200  # of those heard on most days, the latest first
EXAMPLES = 3
HALF_OF_DAYS, HALF_LIFE = 3, 30  # heard on three days is half of all one can ask for; a month ago counts half


@dataclass(frozen=True)
class Voice:
    """`also`: other addresses that somebody confirmed to be theirs, heard as one with `author`; `days`: on how many
    different days, counted where the reader is; `point`: how much to the point, 0 to 1;
    `score`: days, recency and point together, 0 to 1; `examples`: their latest posts on the topics."""

    author: Author
    also: Sequence[Author]
    days: int
    posts: int
    last_at: datetime
    point: float
    score: float
    examples: Sequence[Mention]

    @property
    def key(self) -> str:
        """By which they are put off."""
        return f"voice:{self.author.pk}"


def voices(
    *, staff: Staff, topics: Collection[int] | None = None, as_of: datetime, most: int = 50, blocked: bool = False
) -> list[Voice]:
    """Best first. `topics`: ids; None for all. Whoever is a contact that `staff` may see is none; nor are we."""
    heard = _heard(staff, topics, as_of, blocked)
    authors = Author.objects.in_bulk([row[0] for row in heard])
    also: dict[int, list[Author]] = {}
    for one in Author.objects.filter(same_as__in=authors).order_by("pk"):
        also.setdefault(one.same_as_id or 0, []).append(one)
    ids = [pk for row in heard for pk in row[4]]
    posts = Mention.objects.defer("words", "html").select_related("author", "source").in_bulk(ids)
    asked = matcher()
    wanted = frozenset(topics) if topics is not None else frozenset(asked.queries)
    read = {pk: _post_of(mention) for pk, mention in posts.items()}
    about = dict(zip(read, asked.match_many(read.values()), strict=True))
    points = {pk: _point(asked, post, about[pk] & wanted) for pk, post in read.items()}
    found = []
    for author, days, count, last_at, examples in heard:
        shown = [posts[pk] for pk in examples if pk in posts]
        point = max((points[mention.pk] for mention in shown), default=0.0)
        score = _score(days, last_at, point, as_of)
        found.append(Voice(authors[author], also.get(author, []), days, count, last_at, point, score, shown))
    return sorted(found, key=lambda voice: (-voice.score, voice.author.pk))[:most]


def pointedness(asked: Matcher, mention: Mention, topics: Collection[int]) -> float:
    """How much a post is about the topic it fits best: whether its title names it, how often, how much of it."""
    post = _post_of(mention)
    return _point(asked, post, asked.match(post) & set(topics))


def point_of(asked: Matcher, mention: Mention, topics: Collection[int]) -> float:
    """The same for a mention that is known to match these topics."""
    return _point(asked, _post_of(mention), [topic for topic in topics if topic in asked.queries])


def _point(asked: Matcher, post: Post, topics: Collection[int]) -> float:
    return max((_about(post, asked.places(post, topic)) for topic in topics), default=0.0)


def _post_of(mention: Mention) -> Post:
    return post_of(
        title=mention.title,
        text=mention.text,
        author=mention.author.value if mention.author else "",
        author_name=mention.author_name,
        url=mention.url,
        languages=tuple(mention.languages),
        links=tuple(mention.links),
        source=mention.source.name if mention.source else "",
        source_kind=mention.source_kind,
    )


def _about(post: Post, places: Sequence[Place]) -> float:
    """Half for how often it is named, three times being all one can ask; half for its share of the text, a tenth being
    all; and no less than 0.8 if the title names it. A topic that goes by fields alone says nothing of this: 0.3."""
    if not places:
        return 0.3
    covered = sum(place.end - place.start for place in places)
    share = covered / max(len(post.title) + len(post.text), 1)
    found = min(len(places), 3) / 6 + min(share * 10, 1.0) / 2
    return max(found, 0.8) if any(place.field == "title" for place in places) else found


def _score(days: int, last_at: datetime, point: float, as_of: datetime) -> float:
    age = max((as_of - last_at).total_seconds() / 86_400, 0.0)
    return float((1 - 0.5 ** (days / HALF_OF_DAYS)) * 0.5 ** (age / HALF_LIFE) * point)


def _heard(
    staff: Staff, topics: Collection[int] | None, as_of: datetime, blocked: bool
) -> list[tuple[int, int, int, datetime, list[int]]]:
    visible, params = Contact.objects.visible_to(staff).in_use().values("pk").query.sql_with_params()
    period = [as_of - WINDOW, as_of]
    chosen = [] if topics is None else [list(topics)]
    with connection.cursor() as cursor:
        cursor.execute(
            _HEARD.format(
                visible=visible,
                topics="true" if topics is None else "matched.topic_id = ANY(%s)",
                blocked="IN" if blocked else "NOT IN",
            ),
            [staff.time_zone, *period, *chosen, *params, *params, LOOKED_AT, *period, *chosen, EXAMPLES],
        )
        return list(cursor.fetchall())


_HEARD = """
WITH day AS (
    SELECT coalesce(linked.same_as_id, matched.author_id) AS author_id, (published_at AT TIME ZONE %s)::date,
           max(published_at) AS last_at
    FROM listening_mentiontopic matched
    LEFT JOIN listening_author linked ON linked.id = matched.author_id AND linked.same_as_id IS NOT NULL
    WHERE published_at BETWEEN %s AND %s AND matched.author_id IS NOT NULL AND {topics}
    GROUP BY 1, 2
), heard AS (
    SELECT author_id, count(*) AS days, max(last_at) AS last_at FROM day GROUP BY 1
), strangers AS (
    SELECT heard.* FROM heard JOIN listening_author author ON author.id = heard.author_id
    WHERE heard.author_id {blocked} (SELECT coalesce(same_as_id, id) FROM listening_author WHERE blocked_at IS NOT NULL)
      AND NOT EXISTS (SELECT FROM crm_handle handle
                      WHERE handle.channel = author.channel AND handle.key = author.key AND NOT handle.shared
                        AND handle.contact_id IN ({visible}))
      AND heard.author_id NOT IN (SELECT also.same_as_id FROM listening_author also
                                  JOIN crm_handle handle ON handle.channel = also.channel AND handle.key = also.key
                                  WHERE also.same_as_id IS NOT NULL AND NOT handle.shared
                                    AND handle.contact_id IN ({visible}))
      AND NOT EXISTS (SELECT FROM listening_ourhandle ours
                      WHERE ours.channel = author.channel AND ours.key = author.key
                        AND ours.removed_at IS NULL)
    ORDER BY days DESC, last_at DESC LIMIT %s
)
SELECT author_id, days,
       (SELECT count(*) FROM listening_mention mention
        WHERE mention.author_id = ANY(theirs.every) AND mention.published_at BETWEEN %s AND %s
          AND EXISTS (SELECT FROM listening_mentiontopic matched
                      WHERE matched.mention_id = mention.id AND matched.month = mention.month
                        AND matched.keep = mention.keep AND {topics})),
       last_at,
       ARRAY(SELECT mention.id FROM listening_mention mention
             WHERE mention.author_id = ANY(theirs.every)
             ORDER BY mention.published_at DESC, mention.id DESC LIMIT %s)
FROM strangers, LATERAL (
    SELECT strangers.author_id || ARRAY(SELECT id FROM listening_author WHERE same_as_id = strangers.author_id) AS every
) theirs
"""

"""Mentions into the database: many at once, each exactly once."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import connection

from listening.authors import store_authors
from listening.copying import as_array, copy_rows
from listening.folding import fold, fold_many
from listening.models import Mention, MentionTopic, MentionVersion, Source
from listening.months import month_of, open_month
from listening.stories import assign, sketches
from listening.weighing import Weighed
from listening.wording import as_vector, words_of

MENTION = (
    *("id", "month", "keep", "source_id", "source_kind", "channel", "author_id", "author_name", "url", "title", "text"),
    *("html", "links", "languages", "published_at", "heard_at", "edited_at", "in_reply_to", "shares", "story"),
    *("digest", "words"),
)
MATCHED = ("mention_id", "topic_id", "month", "keep", "published_at", "author_id", "story")


class Found(NamedTuple):
    """A post that was here before. `digest` is None when it was taken back, taken out, or its month is gone."""

    id: int
    native_id: str
    digest: bytes | None


def store_new(
    wanted: Sequence[Weighed], *, kind: str, channel: str, source: Source | None, as_of: datetime
) -> dict[str, int]:
    """By native id, the id of each that was not here before."""
    if not wanted:
        return {}
    month = month_of(as_of)
    open_month(month)
    made = _make_keys(kind, [one.cleaned.native_id for one in wanted], month)
    new = [one for one in wanted if one.cleaned.native_id in made]
    ids = [made[one.cleaned.native_id] for one in new]
    authors = store_authors(
        {(one.author.channel, one.author.key): (one.author.value, one.cleaned.author_name) for one in new if one.author}
    )
    together = fold_many([(one.cleaned.text, one.cleaned.title) for one in new])
    folded = [together.one(number) for number in range(len(new))]
    stories = assign(ids, sketches([one.cleaned for one in new], folded), today=as_of.date())
    rows, matched = [], []
    for pk, one, story, read in zip(ids, new, stories, folded, strict=True):
        author = authors[one.author.channel, one.author.key] if one.author else None
        at = one.author.channel if one.author else channel
        rows.append(_row(pk, one, kind, at, source, author, story, as_of, read))
        matched += [(pk, topic, month, one.keep, one.cleaned.published_at, author, story) for topic in one.topics]
    copy_rows("listening_mention", MENTION, rows)
    copy_rows("listening_mentiontopic", MATCHED, matched)
    return made


def _row(
    pk: int,
    one: Weighed,
    kind: str,
    channel: str,
    source: Source | None,
    author: int | None,
    story: int,
    as_of: datetime,
    folded: bytes,
) -> tuple[object, ...]:
    post = one.cleaned
    return (
        *(pk, month_of(as_of), one.keep, source.pk if source else None, kind, channel, author, post.author_name),
        *(
            post.url,
            post.title,
            post.text,
            post.html,
            as_array(post.links),
            as_array(post.languages),
            post.published_at,
        ),
        *(as_of, None, post.in_reply_to, post.shares, story, post.digest, as_vector(words_of(folded))),
    )


def _make_keys(kind: str, native_ids: Sequence[str], month: date) -> dict[str, int]:
    """In the order of the ids, so that two who store the same posts wait for each other and not in a circle."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO listening_mentionkey (source_kind, native_id, month)
               SELECT %s, native_id, %s FROM unnest(%s::text[]) AS given (native_id) ORDER BY native_id
               ON CONFLICT DO NOTHING RETURNING native_id, id""",
            [kind, month, as_array(native_ids)],
        )
        return dict(cursor.fetchall())


def look_up(kind: str, native_ids: Sequence[str]) -> dict[str, Found]:
    if not native_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT key.id, key.native_id, mention.digest
               FROM listening_mentionkey key
               LEFT JOIN listening_mention mention ON mention.id = key.id AND mention.month = key.month
                   AND key.deleted_at IS NULL AND key.forgotten_at IS NULL
               WHERE key.source_kind = %s AND key.native_id = ANY(%s::text[])""",
            [kind, as_array(native_ids)],
        )
        rows = cursor.fetchall()
    return {
        native_id: Found(pk, native_id, None if digest is None else bytes(digest)) for pk, native_id, digest in rows
    }


def rewrite(edited: Sequence[tuple[Weighed, Found]], *, as_of: datetime) -> None:
    """The post in its new words; the old ones become a version. What it matches is what its new words match."""
    for one, known in edited:
        stands = Mention.objects.get(pk=known.id)
        MentionVersion.objects.create(mention_id=known.id, until=as_of, title=stands.title, text=stands.text)
        post = one.cleaned
        with connection.cursor() as cursor:
            cursor.execute(
                """UPDATE listening_mention SET title = %s, text = %s, html = %s, links = %s::text[], digest = %s,
                       edited_at = %s, words = %s::tsvector WHERE id = %s AND month = %s""",
                [post.title, post.text, post.html, list(post.links), post.digest, as_of,
                 as_vector(words_of(fold(post.text, post.title))), known.id, stands.month],
            )  # fmt: skip
        MentionTopic.objects.filter(mention_id=known.id).delete()
        place = (stands.month, stands.keep, stands.published_at, stands.author_id, stands.story)
        copy_rows("listening_mentiontopic", MATCHED, [(known.id, topic, *place) for topic in one.topics])

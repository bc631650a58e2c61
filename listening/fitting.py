"""Which posts fit best: to the point, fresh, by somebody we know.

Age is known before a text is read, and bounds how well a post can still fit: texts are read in the order of that bound
and only until no other can be better than those found. So the answer is that of looking at everything, where the two
limits below are not reached; whoever asks is told whether they were."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from crm.models import Contact, Handle, Staff
from listening.models import Author, Mention, MentionTopic
from listening.recognising import matcher
from listening.voices import point_of

LISTED = 5_000  # of the newest, by age and author alone
READ, AT_ONCE = 2_000, 200  # texts
HALF_LIFE = 4.0  # days: this much older counts half
KNOWN = 0.5  # added for whoever is a contact; fully to the point is 1


class Fitting(NamedTuple):
    """`found`, best first; `looked_at`: of how many posts, back to `since` (None: there were none). `whole`: no other
    post can fit better."""

    found: list[Mention]
    looked_at: int
    since: datetime | None
    whole: bool


class _Chance(NamedTuple):
    best: float  # that its fit can be
    decay: float
    known: bool
    pk: int


def most_fitting(mentions: QuerySet[Mention], *, staff: Staff, as_of: datetime, most: int = 50) -> Fitting:
    """The `most` best of these. Whom `staff` may not see counts as a stranger."""
    listed = list(mentions.values_list("pk", "published_at", "author_id")[: LISTED + 1])
    chances = _chances(listed[:LISTED], staff, as_of)
    fits: list[tuple[float, int]] = []
    read = 0
    while read < min(len(chances), READ):
        if len(fits) == most and fits[-1][0] >= chances[read].best:
            break
        fits = sorted([*fits, *_fits(chances[read : read + AT_ONCE])], reverse=True)[:most]
        read += AT_ONCE
    unread = chances[read].best if read < len(chances) else 0.0
    if len(listed) > LISTED:
        unread = max(unread, (1 + KNOWN) * _decay(listed[LISTED][1], as_of))
    rows = {one.pk: one for one in mentions.filter(pk__in=[pk for _fit, pk in fits])}
    return Fitting(
        found=[rows[pk] for _fit, pk in fits if pk in rows],
        looked_at=len(listed[:LISTED]),
        since=min((at for _pk, at, _author in listed[:LISTED]), default=None),
        whole=not unread or (len(fits) == most and fits[-1][0] >= unread),
    )


def _chances(listed: Sequence[Any], staff: Staff, as_of: datetime) -> list[_Chance]:
    """Those that can fit best first."""
    known = _known({author for _pk, _at, author in listed if author}, staff)
    found = []
    for pk, published_at, author in listed:
        decay = _decay(published_at, as_of)
        found.append(_Chance((1 + (KNOWN if author in known else 0)) * decay, decay, author in known, pk))
    return sorted(found, reverse=True)


def _fits(chances: Sequence[_Chance]) -> list[tuple[float, int]]:
    asked, ids = matcher(), [one.pk for one in chances]
    topics: dict[int, list[int]] = {}
    for mention, topic in MentionTopic.objects.filter(mention__in=ids).values_list("mention", "topic"):
        topics.setdefault(mention, []).append(topic)
    posts = Mention.objects.select_related("author", "source").defer("words", "html").in_bulk(list(topics))
    return [
        (
            (
                (point_of(asked, posts[one.pk], topics[one.pk]) if one.pk in posts else 0.0)
                + (KNOWN if one.known else 0.0)
            )
            * one.decay,
            one.pk,
        )
        for one in chances
    ]


def _known(authors: set[int], staff: Staff) -> set[int]:
    visible = Contact.objects.visible_to(staff).in_use()
    own = Handle.objects.filter(channel=OuterRef("channel"), key=OuterRef("key"), shared=False, contact__in=visible)
    return set(Author.objects.filter(Exists(own), pk__in=authors).values_list("pk", flat=True))


def _decay(published_at: datetime, as_of: datetime) -> float:
    days = max((as_of - published_at).total_seconds() / 86_400, 0.0)
    return float(0.5 ** (days / HALF_LIFE))

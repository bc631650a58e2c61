"""What we heard of somebody who is erased: their posts, everything made of them, and their words in others' posts."""

from collections.abc import Collection, Sequence
from operator import itemgetter
from typing import Any

from django.db import connection
from django.db.models import Q, TextField
from django.db.models.functions import Cast, Now

from crm.memory.hashing import Key
from listening.authors import authors_at
from listening.folding import fold
from listening.models import Author, Mention, MentionKey, MentionTopic, Source
from listening.taking_back import remove_words
from listening.wording import as_vector, words_of

GONE = "[gone]"


def gather(*, addresses: set[Key], **_signal: Any) -> None:
    """By their own word, some of our authors are one and the same."""
    while True:
        known = _authors(addresses)
        alike = Author.objects.filter(Q(pk__in=known) | Q(same_as__in=known) | Q(also__in=known))
        more = set(alike.values_list("channel", "key")) | set(
            Author.objects.filter(also__in=alike).values_list("channel", "key")
        )
        if more <= addresses:
            return
        addresses |= more


def erase(*, addresses: Collection[Key], traces: Sequence[str], **_signal: Any) -> dict[str, int]:
    authors = _authors(addresses)
    posts = list(Mention.objects.filter(author__in=authors).values_list("pk", flat=True))
    remove_words(posts)
    MentionKey.objects.filter(pk__in=posts).delete()  # verdicts, overtures and drawn interests with it
    MentionTopic.objects.filter(author__in=authors).delete()
    Author.objects.filter(pk__in=authors).delete()
    _take_out_of_others(traces)
    return {"mentions": len(posts), "authors": len(authors), "sources": _stop_sources(traces)}


def _authors(addresses: Collection[Key]) -> list[int]:
    return list(authors_at(addresses).values_list("pk", flat=True))


def _stop_sources(traces: Sequence[str]) -> int:
    """Their own feed or account is not listened to any more; what it was called goes."""
    named = Q(pk__in=[])
    for trace in traces:
        named |= Q(told__icontains=trace) | Q(name__icontains=trace)
    theirs = Source.objects.annotate(told=Cast("settings", TextField())).filter(named)
    return Source.objects.filter(pk__in=list(theirs.values_list("pk", flat=True))).update(
        name=GONE, settings={}, sealed="", state={}, health="", removed_at=Now(), next_check_at=None, pushed_until=None
    )


_NAMING = """
SELECT id, month, title, text, html, url, links, in_reply_to, shares, author_name
FROM listening_mention
WHERE concat_ws(' ', title, text, html, url, links::text, in_reply_to, shares, author_name) ILIKE ANY (%s)
"""
_REWRITE = """
UPDATE listening_mention SET title = %s, text = %s, html = %s, url = %s, links = %s::text[], in_reply_to = %s,
    shares = %s, author_name = %s, words = %s::tsvector
WHERE id = %s AND month = %s
"""


def _take_out_of_others(traces: Sequence[str]) -> int:
    """The search index holds the words, too, so it is made anew."""
    if not traces:
        return 0
    likes = ["%" + one.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%" for one in traces]
    with connection.cursor() as cursor:
        cursor.execute(_NAMING, [likes])
        rows = cursor.fetchall()
        for pk, month, *texts, links_at, reply, shares, name in sorted(rows, key=itemgetter(0)):
            title, text, html, url = (_without(one, traces) for one in texts)
            links = [_without(one, traces) for one in links_at]
            reply, shares, name = (_without(one, traces) for one in (reply, shares, name))
            vector = as_vector(words_of(fold(text, title)))
            cursor.execute(_REWRITE, [title, text, html, url, links, reply, shares, name, vector, pk, month])
    return len(rows)


def _without(text: str, traces: Sequence[str]) -> str:
    for trace in sorted(traces, key=len, reverse=True):
        place = text.lower().find(trace.lower())
        while place >= 0:
            text = text[:place] + GONE + text[place + len(trace) :]
            place = text.lower().find(trace.lower(), place + len(GONE))
    return text

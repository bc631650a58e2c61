"""From what a source saw to what is kept: fetch → clean → identify → match → attribute → store.

A source may hand over the same post any number of times; it is stored once. Kept is what matches a topic and what
somebody we relate to wrote; the rest is looked at and let go.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from crm.models import Staff
from listening.cleaning import short_id
from listening.interests import draw_interests
from listening.models import Source
from listening.observed import Event, Observed
from listening.overtures import note_overtures
from listening.pairing import note_one_place, note_profiles
from listening.storing import Found, look_up, rewrite, store_new
from listening.taking_back import take_back, take_back_all_by
from listening.weighing import Weighed, weigh


class Taken(NamedTuple):
    """What became of one post. `result`: `new`, `edited`, `known` (nothing to do), `passed` (about none of our topics,
    by nobody we know), `deleted`, `gone` (taken out before, so it stays out), `refused` (without an id)."""

    result: str
    mention: int | None = None
    topics: frozenset[int] = frozenset()


@transaction.atomic
def take_in(
    posts: Sequence[Observed],
    *,
    kind: str,
    channel: str,
    as_of: datetime,
    source: Source | None = None,
    keep: bool = False,
    staff: Staff | None = None,
) -> list[Taken]:
    """An answer for each post, in order. `channel` is for authors of whom nothing else is known; `source` is None for
    posts that somebody brought in; `keep`: somebody picked them by hand, so they stay whatever they are about;
    `staff`: who brought them, and is told of no post that only somebody else's contact makes worth keeping."""
    last = {short_id(post.native_id): post for post in posts}  # of the same post twice, the later
    deleted = [native_id for native_id, post in last.items() if native_id and post.event == Event.DELETED]
    seen = [post for native_id, post in last.items() if native_id and post.event in (Event.SEEN, Event.NEW)]
    weighed = weigh(seen, kind=kind, source=source, as_of=as_of, staff=staff)
    if keep:
        weighed = [one._replace(keep=True) for one in weighed]
    answers = {
        **dict.fromkeys(last, Taken("refused")),
        **dict.fromkeys((short_id(post.native_id) for post in seen), Taken("passed")),
        **dict.fromkeys(deleted, Taken("deleted")),
        **_told(_store(weighed, kind, channel, source, as_of), weighed if staff else []),
    }
    take_back(kind=kind, native_ids=deleted, as_of=as_of)
    take_back_all_by(kind=kind, gone=[post for post in posts if post.event == Event.AUTHOR_GONE], as_of=as_of)
    return [
        Taken("deleted") if post.event == Event.AUTHOR_GONE else answers[short_id(post.native_id)] for post in posts
    ]


def _store(weighed: list[Weighed], kind: str, channel: str, source: Source | None, as_of: datetime) -> dict[str, Taken]:
    wanted = [one for one in weighed if one.keep or one.topics]
    # One that is wanted no more may be here in the words it had before.
    doubtful = [one for one in weighed if not (one.keep or one.topics) and one.cleaned.seen.event == Event.SEEN]
    made = store_new(wanted, kind=kind, channel=channel, source=source, as_of=as_of)
    left = [one for one in (*wanted, *doubtful) if one.cleaned.native_id not in made]
    found = look_up(kind, [one.cleaned.native_id for one in left])
    changed = {native_id: known for native_id, known in found.items() if known.digest is not None}
    edited = [
        (one, known)
        for one in left
        if (known := changed.get(one.cleaned.native_id)) and known.digest != one.cleaned.digest
    ]
    rewrite(edited, as_of=as_of)
    theirs = [made[one.cleaned.native_id] for one in wanted if one.keep and one.cleaned.native_id in made]
    draw_interests(mentions=[*theirs, *(known.id for one, known in edited if one.keep)])
    note_overtures([(made[one.cleaned.native_id], one) for one in wanted if one.cleaned.native_id in made])
    new = [one for one in wanted if one.cleaned.native_id in made]
    note_profiles(new, as_of=as_of)
    note_one_place(new, as_of=as_of)
    rewritten = {known.id for _one, known in edited}
    return {one.cleaned.native_id: _answer(one, made, found, rewritten) for one in weighed}


def _told(answers: dict[str, Taken], weighed: list[Weighed]) -> dict[str, Taken]:
    """To a person: what is neither on a topic nor by a contact of theirs is passed, also where it is here already."""
    unwanted = {one.cleaned.native_id for one in weighed if not (one.keep or one.topics)}
    return {native_id: Taken("passed") if native_id in unwanted else told for native_id, told in answers.items()}


def _answer(one: Weighed, made: dict[str, int], found: dict[str, Found], rewritten: set[int]) -> Taken:
    if (pk := made.get(one.cleaned.native_id)) is not None:
        return Taken("new", pk, one.topics)
    known = found.get(one.cleaned.native_id)
    if known is None:
        return Taken("passed")
    if known.digest is None:
        return Taken("gone")
    return Taken("edited" if known.id in rewritten else "known", known.id, one.topics)

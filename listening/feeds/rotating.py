"""Feeds that give an entry another guid at every fetch: known again by its link and its title or date. Pure.

What is remembered is as long as the feed: of each entry whose link is its own there, under which identity it was kept.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any

from msgspec.structs import replace

from crm.addresses import canonical
from listening.observed import Observed

MOST = 500


def known_again(posts: Sequence[Observed], before: Mapping[str, Any]) -> tuple[list[Observed], dict[str, list[str]]]:
    """The posts, those that came before by the identity they had; and what to remember for the next time."""
    links = [canonical(post.url) for post in posts]
    often = Counter(links)
    here = {post.native_id for post in posts}
    again: list[Observed] = []
    remembered: dict[str, list[str]] = {}
    for post, link in zip(posts, links, strict=True):
        if link and often[link] == 1 and post.native_id != link:
            place, looks = _digest(link), [_digest(post.title), _moment(post)]
            known = _same(before.get(place), looks)
            if known and known not in here:
                post = replace(post, native_id=known)
            if len(remembered) < MOST:
                remembered[place] = [post.native_id, *looks]
        again.append(post)
    return again, remembered


def _same(known: Any, looks: list[str]) -> str:
    """The identity of an entry with this title or this date; "" if it is another entry at the same link."""
    if not isinstance(known, list) or len(known) != 3:
        return ""
    native_id, title, moment = map(str, known)
    alike = title == looks[0] != _digest("") or (moment and moment == looks[1])
    return native_id if alike else ""


def _moment(post: Observed) -> str:
    return post.published_at.isoformat() if post.published_at else ""


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()

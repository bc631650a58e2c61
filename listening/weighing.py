"""What we make of posts before anything is stored: cleaned, matched, attributed."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from crm.handles import NormalisedHandle
from crm.memory.recalling import remembered
from crm.models import Staff
from listening.authors import addresses_of, known_among
from listening.cleaning import Cleaned, clean
from listening.matching import Post
from listening.models import Source
from listening.observed import Observed
from listening.recognising import matcher, post_of


class Weighed(NamedTuple):
    """A cleaned post with what we make of it. `author`: the address it goes by here, a contact's if one of its
    addresses is; `keep`: it is by a contact."""

    cleaned: Cleaned
    post: Post
    topics: frozenset[int]
    author: NormalisedHandle | None
    keep: bool


def weigh(
    seen: Sequence[Observed], *, kind: str, source: Source | None, as_of: datetime, staff: Staff | None = None
) -> list[Weighed]:
    """Clean, match and attribute. Posts by somebody who was erased, and who is nobody's contact since, are not
    looked at: what was taken out would be back with the next fetch."""
    cleaned = [clean(post, as_of=as_of) for post in seen]
    addresses = [addresses_of(post) for post in cleaned]
    keys = [{(one.channel, one.key) for one in every} for every in addresses]
    theirs = known_among((key for those in keys for key in those), staff)
    if erased := remembered(set().union(*keys) - theirs):
        kept = [number for number, those in enumerate(keys) if those & theirs or not those & erased]
        cleaned, addresses = [cleaned[number] for number in kept], [addresses[number] for number in kept]
    name = source.name if source else ""
    posts = [_as_post(*pair, source=name, kind=kind) for pair in zip(cleaned, addresses, strict=True)]
    weighed = []
    for one, post, every, topics in zip(cleaned, posts, addresses, matcher().match_many(posts), strict=True):
        own = next((address for address in every if (address.channel, address.key) in theirs), None)
        weighed.append(Weighed(one, post, topics, own or next(iter(every), None), own is not None))
    return weighed


def _as_post(cleaned: Cleaned, addresses: list[NormalisedHandle], *, source: str, kind: str) -> Post:
    return post_of(
        title=cleaned.title,
        text=cleaned.text,
        author=addresses[0].value if addresses else "",
        author_name=cleaned.author_name,
        url=cleaned.url,
        languages=cleaned.languages,
        links=cleaned.links,
        source=source,
        source_kind=kind,
    )

"""Posts as sources hand them over, in few words, and the pipeline they go through."""

from itertools import count
from typing import Any

from listening.models import Source
from listening.observed import Address, Observed
from listening.pipeline import Taken, take_in
from tests.builders import NOW, days_ago, make_staff

_numbers = count(1)


def make_source(kind: str = "feed", **fields: Any) -> Source:
    fields.setdefault("settings", {"base": "https://news.example/feed"})
    return Source.objects.create(
        kind=kind, name=fields.pop("name", "News"), owner=fields.pop("owner", None) or make_staff("Oda"), **fields
    )


def a_post(text: str = "Cargo bikes are everywhere", *, by: str = "", days: float = 0, **fields: Any) -> Observed:
    """`by`: a Bluesky handle, none for a stranger without a name."""
    number = next(_numbers)
    if by:
        fields.setdefault("author", Address("bluesky", by))
    fields.setdefault("native_id", f"at://post/{number}")
    fields.setdefault("url", f"https://bsky.example/post/{number}")
    return Observed(text=text, published_at=fields.pop("published_at", days_ago(days)), **fields)


def hear(*posts: Observed, kind: str = "jetstream", **fields: Any) -> list[Taken]:
    fields.setdefault("as_of", NOW)
    return take_in(posts, kind=kind, channel="bluesky", **fields)

"""What is read of a feed, in one shape whoever read it: texts, none of them without end."""

from collections.abc import Mapping
from typing import Any

MOST_ENTRIES = 500
LONGEST = 200_000  # characters of one entry's text
LONGEST_LINE = 4_000


class NoFeed(ValueError):
    """These bytes are no feed."""


def document(feed: Mapping[str, Any], entries: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "title": line(feed.get("title")),
        "link": line(feed.get("link")),
        "language": line(feed.get("language")),
        "author": line(feed.get("author")),
        "entries": entries,
    }


def line(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()[:LONGEST_LINE]
    return str(value) if isinstance(value, int) else ""


def text(value: Any) -> str:
    return value[:LONGEST] if isinstance(value, str) else ""


def dicts(found: Any) -> list[Mapping[str, Any]]:
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []

"""JSON Feed, both versions. Items may lack titles, dates, nearly everything."""

import json
from collections.abc import Mapping
from typing import Any

from listening.feeds.shapes import MOST_ENTRIES, NoFeed, dicts, document, line, text


def read_json(body: bytes) -> dict[str, Any]:
    """As `read_document` gives it; raises NoFeed."""
    try:
        feed = json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        raise NoFeed("not JSON") from error
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise NoFeed("JSON, but no feed")
    items = [item for item in feed["items"][:MOST_ENTRIES] if isinstance(item, dict)]
    found = document(
        {"title": feed.get("title"), "link": feed.get("home_page_url"), "language": feed.get("language"),
         "author": _author_of(feed).get("name")},
        [_entry(item) for item in items],
    )  # fmt: skip
    hubs = [line(hub.get("url")) for hub in dicts(feed.get("hubs")) if line(hub.get("type")).lower() == "websub"]
    return {**found, "ttl": 0, "hub": next(filter(None, hubs), ""), "self": line(feed.get("feed_url"))}


def _entry(item: Mapping[str, Any]) -> dict[str, Any]:
    author = _author_of(item)
    attached = [one.get("url") for one in dicts(item.get("attachments"))]
    return {
        "id": line(item.get("id")),
        "link": line(item.get("url") or item.get("external_url")),
        "title": line(item.get("title")),
        "html": text(item.get("content_html")),
        "text": "" if item.get("content_html") else text(item.get("content_text") or item.get("summary")),
        "author": line(author.get("name")),
        "author_link": line(author.get("url")),
        "published": line(item.get("date_published") or item.get("date_modified")),
        "updated": line(item.get("date_modified")),
        "links": [line(url) for url in (*attached, item.get("external_url")) if url][:20],
        "language": line(item.get("language")),
    }


def _author_of(thing: Mapping[str, Any]) -> Mapping[str, Any]:
    return next(iter(dicts(thing.get("authors")) or dicts([thing.get("author")])), {})

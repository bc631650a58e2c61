"""A feed from its bytes, whatever its kind. Nothing here knows Django: the process that parses starts in a moment.

fastfeedparser first, which reads most of what there is quickly; feedparser where it fails or finds nothing, which
forgives nearly everything. Both are given bytes only: of a string they would open the file or fetch the address."""

import json
import re
from collections.abc import Iterable, Mapping
from html import unescape
from typing import Any

MOST_ENTRIES = 500
LONGEST = 200_000  # characters of one entry's text
LONGEST_LINE = 4_000
_UNIT = {"hourly": 60, "daily": 1440, "weekly": 10_080, "monthly": 43_200, "yearly": 525_600}
_HEAD = 20_000  # bytes; asked in small letters, for an expression that knows both looks at each letter
_TTL = re.compile(rb"<ttl>\s*(\d{1,7})\s*</ttl>")
_PERIOD = re.compile(rb"<sy:updateperiod>\s*(\w+)\s*</sy:updateperiod>")
_FREQUENCY = re.compile(rb"<sy:updatefrequency>\s*(\d{1,6})\s*</sy:updatefrequency>")
_NAMED = re.compile(rb"<(?:\w+:)?link\b[^>]*\brel=[\"'](hub|self)[\"'][^>]*>", re.IGNORECASE)
_HREF = re.compile(rb"\bhref=[\"']([^\"'<>]{1,2000})[\"']", re.IGNORECASE)


_NOBODY: Mapping[str, Any] = {}


class NoFeed(ValueError):
    """These bytes are no feed."""


def read_document(body: bytes) -> dict[str, Any]:
    """`title`, `link`, `language`, `ttl` (minutes between looks, as it asks; 0: it does not say), `hub` (who tells of
    what is new; empty: nobody), `self` (its own address, where it has a hub) and `entries`, each with `id`, `link`,
    `title`, `html`, `text`, `author`, `author_link`, `published`, `updated`, `links`. All are texts or lists of texts.
    Raises NoFeed."""
    head = body[:1000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head and not body.strip():
        raise NoFeed("empty")
    if head.startswith(b"{"):
        return _json_feed(body)
    try:
        found = _quickly(body)
    except Exception:  # whatever it stumbles over, the other may get along with
        found = None
    if found is None or not found["entries"]:
        found = _patiently(body) or found
    if found is None:
        raise NoFeed("not understood")
    top = body[:_HEAD].lower()
    hub = _hub_in(body[:_HEAD]) if b'"hub"' in top or b"'hub'" in top else {}
    return {**found, "ttl": _asked_pace(top), "hub": hub.get("hub", ""), "self": hub.get("self", "")}


def _quickly(body: bytes) -> dict[str, Any]:
    import fastfeedparser

    read = fastfeedparser.parse(body, include_tags=False, include_media=False)
    return _document(read.feed, [_entry(one) for one in read.entries[:MOST_ENTRIES]])


def _patiently(body: bytes) -> dict[str, Any] | None:
    """None where there is nothing of a feed in it."""
    import feedparser

    read = feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False)
    if not read.get("version") and not read.entries:
        return None
    return _document(read.feed, [_entry(one) for one in read.entries[:MOST_ENTRIES]])


def _document(feed: Mapping[str, Any], entries: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "title": _line(feed.get("title")),
        "link": _line(feed.get("link")),
        "language": _line(feed.get("language")),
        "author": _line(feed.get("author")),
        "entries": entries,
    }


def _entry(one: Mapping[str, Any]) -> dict[str, Any]:
    get = one.get
    author, enclosures = get("author_detail") or _NOBODY, get("enclosures")
    attached = [found.get("href") or found.get("url") for found in enclosures] if enclosures else []
    updated = _line(get("updated"))
    return {
        "id": _line(get("id")),
        "link": _line(get("link") or _alternate(get("links") or [])),
        "title": _line(get("title")),
        "html": _longest_of(get("content") or (), get("description") or get("summary")),
        "text": "",
        "author": _line(get("author") or author.get("name")),
        "author_link": _line(author.get("href") or author.get("url")),
        "published": _line(get("published")) or updated,
        "updated": updated,
        "links": [_line(url) for url in attached if url][:20],
        "language": _line(get("language")),
    }


def _json_feed(body: bytes) -> dict[str, Any]:
    """Items may lack titles, dates, nearly everything."""
    try:
        feed = json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        raise NoFeed("not JSON") from error
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise NoFeed("JSON, but no feed")
    items = [item for item in feed["items"][:MOST_ENTRIES] if isinstance(item, dict)]
    found = _document(
        {"title": feed.get("title"), "link": feed.get("home_page_url"), "language": feed.get("language"),
         "author": _author_of(feed).get("name")},
        [_json_entry(item) for item in items],
    )  # fmt: skip
    hubs = [_line(hub.get("url")) for hub in _dicts(feed.get("hubs")) if _line(hub.get("type")).lower() == "websub"]
    return {**found, "ttl": 0, "hub": next(filter(None, hubs), ""), "self": _line(feed.get("feed_url"))}


def _json_entry(item: Mapping[str, Any]) -> dict[str, Any]:
    author = _author_of(item)
    attached = [one.get("url") for one in _dicts(item.get("attachments"))]
    return {
        "id": _line(item.get("id")),
        "link": _line(item.get("url") or item.get("external_url")),
        "title": _line(item.get("title")),
        "html": _text(item.get("content_html")),
        "text": "" if item.get("content_html") else _text(item.get("content_text") or item.get("summary")),
        "author": _line(author.get("name")),
        "author_link": _line(author.get("url")),
        "published": _line(item.get("date_published") or item.get("date_modified")),
        "updated": _line(item.get("date_modified")),
        "links": [_line(url) for url in (*attached, item.get("external_url")) if url][:20],
        "language": _line(item.get("language")),
    }


def _author_of(thing: Mapping[str, Any]) -> Mapping[str, Any]:
    return next(iter(_dicts(thing.get("authors")) or _dicts([thing.get("author")])), {})


def _dicts(found: Any) -> list[Mapping[str, Any]]:
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _longest_of(contents: Iterable[Mapping[str, Any]], summary: Any) -> str:
    """The whole text where a feed gives it beside a summary."""
    longest = _text(summary)
    for one in contents:
        text = _text(one.get("value"))
        longest = text if len(text) > len(longest) else longest
    return longest


def _alternate(links: Iterable[Mapping[str, Any]]) -> str:
    found = [link for link in links if isinstance(link, Mapping) and link.get("href")]
    return str(next((link["href"] for link in found if link.get("rel", "alternate") == "alternate"), ""))


def _line(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()[:LONGEST_LINE]
    return str(value) if isinstance(value, int) else ""


def _text(value: Any) -> str:
    return value[:LONGEST] if isinstance(value, str) else ""


def _hub_in(top: bytes) -> dict[str, str]:
    found = ((named[1].decode().lower(), _HREF.search(named[0])) for named in _NAMED.finditer(top))
    return {relation: unescape(href[1].decode("utf-8", "replace")).strip() for relation, href in found if href}


def _asked_pace(top: bytes) -> int:
    if found := _TTL.search(top):
        return int(found[1])
    if found := _PERIOD.search(top):
        often = _FREQUENCY.search(top)
        return _UNIT.get(found[1].decode(), 0) // max(1, int(often[1]) if often else 1)
    return 0

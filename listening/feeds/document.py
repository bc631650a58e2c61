"""A feed from its bytes, whatever its kind. Nothing here knows Django: the process that parses starts in a moment."""

import re
from html import unescape
from typing import Any

from listening.feeds.json_feeds import read_json
from listening.feeds.mending import in_utf8, with_plain_zones
from listening.feeds.shapes import NoFeed
from listening.feeds.xml_feeds import read_xml

_UNIT = {"hourly": 60, "daily": 1440, "weekly": 10_080, "monthly": 43_200, "yearly": 525_600}
_HEAD = 10_000  # bytes; asked in small letters, for an expression that knows both looks at each letter
_TTL = re.compile(rb"<ttl>\s*(\d{1,7})\s*</ttl>")
_PERIOD = re.compile(rb"<sy:updateperiod>\s*(\w+)\s*</sy:updateperiod>")
_FREQUENCY = re.compile(rb"<sy:updatefrequency>\s*(\d{1,6})\s*</sy:updatefrequency>")
_NAMED = re.compile(rb"<(?:\w+:)?link\b[^>]*\brel=[\"'](hub|self)[\"'][^>]*>", re.IGNORECASE)
_HREF = re.compile(rb"\bhref=[\"']([^\"'<>]{1,2000})[\"']", re.IGNORECASE)


def read_document(body: bytes) -> dict[str, Any]:
    """`title`, `link`, `language`, `ttl` (minutes between looks, as it asks; 0: it does not say), `hub` (who tells of
    what is new; empty: nobody), `self` (its own address, where it has a hub) and `entries`, each with `id`, `link`,
    `title`, `html`, `text`, `author`, `author_link`, `published`, `updated`, `links`. All are texts or lists of texts.
    Raises NoFeed."""
    body = with_plain_zones(in_utf8(body))
    head = body[:1000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head and not body.strip():
        raise NoFeed("empty")
    if head.startswith(b"{"):
        return read_json(body)
    return {**read_xml(body), **_said_of_itself(body[:_HEAD])}


def _said_of_itself(top: bytes) -> dict[str, Any]:
    lower = top.lower()
    hub = _hub_in(top) if b'"hub"' in lower or b"'hub'" in lower else {}
    return {"ttl": _asked_pace(lower), "hub": hub.get("hub", ""), "self": hub.get("self", "")}


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

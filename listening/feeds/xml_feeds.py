"""Feeds of XML. fastfeedparser reads most of what there is quickly; feedparser, at a fortieth of the speed, forgives
nearly everything and knows what the other does not. Both are given bytes only: of a string they would open the file or
fetch the address."""

from collections.abc import Iterable, Mapping
from typing import Any

from lxml import etree

from listening.feeds.mending import mended
from listening.feeds.shapes import MOST_ENTRIES, NoFeed, dicts, document, line, text

_NOBODY: Mapping[str, Any] = {}


def read_xml(body: bytes) -> dict[str, Any]:
    """NoFeed where there is nothing of a feed in it."""
    found, stumbled = read_quickly(body)
    if stumbled and (better := mended(body)) != body:
        body = better
        found, _stumbled = read_quickly(body)
    if found is None or not found["entries"] or goes_beyond(found["entries"], body):
        found = max(filter(None, (_patiently(body), found)), key=lambda read: len(read["entries"]), default=None)
    if found is None:
        raise NoFeed("not understood")
    return found


class _Stumbles(etree.PyErrorLog):  # type: ignore[misc]
    """What libxml2 has to say of a document: fastfeedparser goes on without a word, and leaves out what stood there."""

    def __init__(self) -> None:
        super().__init__()
        self.times = 0

    def receive(self, entry: Any) -> None:
        self.times += 1


def read_quickly(body: bytes) -> tuple[dict[str, Any] | None, bool]:
    """None where it fails; and whether it stumbled on the way."""
    import fastfeedparser

    etree.use_global_python_log(stumbles := _Stumbles())
    try:
        read = fastfeedparser.parse(body, include_tags=False, include_media=False)
        if not all(one.get("description") for one in read.entries) and b"media:description" in body:
            read = fastfeedparser.parse(body, include_tags=False)
    except Exception:  # whatever it stumbles over, the other may get along with
        return None, True
    return document(read.feed, [_entry(one) for one in read.entries[:MOST_ENTRIES]]), bool(stumbles.times)


def goes_beyond(entries: list[dict[str, Any]], body: bytes) -> bool:
    """What the fast one does not know of: entities that a feed declares itself, whole texts in RDF, titles with markup
    in place, links that begin elsewhere."""
    head = body[:1000]
    if b"<!ENTITY" in head or (b"<rdf:RDF" in head and b"content:encoded" in body):
        return True
    if not all(one["title"] for one in entries) and b"xhtml" in body:
        return True
    relative = [one["link"] for one in entries if one["link"] and "://" not in one["link"]]
    if not relative or b"xml:base" not in body:
        return False
    return b'xml:base="http' in body or not all(link.startswith("/") for link in relative)


def _patiently(body: bytes) -> dict[str, Any] | None:
    """None where there is nothing of a feed in it."""
    import feedparser

    read = feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False)
    if not read.get("version") and not read.entries:
        return None
    return document(read.feed, [_entry(one) for one in read.entries[:MOST_ENTRIES]])


def _entry(one: Mapping[str, Any]) -> dict[str, Any]:
    get = one.get
    author, enclosures = get("author_detail") or _NOBODY, get("enclosures")
    attached = [found.get("href") or found.get("url") for found in enclosures] if enclosures else []
    updated = line(get("updated"))
    return {
        "id": line(get("id")),
        "link": line(get("link") or _alternate(get("links") or [])),
        "title": line(get("title")),
        "html": _longest_of(get("content") or (), get("description") or get("summary")) or _of_media(one),
        "text": "",
        "author": line(get("author") or author.get("name")),
        "author_link": line(author.get("href") or author.get("url")),
        "published": line(get("published")) or updated,
        "updated": updated,
        "links": [line(url) for url in attached if url][:20],
        "language": line(get("language")),
    }


def _longest_of(contents: Iterable[Mapping[str, Any]], summary: Any) -> str:
    """The whole text where a feed gives it beside a summary."""
    longest = text(summary)
    for one in contents:
        whole = text(one.get("value"))
        longest = whole if len(whole) > len(longest) else longest
    return longest


def _of_media(entry: Mapping[str, Any]) -> str:
    """What is said of a video, where an entry is nothing else."""
    return next((text(one["description"]) for one in dicts(entry.get("media_content")) if one.get("description")), "")


def _alternate(links: Iterable[Mapping[str, Any]]) -> str:
    found = [link for link in links if isinstance(link, Mapping) and link.get("href")]
    return str(next((link["href"] for link in found if link.get("rel", "alternate") == "alternate"), ""))

"""The feeds of a page: named in its head, linked in its body, or where feeds usually are."""

from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from django.utils.translation import gettext as _

from crm import outgoing
from crm.errors import Refusal
from listening.feeds.reader import read_feed
from listening.sources import SourceTrouble
from listening.sources.feed import ACCEPT, check

TYPES = {
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/feed+json",
    "application/json",
    "application/xml",
    "text/xml",
}
USUAL = ("/feed", "/feed/", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/rss", "/feed.json")
SIGNS = ("rss", "atom", "feed", ".xml")
MOST_TRIED, MOST_FOUND = 8, 20
LIMITS = outgoing.Limits(total=15, size=5 * 1024 * 1024)


class Found(NamedTuple):
    url: str
    title: str


def feeds_at(address: str) -> list[Found]:
    """Best first. Raises Refusal under `url` when the page cannot be reached or has none."""
    page = check({"base": address})["base"]
    try:
        answer = outgoing.fetch(page, headers={"Accept": f"text/html, {ACCEPT}"}, limits=LIMITS)
    except outgoing.NotReached as problem:
        raise Refusal(url=str(problem)) from problem
    if answer.status >= 400:
        raise Refusal(url=_("The page answered %(status)s; check the address.") % {"status": answer.status})
    if itself := _feed(answer):
        return [itself]
    named, linked = _in_page(answer.body, answer.url)
    if named:
        return named[:MOST_FOUND]
    usual = [Found(urljoin(answer.url, path), "") for path in USUAL]
    found = [feed for one in [*linked, *usual][:MOST_TRIED] if (feed := _tried(one.url))]
    if not found:
        raise Refusal(url=_("There is no feed on this page, nor where feeds usually are. Give the feed's own address."))
    return list(dict.fromkeys(found))


def _in_page(body: bytes, url: str) -> tuple[list[Found], list[Found]]:
    """Those that the page names as its feeds, and links that look like one."""
    reader = _Links()
    reader.feed(body.decode("utf-8", "replace"))
    base = urljoin(url, reader.base)
    return [_absolute(base, one) for one in reader.named], [_absolute(base, one) for one in reader.linked]


def _absolute(base: str, found: Found) -> Found:
    return Found(urljoin(base, found.url), found.title)


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.base = ""
        self.named: list[Found] = []
        self.linked: list[Found] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        href = given.get("href", "").strip()
        if tag == "base":
            self.base = self.base or href
        elif tag == "link" and href and _names_feed(given):
            self.named.append(Found(href, given.get("title", "").strip()[:200]))
        elif tag == "a" and href and any(sign in urlsplit(href).path.lower() for sign in SIGNS):
            self.linked.append(Found(href, ""))


def _names_feed(given: dict[str, str]) -> bool:
    relations = given.get("rel", "").lower().split()
    kind = given.get("type", "").split(";")[0].strip().lower()
    # WordPress names its API's JSON and every page's comments in the same way.
    api = kind == "application/json" and "feed" not in given.get("href", "").lower()
    return ("alternate" in relations and kind in TYPES and not api) or "feed" in relations


def _tried(url: str) -> Found | None:
    try:
        answer = outgoing.fetch(url, headers={"Accept": ACCEPT}, limits=LIMITS)
    except outgoing.NotReached:
        return None
    return _feed(answer) if answer.status == 200 else None


def _feed(answer: outgoing.Answer) -> Found | None:
    if b"<html" in answer.body[:2000].lower():
        return None
    try:
        return Found(answer.url, read_feed(answer.body, answer.headers.get("content-type", ""))["title"][:200])
    except SourceTrouble:
        return None

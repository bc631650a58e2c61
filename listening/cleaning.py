"""What a source hands over, made safe to store: text that is text, HTML that runs nothing, addresses that are
addresses, dates that can be, and all of it within bounds."""

import html as entities
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any
from urllib.parse import urljoin

import nh3

from listening.observed import Observed

LONGEST = {"title": 1000, "text": 20_000, "html": 100_000, "url": 2000, "name": 300, "native_id": 400}
MOST_LINKS = 50
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
TAGS = nh3.ALLOWED_TAGS - {"img", "map", "area"}  # a picture would tell its server who reads
UNREAD = {"script", "style", "noscript", "template", "iframe", "object"}
_MARKUP = re.compile(r"<[a-zA-Z!/]|&[#a-zA-Z]")
_BLOCK = re.compile(
    r"<(?:br|hr|/?(?:p|div|li|ul|ol|dl|dt|dd|h[1-6]|t[rdh]|table|caption|blockquote|pre|section|article|aside|details"
    r"|summary|fig(?:ure|caption)|header|footer|nav|hgroup|center))\b[^>]*>"
)
_TAG = re.compile(r"<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
_HREF = re.compile(r"<a\b[^>]*?\bhref=\"([^\"]+)\"")
_ADDRESS = re.compile(
    r"https?://(?:[^\s/?#@]*@)?(?:\[[0-9a-f:.]+\]|[^\s/?#@:\[\]\\]+)(?::[1-9]\d{0,4})?(?:[/?#]\S*)?", re.IGNORECASE
)
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_EMPTY_LINES = re.compile(r" ?\n[ \n]*\n ?| ?\n ?")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """An observed post as it may be stored; `seen` is what came in."""

    seen: Observed
    native_id: str
    title: str
    text: str
    html: str
    url: str
    links: tuple[str, ...]
    languages: tuple[str, ...]
    author_name: str
    published_at: datetime
    in_reply_to: str
    shares: str

    @property
    def digest(self) -> bytes:
        """Equal for equal words: another one makes a new version."""
        return blake2b(f"{self.title}\0{self.text}".encode(), digest_size=16).digest()


def clean(seen: Observed, *, as_of: datetime) -> Cleaned:
    url = web_address(seen.url)
    text, html, hrefs = _read_html(seen.html, url) if seen.html else (tidy(seen.text, LONGEST["text"]), "", ())
    return Cleaned(
        seen=seen,
        native_id=short_id(seen.native_id),
        title=plain_line(seen.title, LONGEST["title"]),
        text=text,
        html=html,
        url=url,
        links=_links((*seen.links, *hrefs), url),
        languages=tuple(code[:35] for code in seen.languages[:5] if code.isascii() and "\x00" not in code),
        author_name=plain_line(seen.author_name, LONGEST["name"]),
        published_at=_sensible(seen.published_at, as_of),
        in_reply_to=_storable(seen.in_reply_to)[: LONGEST["url"]],
        shares=_storable(seen.shares)[: LONGEST["url"]],
    )


def short_id(native_id: str) -> str:
    """Ids that are too long to be compared as they are become their digest."""
    text = _storable(native_id)
    if len(text) <= LONGEST["native_id"]:
        return text
    return f"{text[:300]}#{blake2b(text.encode(), digest_size=16).hexdigest()}"


def web_address(url: str) -> str:
    """The address if it is one that a browser may open, else ""."""
    text = _storable(url).strip()
    return text if len(text) <= LONGEST["url"] and _ADDRESS.fullmatch(text) else ""


def plain_line(text: str, longest: int) -> str:
    """One line without markup; titles come with tags and entities, some of them twice over."""
    if _MARKUP.search(text):
        text = _text_of(nh3.clean(text[: 4 * longest], tags=set(), clean_content_tags=UNREAD))
    return " ".join(tidy(text, 4 * longest).split())[:longest] if text else ""


def tidy(text: str, longest: int) -> str:
    """Normalised, without what no database takes, with one empty line at most between two."""
    text = text[: 2 * longest]
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).replace("\u00a0", " ")
    if not text.isprintable():
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
        if not text.replace("\n", "").isprintable():
            text = _storable(text)
    while "  " in text:
        text = text.replace("  ", " ")
    if any(odd in text for odd in (" \n", "\n ", "\n\n\n")):
        text = _EMPTY_LINES.sub(lambda found: "\n\n" if found[0].count("\n") > 1 else "\n", text)
    return text.strip()[:longest]


def _read_html(raw: str, base: str) -> tuple[str, str, tuple[str, ...]]:
    """Plain text, safe HTML (empty where there was no markup worth keeping) and where it links. `base`: where relative
    links begin; without one they are left out, for here they would lead to pages of ours."""
    raw = raw[: 4 * LONGEST["html"]]
    if not _MARKUP.search(raw):
        return tidy(raw, LONGEST["text"]), "", ()
    safe = _safe(raw, ("rewrite_with_base", base) if base else "deny")
    text = tidy(_text_of(_BLOCK.sub("\n", safe)), LONGEST["text"])
    hrefs = tuple(entities.unescape(href) for href in _HREF.findall(safe)[:MOST_LINKS])
    return text, _storable(safe) if "<" in safe and len(safe) <= LONGEST["html"] else "", hrefs


def _safe(raw: str, relative: Any) -> str:
    try:
        return nh3.clean(
            raw,
            tags=TAGS,
            clean_content_tags=UNREAD,
            url_schemes={"http", "https", "mailto"},
            url_relative=relative,
        )
    except ValueError:  # an address where nothing can begin
        return _safe(raw, "deny")


def _text_of(safe: str) -> str:
    return entities.unescape(_TAG.sub("", safe) if "<" in safe else safe)


def _storable(text: str) -> str:
    return text if text.isprintable() else _UNSTORABLE.sub("", text)


def _links(found: Iterable[str], base: str) -> tuple[str, ...]:
    whole: dict[str, None] = {}
    for link in found:
        try:
            address = web_address(urljoin(base, link) if base else link)
        except ValueError:
            continue
        if address and address != base:
            whole.setdefault(address)
    return tuple(whole)[:MOST_LINKS]


def _sensible(published_at: datetime | None, as_of: datetime) -> datetime:
    """A clock an hour fast is a clock an hour fast; a date in 2100 or 1970 is no date."""
    if published_at is None or published_at.tzinfo is None:
        return as_of
    try:
        if published_at < EARLIEST or published_at > as_of + timedelta(days=2):
            return as_of
        return min(published_at.astimezone(UTC), as_of)
    except OverflowError:
        return as_of

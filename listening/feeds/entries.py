"""From a feed's entries to observed posts: who each one is, when it was, and by whom."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.utils.dateparse import parse_datetime

from crm.addresses import canonical
from crm.channels import Channel
from listening.observed import Address, Observed


def observed_in(document: dict[str, Any], *, url: str) -> list[Observed]:
    """`url`: where the feed was read from."""
    base = urljoin(url, document["link"]) if document["link"] else url
    site, feed = _site(base, url), Address(Channel.FEED, url)
    entries = document["entries"]
    often = Counter(entry["id"] for entry in entries if entry["id"])
    told = {id(entry) for entry in entries if often[entry["id"]] == 1 and entry["id"] not in ("", entry["link"])}
    languages = (document["language"],) if document["language"] else ()
    posts: dict[str, Observed] = {}
    for entry in entries:
        link = _join(base, entry["link"])
        native_id = _identity(entry, link, url, by_id=id(entry) in told)
        if native_id in posts:
            continue  # newest first is the custom
        posts[native_id] = Observed(
            native_id=native_id,
            author=site or feed,
            also=(feed,) if site else (),
            author_name=entry["author"] or document["author"] or document["title"],
            url=link,
            title=entry["title"],
            html=entry["html"],
            text=entry["text"],
            links=tuple(_join(base, one) for one in entry["links"]),
            languages=(entry["language"],) if entry["language"] else languages,
            published_at=moment(entry["published"]) or moment(entry["updated"]),
        )
    return list(posts.values())


def newest(posts: Sequence[Observed]) -> list[datetime]:
    """When the latest ones were published, newest first."""
    return sorted((post.published_at for post in posts if post.published_at), reverse=True)[:20]


def moment(text: str) -> datetime | None:
    """A date as feeds write them; without an offset it is taken for UTC."""
    if not text:
        return None
    for read in (datetime.fromisoformat, parse_datetime, parsedate_to_datetime):
        try:
            found = read(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        if found is not None:
            return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None


def _identity(entry: dict[str, Any], link: str, url: str, *, by_id: bool) -> str:
    """Its guid, else its address, else its title and date. A guid that several entries of the feed share says nothing;
    one that is no address (“42”) is one only among its site's."""
    guid = entry["id"]
    if by_id and guid.lower().startswith(("http:", "https:", "tag:", "urn:", "yt:")):
        return _known_by(guid) or guid if guid.startswith("http") else guid
    if by_id:
        return f"{urlsplit(url).netloc.casefold()} {guid}"
    if address := _known_by(link):
        return address
    return f"{canonical(url)} {entry['title']} {entry['published']}".strip()


def _known_by(address: str) -> str:
    """The canonical address, with the place on the page that it leads to: comments and entries of one page are told
    apart by nothing else. What follows a # with a = in it is a mark of somebody who counts."""
    place = address.partition("#")[2]
    known = canonical(address)
    return f"{known}#{place}" if known and place and "=" not in place else known


def _site(base: str, url: str) -> Address | None:
    """The site as somebody's address; YouTube's and podcast hosts' pages are those of a channel, not of the site."""
    if not urlsplit(base).netloc or base == url:
        return None
    if "youtube.com" in urlsplit(base).netloc and "/channel/" in base:
        return Address(Channel.YOUTUBE, base)
    return Address(Channel.WEBSITE, base)


def _join(base: str, link: str) -> str:
    if not link or link.startswith(("https://", "http://")):
        return link
    try:
        return urljoin(base, link)
    except ValueError:
        return ""

"""From a feed's entries to observed posts: who each one is, when it was, and by whom."""

from collections import Counter
from collections.abc import Iterator, Sequence
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
    links = [_join(base, entry["link"]) for entry in entries]
    author, also = site or feed, (feed,) if site else ()
    named = document["author"] or document["title"]
    languages = (document["language"],) if document["language"] else ()
    posts: dict[str, Observed] = {}
    for entry, link, native_id in zip(entries, links, _identities(entries, links, url), strict=True):
        if native_id in posts:
            continue  # newest first is the custom
        posts[native_id] = Observed(
            native_id=native_id,
            author=author,
            also=also,
            author_name=entry["author"] or named,
            url=link,
            title=entry["title"],
            html=entry["html"],
            text=entry["text"],
            links=tuple([_join(base, one) for one in entry["links"]]) if entry["links"] else (),
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


def _identities(entries: Sequence[dict[str, Any]], links: Sequence[str], url: str) -> Iterator[str]:
    """Of each its guid, else its address, else its title and date. A guid or an address that entries of another title
    share says nothing; a guid that is no address (“42”) is one only among its site's."""
    often = Counter([entry["id"] for entry in entries])
    by_id = [often[entry["id"]] == 1 and entry["id"] not in ("", entry["link"]) for entry in entries]
    known = [_by_guid(entry["id"], url) if told else _known_by(link)
             for entry, link, told in zip(entries, links, by_id, strict=True)]  # fmt: skip
    shared = _of_several_titles(entries, known) if len(set(known)) < len(known) else frozenset()
    for entry, address in zip(entries, known, strict=True):
        said = "" if address and address not in shared else f"{entry['title']} {entry['published']}"
        yield f"{address or canonical(url)} {said}".strip() if said else address


def _by_guid(guid: str, url: str) -> str:
    if guid.startswith(("http:", "https:")):
        return _known_by(guid) or guid
    if guid.lower().startswith(("http:", "https:", "tag:", "urn:", "yt:")):
        return guid
    return f"{urlsplit(url).netloc.casefold()} {guid}"


def _of_several_titles(entries: Sequence[dict[str, Any]], known: Sequence[str]) -> frozenset[str]:
    pairs = {(address, entry["title"]) for entry, address in zip(entries, known, strict=True)}
    return frozenset(address for address, times in Counter(address for address, _title in pairs).items() if times > 1)


def _known_by(address: str) -> str:
    """The canonical address, with the place on the page that it leads to: comments and entries of one page are told
    apart by nothing else. What follows a # with a = in it is a mark of somebody who counts."""
    known = canonical(address)
    if "#" not in address:
        return known
    place = address.partition("#")[2]
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

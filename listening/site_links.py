"""The home pages of the sites whose feeds we read: which other addresses they call theirs, and whether those link
back. A page says so by links marked `rel=me`; links to somebody's profile count only where the profile links back."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.db.models import OuterRef, Q, Subquery

from crm import outgoing
from crm.channels import Channel
from crm.handles import guess
from crm.profiles import PROFILES
from listening.authors import store_authors
from listening.models import Author, Mention, Source
from listening.observed import Named
from listening.pairing import MOST, find_pairings, note_links

AGAIN = timedelta(days=30)
AT_ONCE = 200
MOST_PROFILES = 5  # of those that a page marks as its author's, asked whether they link back
LIMITS = outgoing.Limits(total=15, size=2 * 1024 * 1024)
ACCEPT = {"Accept": "text/html"}


def sites_due(*, as_of: datetime) -> list[Author]:
    """Sites of feeds we listen to that were not asked for a month, or never."""
    newest = Mention.objects.filter(source=OuterRef("pk")).order_by("-published_at", "-id")
    feeds = Source.objects.listening().filter(kind="feed").annotate(site=Subquery(newest.values("author")[:1]))
    old = Q(links_read_at=None) | Q(links_read_at__lt=as_of - AGAIN)
    sites = Author.objects.filter(old, channel=Channel.WEBSITE, pk__in=feeds.values("site"))
    return list(sites.order_by("links_read_at", "pk")[:AT_ONCE])


def read_site(site: Author, *, as_of: datetime) -> None:
    """Ask the home page, and the profiles it marks as its author's. A page that cannot be read says nothing: what it
    said before stands."""
    Author.objects.filter(pk=site.pk).update(links_read_at=as_of)
    home = _links_of(address_of(site))
    if home is None:
        return
    marked, plain = home
    note_links({site.pk: [Named(link) for link in [*marked, *_profiles(plain)]][:MOST]}, as_of=as_of)
    for link in list(dict.fromkeys(marked))[:MOST_PROFILES]:
        _ask_back(link, site, as_of=as_of)
    find_pairings([site.pk], as_of=as_of)


def address_of(site: Author) -> str:
    return site.value if site.value.startswith(("http://", "https://")) else f"https://{site.key}"


def _ask_back(link: str, site: Author, *, as_of: datetime) -> None:
    """Whether a profile that the site calls its own names the site: noted as that profile's word."""
    known = guess(link)
    if known is None or known.channel == Channel.EMAIL or (known.channel, known.key) == (site.channel, site.key):
        return
    there = _links_of(link)
    if there is None:
        return
    if any((found.channel, found.key) == (site.channel, site.key) for one in there[0] if (found := guess(one))):
        [profile] = store_authors({(known.channel, known.key): (known.value, "")}).values()
        note_links({profile: [Named(one) for one in there[0]]}, as_of=as_of, all_of_them=False)


def _links_of(address: str) -> tuple[list[str], list[str]] | None:
    """Of a page: links marked as its author's, and all others; None where there is no page to read."""
    try:
        answer = outgoing.fetch(address, headers=ACCEPT, limits=LIMITS)
    except outgoing.NotReached:
        return None
    if answer.status != 200:
        return None
    reader = _Links()
    reader.feed(answer.body.decode("utf-8", "replace"))
    return _absolute(answer.url, reader.marked), _absolute(answer.url, reader.plain)


def _absolute(base: str, links: Iterable[str]) -> list[str]:
    found = []
    for link in links:
        try:
            address = urljoin(base, link)
            if urlsplit(address).scheme in ("http", "https"):
                found.append(address)
        except ValueError:
            continue
    return list(dict.fromkeys(found))


def _profiles(links: Iterable[str]) -> list[str]:
    """Those that lead to a member of a platform."""
    platforms = {*PROFILES, Channel.MASTODON}
    return [link for link in links if (known := guess(link)) and known.channel in platforms]


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.marked: list[str] = []
        self.plain: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        href = given.get("href", "").strip()
        if tag in ("a", "link") and href:
            marked = "me" in given.get("rel", "").lower().split()
            (self.marked if marked else self.plain if tag == "a" else []).append(href)

"""RSS, Atom, RDF, JSON Feed, podcasts, YouTube channels: any feed by its address."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm import outgoing
from crm.channels import Channel
from crm.errors import Refusal
from listening.cleaning import web_address
from listening.feeds.entries import newest, observed_in
from listening.feeds.hub import ask, offered
from listening.feeds.reader import read_feed
from listening.feeds.rotating import known_again
from listening.feeds.schedule import next_look, retry_after
from listening.sources import Fetched, Setting, SourceTrouble
from listening.sources.looks import Looks, look

if TYPE_CHECKING:
    from listening.models import Source

NAME = "feed"
LABEL = gettext_lazy("Feed")
CHANNEL = Channel.WEBSITE
SETTINGS = (Setting("base", gettext_lazy("Address"), gettext_lazy("Of the feed, or of any page that has one.")),)
ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
UNCHANGED, GONE, TOO_MANY = 304, 410, 429
TOLD = timedelta(hours=6)  # between two looks at least, while a hub tells us


def check(settings: Mapping[str, Any]) -> dict[str, Any]:
    text = str(settings.get("base", "")).strip()
    address = web_address(text if "://" in text else f"https://{text.removeprefix('feed:').lstrip('/')}")
    if not text or not address:
        raise Refusal(base=_("Give the feed's address, like https://example.org/feed."))
    return {"base": address}


def recognise(address: str) -> dict[str, Any] | None:
    """Feeds whose addresses follow from those of pages: of YouTube's channels and playlists, of people on Bluesky, of
    subreddits and people on Reddit, of Hacker News. All others are found on the page."""
    seen = look(address)
    found = _feed_of(seen) if seen else ""
    return {"base": found} if found else None


def _feed_of(seen: Looks) -> str:
    steps = seen.steps
    if seen.host in ("youtube.com", "music.youtube.com"):
        wanted = {"playlist_id": seen.query.get("list", "") if steps[:1] == ["playlist"] else ""}
        if len(steps) >= 2 and steps[0] in ("channel", "user"):
            wanted = {"channel_id" if steps[0] == "channel" else "user": steps[1]}
        query = urlencode({name: value for name, value in wanted.items() if value})
        return f"https://www.youtube.com/feeds/videos.xml?{query}" if query else ""
    if seen.host == "bsky.app" and len(steps) == 2 and steps[0] == "profile":
        return f"https://bsky.app/profile/{steps[1]}/rss"
    if seen.host == "reddit.com" and len(steps) >= 2 and steps[0] in ("r", "u", "user"):
        kind, last = ("r", "new/.rss") if steps[0] == "r" else ("user", ".rss")
        return f"https://www.reddit.com/{kind}/{steps[1]}/{last}"
    if seen.host == "news.ycombinator.com" and steps[:1] in ([], ["news"]):
        return "https://news.ycombinator.com/rss"
    return ""


def fetch(source: "Source", *, as_of: datetime) -> Fetched:
    answer = _asked(source)
    headers, state = {name.lower(): value for name, value in answer.headers.items()}, dict(source.state)
    if answer.status == UNCHANGED:
        state["unchanged"] = int(state.get("unchanged", 0)) + 1
        state["hub_asked"] = ask(source, state, as_of=as_of)
        return _again(source, headers, state, as_of)
    _refuse(answer.status, headers, as_of)
    document = read_feed(answer.body, headers.get("content-type", ""))
    posts, by_link = known_again(observed_in(document, url=answer.url), state.get("by_link") or {})
    known = state.get("newest")
    hub, topic = offered(document, headers, answer.url)
    times = [moment.isoformat() for moment in newest(posts)]
    state = {
        # As it came, letter for letter: some servers compare so.
        "etag": headers.get("etag", ""),
        "modified": headers.get("last-modified", ""),
        "of": answer.moved_to or source.settings["base"],
        "ttl": document["ttl"],
        "title": document["title"],
        "hub": hub,
        "topic": topic,
        "hub_asked": state.get("hub_asked", "") if (hub, topic) == (state.get("hub"), state.get("topic")) else "",
        "newest": times,
        "by_link": by_link,
        "unchanged": int(state.get("unchanged", 0)) + 1 if times and times == known else 0,
    }
    settings = {**source.settings, "base": answer.moved_to} if answer.moved_to else None
    health = "" if posts else _("The feed is there but has no entries.")
    found = _again(source, headers, state, as_of)
    state = {**state, "hub_asked": ask(source, state, as_of=as_of)}
    return Fetched(posts=posts, state=state, next_check_at=found.next_check_at, health=health, settings=settings)


def _asked(source: "Source") -> outgoing.Answer:
    """Only for what changed since the last time."""
    state, headers = source.state, {"Accept": ACCEPT}
    if state.get("of") == source.settings["base"]:  # a tag of another address would say nothing
        headers |= {
            name: state[key]
            for name, key in (("If-None-Match", "etag"), ("If-Modified-Since", "modified"))
            if state.get(key)
        }
    return outgoing.fetch(source.settings["base"], headers=headers)


def _again(source: "Source", headers: Mapping[str, str], state: Mapping[str, Any], as_of: datetime) -> Fetched:
    published = [datetime.fromisoformat(moment) for moment in state.get("newest", [])]
    at = next_look(
        headers,
        ttl=int(state.get("ttl", 0)),
        published=published,
        unchanged=int(state.get("unchanged", 0)),
        as_of=as_of,
    )
    if source.pushed_until is not None and source.pushed_until > as_of:
        at = max(at, as_of + TOLD)
    return Fetched(state=state, next_check_at=at)


def _refuse(status: int, headers: Mapping[str, str], as_of: datetime) -> None:
    """A 404 is not gone: feeds have answered it for days and come back."""
    later = retry_after(headers, as_of=as_of)
    if status == GONE:
        raise SourceTrouble(_("The server says that this feed is gone for good (410)."), gone=True)
    if status == TOO_MANY:
        raise SourceTrouble(_("The server asked us to come less often (429)."), not_before=later)
    if status in (401, 403):
        raise SourceTrouble(_("The server does not let us read this (%(status)s).") % {"status": status}, later)
    if status == 404:
        raise SourceTrouble(_("There is nothing at this address just now (404); we keep trying."), later)
    if status >= 500:
        raise SourceTrouble(_("The server has trouble of its own (%(status)s).") % {"status": status}, later)
    if not 200 <= status < 300:
        raise SourceTrouble(_("The server answered %(status)s instead of a feed.") % {"status": status}, later)

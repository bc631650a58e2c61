"""Add a source by pasting any address: what its looks tell, without asking anybody."""

from typing import Any

import pytest

from listening.at_address import what_is_there
from listening.feeds.discovery import Found
from listening.sources.kinds import kind_named
from listening.sources.looks import advice
from tests.listening.servers import site

YOUTUBE = "https://www.youtube.com/feeds/videos.xml"


@pytest.mark.parametrize(("address", "feed"), [
    ("https://www.youtube.com/channel/UCabc/videos", f"{YOUTUBE}?channel_id=UCabc"),
    ("m.youtube.com/playlist?list=PL1&si=x", f"{YOUTUBE}?playlist_id=PL1"),
    ("https://bsky.app/profile/ana.example", "https://bsky.app/profile/ana.example/rss"),
    ("https://old.reddit.com/r/cargobike/", "https://www.reddit.com/r/cargobike/new/.rss"),
    ("https://www.reddit.com/u/ana/comments", "https://www.reddit.com/user/ana/.rss"),
    ("news.ycombinator.com", "https://news.ycombinator.com/rss"),
])  # fmt: skip
def test_the_feeds_of_platforms_follow_from_their_pages(address: str, feed: str) -> None:
    assert what_is_there(address).feeds == [Found(feed, "")]


@pytest.mark.parametrize(("address", "kind", "settings"), [
    ("https://bsky.app/search?q=cargo%20bikes", "bluesky_search", {"query": "cargo bikes"}),
    ("https://bsky.app/hashtag/bikes", "bluesky_search", {"query": "#bikes"}),
    ("https://bsky.app/profile/ana.example", "bluesky_search", {"query": "from:ana.example"}),
    ("https://hn.algolia.com/?q=trains", "hackernews", {"query": "trains"}),
    ("https://news.ycombinator.com/user?id=ana", "hackernews", {"author": "ana"}),
    ("https://reddit.com/r/cargobike", "reddit", {"subreddit": "cargobike", "what": "new"}),
    ("https://twitter.com/hashtag/bikes", "x", {"query": "#bikes"}),
    ("x.com/Ana", "x", {"query": "from:ana"}),
    ("@ana@Social.example", "mastodon", {"base": "https://social.example", "accounts": ["ana"]}),
])  # fmt: skip
def test_pages_of_platforms_stand_for_other_kinds(address: str, kind: str, settings: dict[str, Any]) -> None:
    assert (kind_named(kind), settings) in what_is_there(address).offers


@pytest.mark.parametrize(("address", "word"), [
    ("https://podcasts.apple.com/de/podcast/bikes/id12345?i=1", "lookup?id=12345"),
    ("https://open.spotify.com/show/1", "Spotify"),
    ("https://www.linkedin.com/in/ana", "LinkedIn"),
    ("https://bsky.app/profile/ana.example/feed/bikes", "cannot be asked"),
])  # fmt: skip
def test_where_nothing_can_be_heard_it_says_what_to_do(address: str, word: str) -> None:
    there = what_is_there(address)
    assert not there.feeds and not there.offers and word in there.words


def test_what_may_be_a_blog_as_well_is_asked(settings: Any) -> None:
    settings.ALLOWED_PRIVATE_NETWORKS = ["127.0.0.0/8"]
    with site() as web:
        web.pages["/tags/bikes"] = (
            200,
            {},
            b'<link rel="alternate" type="application/rss+xml" href="/tags/bikes.xml">',
        )
        there = what_is_there(web.url("/tags/bikes"))
    assert [one.url for one in there.feeds] == [web.url("/tags/bikes.xml")]
    assert [kind.NAME for kind, _settings in there.offers] == ["mastodon"]


@pytest.mark.parametrize("address", ["", "http://[", "https://exa mple.org/", "javascript:1", "https://x:99999/", "?"])
def test_nonsense_looks_like_nothing(address: str) -> None:
    assert advice(address) == ""

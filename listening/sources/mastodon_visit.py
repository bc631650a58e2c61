"""One visit to a Mastodon server: lists read from where we stood, and what came of it even if it broke off."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from django.utils.translation import ngettext

from crm.outgoing import NotReached
from listening.sources import Fetched, Observed, SourceTrouble
from listening.sources.asking import Parameters
from listening.sources.mastodon_posts import may_be_kept, numbered, observed
from listening.sources.mastodon_server import PAGE, Server, domain_of, refuse_closed

MOST_PAGES = 10  # of one list in one visit; the next visit goes on where this one stopped
FIRST_PAGES = 3  # back from now, when a list is read for the first time
LATE = timedelta(minutes=15)  # posts of other servers arrive late, with the number of the time they were written
SOON = timedelta(minutes=1)  # where there is more than one visit reads


def tag_path(tag: str) -> str:
    return f"/api/v1/timelines/tag/{quote(tag, safe='')}"


class Visit:
    """What one fetch has come to so far; what breaks off late loses nothing of it."""

    def __init__(self, server: Server, state: dict[str, Any]) -> None:
        self.server, self.state = server, state
        self.posts: dict[str, Observed] = {}
        self.uris: dict[str, str] = {}
        self.left_out = 0
        self.notes: list[str] = []
        self.not_before: datetime | None = None
        self.domain = ""

    def made(self, reading: Callable[["Visit", Mapping[str, Any]], None], settings: Mapping[str, Any]) -> Fetched:
        try:
            reading(self, settings)
        except (SourceTrouble, NotReached) as trouble:
            if not self.posts:
                raise
            self.notes.append(str(trouble))
            self.not_before = getattr(trouble, "not_before", None)
        if self.left_out:
            words = ngettext(
                "One post was left out: its author does not want to be found by strangers.",
                "%(count)s posts were left out: their authors do not want to be found by strangers.",
                self.left_out,
            )
            self.notes.append(words % {"count": self.left_out})
        posts = list(self.posts.values())
        return Fetched(posts=posts, state=self.state, next_check_at=self.not_before, health=" ".join(self.notes))

    def open_to_us(self, timeline: str) -> None:
        rules = self.server.rules()
        self.domain = domain_of(rules, self.server.base)
        if timeline:
            refuse_closed(rules, timeline, token=self.server.token)

    def take(self, statuses: list[Any], *, strangers: bool, found_by_words: bool = False) -> None:
        for status in statuses:
            if strangers and not may_be_kept(status, found_by_words=found_by_words):
                self.left_out += 1
            elif post := observed(status, domain=self.domain):
                self.posts[post.native_id] = post
                self.uris.update(numbered([status]))

    def read_on(self, place: dict[str, Any], path: str, query: Parameters, *, strangers: bool) -> None:
        """A list from where we stood to now, oldest first; the first time, from now back. `place` is where we stand:
        it moves with every page that came whole."""
        if place.get("since"):
            self._onward(place, path, query, strangers=strangers)
            return
        seen: list[str] = []
        for page in self.server.pages(path, [*query, ("limit", str(PAGE))], "next", FIRST_PAGES):
            self.take(page, strangers=strangers)
            seen.extend(_numbers(page))
        if seen:  # only now: what broke off before begins anew
            place["since"] = newest(seen)

    def _onward(self, place: dict[str, Any], path: str, query: Parameters, *, strangers: bool) -> None:
        """What is `behind` goes on exactly where it stopped; else a little earlier, for those that came late."""
        since = place["since"] if place.pop("behind", False) else _a_little_earlier(place["since"])
        pages, page = 0, []
        for page in self.server.pages(path, [*query, ("min_id", since), ("limit", str(PAGE))], "prev", MOST_PAGES):
            self.take(page, strangers=strangers)
            place["since"] = newest([place["since"], *_numbers(page)])
            pages += 1
        if pages == MOST_PAGES and page:
            place["behind"] = True
            self.not_before = self.server.as_of + SOON


def _numbers(page: list[Any]) -> Iterator[str]:
    return (str(status["id"]) for status in page if isinstance(status, dict) and status.get("id"))


def newest(numbers: list[str]) -> str:
    """Numbers are compared as the servers do: a longer one is newer."""
    return max(numbers, key=lambda number: (len(number), number))


def _a_little_earlier(since: str) -> str:
    """Mastodon's numbers are milliseconds and 16 bits more, so that minutes can be taken off. Others are left alone."""
    step = int(LATE.total_seconds() * 1000) << 16
    return str(int(since) - step) if since.isdecimal() and int(since) > step << 10 else since

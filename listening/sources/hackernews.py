"""Hacker News, through Algolia's search: stories and comments with certain words."""

import html
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.channels import Channel
from crm.errors import Refusal
from crm.outgoing import NotReached
from listening.sources import Address, Fetched, Observed, Setting, SourceTrouble, base_address, given
from listening.sources.asking import ask, used_up
from listening.sources.looks import look

if TYPE_CHECKING:
    from listening.models import Source

NAME, LABEL, CHANNEL = "hackernews", gettext_lazy("Hacker News"), Channel.HACKERNEWS
SETTINGS = (
    base_address("https://hn.algolia.com"),
    Setting("query", gettext_lazy("Words to look for"), gettext_lazy("Empty: everything."), required=False),
    Setting(
        "tags",
        gettext_lazy("What to read"),
        gettext_lazy("“story”, “comment” or both."),
        ["story", "comment"],
        many=True,
    ),
    Setting("author", gettext_lazy("Only by"), required=False),
)
PAGE = 1000  # all that a query gives, however many there are: for more it is asked again, up to the oldest of them
MOST = 30  # requests in one visit
FIRST, LATE = timedelta(days=7), timedelta(hours=1)  # back from now at first; what the index brings late
SOON = timedelta(minutes=1)  # where there is more than one visit reads
KINDS = ("story", "comment", "poll", "job", "ask_hn", "show_hn")


def check(settings: Mapping[str, Any]) -> dict[str, Any]:
    tidy = given.known(settings, SETTINGS)
    tidy["base"] = given.web_address("base", tidy["base"])
    for tag in tidy["tags"]:
        given.one_of("tags", tag, KINDS)
    if tidy["author"] and not tidy["author"].replace("_", "").replace("-", "").isalnum():
        raise Refusal(author=_("Give a user name of Hacker News, without signs."))
    return tidy


def recognise(address: str) -> dict[str, Any] | None:
    """Settings for a search on Algolia's page, for what one person writes, or for all of it."""
    seen = look(address)
    if seen is None:
        return None
    if seen.host == "hn.algolia.com":
        return {"query": seen.query.get("query") or seen.query.get("q", "")}
    if seen.host == "news.ycombinator.com":
        return {"author": seen.query["id"]} if seen.steps == ["user"] and seen.query.get("id") else {"query": ""}
    return None


def fetch(source: "Source", *, as_of: datetime) -> Fetched:
    reading = _Reading(source.settings, dict(source.state or {}), as_of)
    next_check_at = None
    try:
        reading.read_all()
    except (SourceTrouble, NotReached) as trouble:
        if not reading.posts:
            raise
        reading.note, next_check_at = str(trouble), getattr(trouble, "not_before", None)
    if "hole" in reading.state and next_check_at is None:
        next_check_at = as_of + SOON
    posts = list(reading.posts.values())
    return Fetched(posts=posts, state=reading.state, next_check_at=next_check_at, health=reading.note)


class _Reading:
    """The state: everything is read up to the second `until`, but for what was written after the first second of the
    `hole` and up to its last, if there is one. The search gives the newest first, so holes close from above."""

    def __init__(self, settings: Mapping[str, Any], state: dict[str, Any], as_of: datetime) -> None:
        self._settings, self._as_of, self.state = settings, as_of, state
        self.posts: dict[str, Observed] = {}
        self.note = ""
        self._asked = 0

    def read_all(self) -> None:
        if hole := self.state.get("hole"):
            self._close(int(hole[0]), int(hole[1]))
        if "hole" not in self.state:
            now = int(self._as_of.timestamp())
            until = self.state.get("until")
            since = now - int(FIRST.total_seconds()) if until is None else int(until) - int(LATE.total_seconds())
            self._close(since, now, until=now)

    def _close(self, first: int, last: int, **reached: int) -> None:
        while last > first and self._asked < MOST:
            hits = self._between(first, last)
            self.state.update(reached)
            self.posts.update((post.native_id, post) for hit in hits if (post := observed(hit)))
            last = first if len(hits) < PAGE else self._below(hits, last)
            self.state["hole"] = [first, last]
        if last <= first:
            self.state.pop("hole", None)

    def _below(self, hits: list[Any], last: int) -> int:
        """The second of the oldest of a full page: it may have more than we saw of it."""
        oldest = min((_number(hit.get("created_at_i"), last) for hit in hits if isinstance(hit, dict)), default=last)
        if oldest < last:
            return oldest
        self.note = _("More was written within one second than the search gives; some of it is missed.")
        return last - 1

    def _between(self, start: int, end: int) -> list[Any]:
        """What was written after the second `start` and up to `end`, the newest of it."""
        self._asked += 1
        settings = self._settings
        query = {
            "query": settings.get("query", ""),
            "numericFilters": f"created_at_i>{start},created_at_i<={end}",
            "hitsPerPage": str(PAGE),
        }
        tags = [f"({','.join(settings['tags'])})"] if settings.get("tags") else []
        tags += [f"author_{settings['author']}"] if settings.get("author") else []
        if tags:
            query["tags"] = ",".join(tags)
        got = ask(f"{settings['base']}/api/v1/search_by_date", query=query, as_of=self._as_of)
        if at := used_up(got.headers, self._as_of):
            raise SourceTrouble(_("The search's limit is used up; the rest comes later."), not_before=at)
        data = got.data if isinstance(got.data, dict) else {}
        hits = data.get("hits")
        if not isinstance(hits, list):
            raise SourceTrouble(_("The search answered something that cannot be read; we try again later."))
        return hits


def observed(hit: Any) -> Observed | None:
    """None for what is no item."""
    number = _text(hit.get("objectID")) if isinstance(hit, dict) else ""
    if not number:
        return None
    link, parent = _text(hit.get("url")), _text(hit.get("parent_id"))
    author = _text(hit.get("author"))
    return Observed(
        native_id=number,
        author=Address(Channel.HACKERNEWS, author) if author else None,
        author_name=author,
        url=_page(number),
        title=html.unescape(_text(hit.get("title"))),
        html=_text(hit.get("comment_text")) or _text(hit.get("story_text")),
        links=(link,) if link else (),
        published_at=_written(hit.get("created_at_i")),
        in_reply_to=_page(parent) if parent else "",
    )


def _page(number: str) -> str:
    return f"https://news.ycombinator.com/item?id={number}"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else ""


def _number(value: Any, otherwise: int) -> int:
    return value if isinstance(value, int) else otherwise


def _written(seconds: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(seconds), tz=UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None

"""Bluesky's search, through the server of an account of ours: for what one person wants to find, and small steps back
in time. For whole topics there is the stream."""

import base64
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.channels import Channel
from crm.outgoing import NotReached
from crm.sealing import SealBroken, seal, unseal
from listening.observed import Address, Observed
from listening.sources import Fetched, Setting, SourceTrouble, base_address, given, jetstream
from listening.sources.asking import AnsweredNo, Got, ask, moment, used_up
from listening.sources.bluesky_posts import web_page
from listening.sources.looks import look

if TYPE_CHECKING:
    from listening.models import Source

NAME, LABEL, CHANNEL = "bluesky_search", gettext_lazy("Bluesky: a search"), Channel.BLUESKY
FILED_UNDER = jetstream.NAME
SETTINGS = (
    base_address("https://bsky.social"),
    Setting("query", gettext_lazy("Words to look for")),
    Setting("author", gettext_lazy("Only by"), required=False),
    Setting("lang", gettext_lazy("Only in the language"), gettext_lazy("Such as “de”."), required=False),
    Setting("tag", gettext_lazy("With the hashtag"), required=False),
    Setting("domain", gettext_lazy("With links to the site"), required=False),
    Setting("user", gettext_lazy("Your handle"), gettext_lazy("Such as ana.bsky.social")),
    Setting("password", gettext_lazy("App password"), gettext_lazy("Made in Bluesky's settings."), secret=True),
)
PAGE, MOST_PAGES = 100, 10
FIRST, LATE = timedelta(days=7), timedelta(minutes=10)
A_MINUTE = timedelta(minutes=1)
EXPIRED = {"ExpiredToken", "InvalidToken"}


def check(settings: Mapping[str, Any]) -> dict[str, Any]:
    tidy = given.known(settings, SETTINGS)
    tidy["base"] = given.web_address("base", tidy["base"])
    tidy["user"], tidy["author"] = tidy["user"].lstrip("@"), tidy["author"].lstrip("@")
    tidy["tag"] = tidy["tag"].lstrip("#")
    return tidy


def recognise(address: str) -> dict[str, Any] | None:
    """Settings for the page of a person, of a hashtag or of a search."""
    seen = look(address)
    if seen is None or seen.host != "bsky.app" or not seen.steps:
        return None
    if seen.steps[0] == "search" and seen.query.get("q"):
        return {"query": seen.query["q"]}
    if len(seen.steps) == 2 and seen.steps[0] == "profile":
        return {"query": f"from:{seen.steps[1]}"}
    return {"query": f"#{seen.steps[1]}"} if len(seen.steps) == 2 and seen.steps[0] == "hashtag" else None


def fetch(source: "Source", *, as_of: datetime) -> Fetched:
    """The newest first, back to where we stood; a search that broke off is begun anew, from the top."""
    state = dict(source.state or {})
    account = _Account(source, state, as_of)
    since = moment(state.get("until")) or as_of - FIRST
    posts: dict[str, Observed] = {}
    try:
        whole = _read_back(account, source.settings, since, posts)
    except (SourceTrouble, NotReached) as trouble:
        if not posts and isinstance(trouble, SourceTrouble):
            trouble.state = state  # the session we opened is not opened again
            raise
        if not posts:
            raise SourceTrouble(str(trouble), state=state) from trouble
        told = getattr(trouble, "not_before", None)
        return Fetched(posts=list(posts.values()), state=state, next_check_at=told, health=str(trouble))
    state["until"] = (as_of - LATE).isoformat()
    note = "" if whole else _("More was found than one visit reads; the oldest of it is missed.")
    return Fetched(posts=list(posts.values()), state=state, health=note)


def _read_back(account: "_Account", settings: Mapping[str, Any], since: datetime, posts: dict[str, Observed]) -> bool:
    """Whether all was read."""
    named = {name: settings.get(name, "") for name in ("author", "lang", "tag", "domain")}
    query = {"q": settings["query"], "sort": "latest", "limit": str(PAGE), "since": _utc(since)}
    query |= {name: value for name, value in named.items() if value}
    for _page in range(MOST_PAGES):
        got = account.ask("app.bsky.feed.searchPosts", query)
        data = got.data if isinstance(got.data, dict) else {}
        found = data.get("posts")
        if not isinstance(found, list):
            raise SourceTrouble(_("The server answered something that cannot be read; we try again later."))
        posts.update((post.native_id, post) for view in found if (post := observed(view)))
        cursor = data.get("cursor")
        if not found or not isinstance(cursor, str) or not cursor:
            return True
        if at := used_up(got.headers, account.as_of):
            raise SourceTrouble(_("The server's limit is used up; the rest comes later."), not_before=at)
        query["cursor"] = cursor
    return False


class _Account:
    """A session of ours. Servers allow few of them (30 in five minutes, 300 a day), so its tokens are kept, sealed,
    and one is only opened anew when neither token is taken any more."""

    def __init__(self, source: "Source", state: dict[str, Any], as_of: datetime) -> None:
        self._source, self._state, self.as_of = source, state, as_of
        self._base = source.settings["base"]
        self._tokens = _opened(state.get("session", ""))

    def ask(self, method: str, query: Mapping[str, str]) -> Got:
        if not self._tokens:
            self._sign_in()
        elif _expires(self._tokens["access"]) <= self.as_of + A_MINUTE:
            self._refresh()
        return self._again_if_expired(
            lambda: ask(self._url(method), query=query, token=self._tokens["access"], as_of=self.as_of)
        )

    def _again_if_expired(self, asked: Callable[[], Got]) -> Got:
        try:
            return asked()
        except AnsweredNo as no:
            if no.code not in EXPIRED:
                raise
        self._refresh()
        return asked()

    def _refresh(self) -> None:
        try:
            token = self._tokens["refresh"]
            url = self._url("com.atproto.server.refreshSession")
            self._take(ask(url, method="POST", body=b"", token=token, as_of=self.as_of))
        except AnsweredNo as no:
            if no.status not in (400, 401):
                raise
            self._sign_in()

    def _sign_in(self) -> None:
        password = self._source.secret("password")
        if not password:
            raise SourceTrouble(_("Enter an app password of the account."), needs_care=True)
        body = {"identifier": self._source.settings["user"], "password": password}
        self._take(ask(self._url("com.atproto.server.createSession"), method="POST", body=body, as_of=self.as_of))

    def _take(self, got: Got) -> None:
        data = got.data if isinstance(got.data, dict) else {}
        access, refresh = data.get("accessJwt"), data.get("refreshJwt")
        if not isinstance(access, str) or not isinstance(refresh, str):
            raise SourceTrouble(_("The server opened no session; we try again later."))
        self._tokens = {"access": access, "refresh": refresh}
        self._state["session"] = seal(json.dumps(self._tokens))

    def _url(self, method: str) -> str:
        return f"{self._base}/xrpc/{method}"


def observed(view: Any) -> Observed | None:
    """None for what is no post."""
    record = view.get("record") if isinstance(view, dict) else None
    uri = view.get("uri") if isinstance(view, dict) else None
    if not isinstance(record, dict) or not isinstance(uri, str) or not uri.startswith("at://"):
        return None
    author = _part(view, "author")
    did, handle = uri.removeprefix("at://").partition("/")[0], author.get("handle")
    known = isinstance(handle, str) and handle not in ("", "handle.invalid")
    by_did = Address(Channel.BLUESKY, did)
    answered = str(_part(_part(record, "reply"), "parent").get("uri", ""))
    languages = record.get("langs")
    return Observed(
        native_id=uri,
        author=Address(Channel.BLUESKY, str(handle)) if known else by_did,
        also=(by_did,) if known else (),
        author_name=str(author.get("displayName") or ""),
        url=web_page(uri),
        text=str(record.get("text") or ""),
        languages=tuple(map(str, languages)) if isinstance(languages, list) else (),
        published_at=moment(record.get("createdAt")),
        in_reply_to=answered,
        to=(Address(Channel.BLUESKY, answered.split("/")[2]),) if answered.startswith("at://did:") else (),
    )


def _part(holder: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = holder.get(name)
    return found if isinstance(found, dict) else {}


def _opened(sealed: str) -> dict[str, str]:
    try:
        tokens = json.loads(unseal(sealed) or "{}")
    except (SealBroken, ValueError):
        return {}
    return tokens if {"access", "refresh"} <= tokens.keys() else {}


def _expires(token: str) -> datetime:
    """What a JWT says of itself; far off where it says nothing: the server will tell."""
    try:
        middle = token.split(".")[1]
        told = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))["exp"]
        return datetime.fromtimestamp(int(told), tz=UTC)
    except (IndexError, ValueError, KeyError, TypeError, OverflowError, OSError):
        return datetime.max.replace(tzinfo=UTC)


def _utc(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

"""A subreddit, with the user's own approved key. (Without one, its `.rss` is a feed like any other.)"""

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.channels import Channel
from crm.errors import Refusal
from crm.outgoing import NotReached
from crm.sealing import SealBroken, seal, unseal
from listening.observed import Address, Event, Observed
from listening.sources import Fetched, Setting, SourceTrouble, base_address, given
from listening.sources.asking import AnsweredNo, ask, moment, used_up
from listening.sources.looks import look

if TYPE_CHECKING:
    from listening.models import Source

NAME, LABEL, CHANNEL = "reddit", gettext_lazy("Reddit, with your own key"), Channel.REDDIT
SETTINGS = (
    base_address("https://oauth.reddit.com"),
    Setting("sign_in", gettext_lazy("Where the key is shown"), "", "https://www.reddit.com"),
    Setting("subreddit", gettext_lazy("Subreddit")),
    Setting("what", gettext_lazy("What to read"), gettext_lazy("“new” posts or “comments”."), "new"),
    Setting("client_id", gettext_lazy("Client ID")),
    Setting("client_secret", gettext_lazy("Client secret"), secret=True),
)
PAGE, MOST_PAGES = 100, 10  # a listing ends after about a thousand
FIRST, LATE = timedelta(days=7), timedelta(minutes=10)
GONE = "[deleted]"


def check(settings: Mapping[str, Any]) -> dict[str, Any]:
    tidy = given.known(settings, SETTINGS)
    for name in ("base", "sign_in"):
        tidy[name] = given.web_address(name, tidy[name])
    tidy["what"] = given.one_of("what", tidy["what"], ("new", "comments"))
    tidy["subreddit"] = tidy["subreddit"].removeprefix("/").removeprefix("r/").strip("/")
    if not tidy["subreddit"].replace("_", "").isalnum():
        raise Refusal(subreddit=_("Give the subreddit's name, such as r/trains."))
    return tidy


def recognise(address: str) -> dict[str, Any] | None:
    """Settings for the page of a subreddit."""
    seen = look(address)
    if seen is None or seen.host != "reddit.com" or len(seen.steps) < 2 or seen.steps[0] != "r":
        return None
    return {"subreddit": seen.steps[1], "what": "comments" if seen.steps[2:3] == ["comments"] else "new"}


def fetch(source: "Source", *, as_of: datetime) -> Fetched:
    """The newest first, back to when we stood. Not by `before`: it finds nothing once the post it names is gone."""
    state = dict(source.state or {})
    since = moment(state.get("until")) or as_of - FIRST
    posts: dict[str, Observed] = {}
    try:
        whole = _read_back(source, state, since, posts, as_of)
    except (SourceTrouble, NotReached) as trouble:
        if not posts:
            raise
        told = getattr(trouble, "not_before", None)
        return Fetched(posts=list(posts.values()), state=state, next_check_at=told, health=str(trouble))
    state["until"] = (as_of - LATE).isoformat()
    note = "" if whole else _("More was written than Reddit lists; the oldest of it is missed.")
    return Fetched(posts=list(posts.values()), state=state, health=note)


def _read_back(
    source: "Source", state: dict[str, Any], since: datetime, posts: dict[str, Observed], as_of: datetime
) -> bool:
    """Whether all was read."""
    settings, query = source.settings, {"limit": str(PAGE), "raw_json": "1"}
    token = _token(source, state, as_of)
    url = f"{settings['base']}/r/{quote(settings['subreddit'], safe='')}/{settings['what']}"
    for _page in range(MOST_PAGES):
        try:
            got = ask(url, query=query, token=token, as_of=as_of)
        except AnsweredNo as no:
            if no.status == 401:
                state.pop("session", None)  # the next visit shows the key again
            raise
        listing = got.data.get("data") if isinstance(got.data, dict) else None
        things = listing.get("children") if isinstance(listing, dict) else None
        if not isinstance(listing, dict) or not isinstance(things, list):
            raise SourceTrouble(_("Reddit answered something that cannot be read; we try again later."))
        found = [post for thing in things if (post := observed(thing))]
        posts.update((post.native_id, post) for post in found)
        oldest = min((post.published_at for post in found if post.published_at), default=as_of)
        after = listing.get("after")
        if not after or oldest <= since:
            return True
        if at := used_up(got.headers, as_of):
            raise SourceTrouble(_("Reddit's limit is used up; the rest comes later."), not_before=at)
        query["after"] = str(after)
    return False


def observed(thing: Any) -> Observed | None:
    """None for what is neither post nor comment. What its author took back is gone here, too."""
    data = thing.get("data") if isinstance(thing, dict) else None
    if not isinstance(data, dict) or not isinstance(data.get("name"), str):
        return None
    author = _text(data, "author")
    text = _text(data, "selftext") or _text(data, "body")
    if author == GONE or text in (GONE, "[removed]"):
        return Observed(native_id=data["name"], event=Event.DELETED)
    link = _text(data, "url")
    return Observed(
        native_id=data["name"],
        author=Address(Channel.REDDIT, author) if author else None,
        author_name=author,
        url=f"https://www.reddit.com{_text(data, 'permalink')}",
        title=_text(data, "title"),
        text=text,
        links=(link,) if link and not data.get("is_self") else (),
        published_at=_written(data.get("created_utc")),
        in_reply_to=_text(data, "parent_id"),
    )


def _token(source: "Source", state: dict[str, Any], as_of: datetime) -> str:
    """Good for an hour or a day; kept, sealed, until just before."""
    try:
        kept = json.loads(unseal(state.get("session", "")) or "{}")
    except (SealBroken, ValueError):
        kept = {}
    if kept and (until := moment(kept.get("until"))) and until > as_of:
        return str(kept["token"])
    secret = source.secret("client_secret")
    if not secret:
        raise SourceTrouble(_("Enter the client secret of your key."), needs_care=True)
    shown = base64.b64encode(f"{source.settings['client_id']}:{secret}".encode()).decode()
    headers = {"Authorization": f"Basic {shown}", "Content-Type": "application/x-www-form-urlencoded"}
    body = urlencode({"grant_type": "client_credentials"}).encode()
    url = f"{source.settings['sign_in']}/api/v1/access_token"
    data = ask(url, method="POST", body=body, headers=headers, as_of=as_of).data
    token = data.get("access_token") if isinstance(data, dict) else None
    if not isinstance(token, str) or not token:
        raise SourceTrouble(_("Reddit does not take that key; check client ID and secret."), needs_care=True)
    lasts = data.get("expires_in")
    until = as_of + timedelta(seconds=(lasts if isinstance(lasts, int) else 3600) - 60)
    state["session"] = seal(json.dumps({"token": token, "until": until.isoformat()}))
    return token


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    return value if isinstance(value, str) else ""


def _written(seconds: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(float(seconds), tz=UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None

"""Mastodon, asked now and then: hashtags, people, or a search, on any server that speaks its language."""

import re
from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.channels import Channel
from crm.errors import Refusal
from crm.profiles import platform_of
from listening.sources import Fetched, Setting, SourceTrouble, given
from listening.sources.asking import AnsweredNo
from listening.sources.looks import look
from listening.sources.mastodon_server import PAGE, Server
from listening.sources.mastodon_visit import Visit, tag_path

if TYPE_CHECKING:
    from listening.models import Source

NAME, LABEL, CHANNEL = "mastodon", gettext_lazy("Mastodon: hashtags, people or a search"), Channel.MASTODON
SETTINGS = (
    Setting("base", gettext_lazy("Server"), gettext_lazy("Such as https://mastodon.example")),
    Setting("tags", gettext_lazy("Hashtags, any of them"), required=False, many=True),
    Setting("all_of", gettext_lazy("… and all of these hashtags"), required=False, many=True),
    Setting("none_of", gettext_lazy("… and none of these hashtags"), required=False, many=True),
    Setting("accounts", gettext_lazy("People"), gettext_lazy("Such as @ana@other.example"), required=False, many=True),
    Setting("search", gettext_lazy("Words to search for"), gettext_lazy("Wants an access token."), required=False),
    Setting("token", gettext_lazy("Access token"), gettext_lazy("Of an account there."), required=False, secret=True),
)
NOT_MASTODON = {"medium.com", "substack.com", "t.me"}  # they write their people the same way
_HANDLE = re.compile(r"@([\w.-]{1,60})@([a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)+)")
MOST_TAGS = 4  # what a server takes beside the first


def check(settings: Mapping[str, Any]) -> dict[str, Any]:
    tidy = given.known(settings, SETTINGS)
    tidy["base"] = given.web_address("base", tidy["base"])
    for name in ("tags", "all_of", "none_of"):
        tidy[name] = [tag.lstrip("#") for tag in tidy[name]]
        if wrong := next((tag for tag in tidy[name] if not tag.replace("_", "").isalnum()), None):
            raise Refusal(**{name: _("“%(tag)s” is no hashtag; leave out signs and blanks.") % {"tag": wrong[:40]}})
        if len(tidy[name]) > MOST_TAGS + (name == "tags"):
            raise Refusal(**{name: _("A server takes at most five; make a second source.")})
    tidy["accounts"] = [account.lstrip("@") for account in tidy["accounts"]]
    asked = [name for name in ("tags", "accounts", "search") if tidy[name]]
    if not asked:
        raise Refusal(tags=_("Say what to read: hashtags, people, or words to search for."))
    if len(asked) > 1:
        raise Refusal(**{asked[1]: _("One source reads hashtags, people or a search; make one for each.")})
    if (tidy["all_of"] or tidy["none_of"]) and not tidy["tags"]:
        raise Refusal(tags=_("Give the first hashtag here."))
    return tidy


def recognise(address: str) -> dict[str, Any] | None:
    """Settings for a person (`/@ana`, or `@ana@social.example`) or a hashtag (`/tags/bikes`); None for any other."""
    if found := _HANDLE.fullmatch(address.strip()):
        return {"base": f"https://{found[2].lower()}", "accounts": [found[1]]}
    seen = look(address)
    if seen is None or platform_of(seen.host) or seen.host in NOT_MASTODON:
        return None
    base = f"{seen.scheme}://{seen.netloc}"
    if len(seen.steps) == 2 and seen.steps[0] == "tags":
        return {"base": base, "tags": [seen.steps[1]]}
    if len(seen.steps) == 1 and seen.steps[0].startswith("@") and len(seen.steps[0]) > 1:
        return {"base": base, "accounts": [seen.steps[0][1:]]}
    return None


def fetch(source: "Source", *, as_of: datetime) -> Fetched:
    settings, state = source.settings, deepcopy(source.state or {})
    server = Server(settings["base"], source.secret("token"), as_of)
    visit = Visit(server, state)
    reading = _tags if settings.get("tags") else _accounts if settings.get("accounts") else _search
    return visit.made(reading, settings)


def _tags(visit: Visit, settings: Mapping[str, Any]) -> None:
    visit.open_to_us("hashtag_feeds")
    first, *others = settings["tags"]
    named = (("any[]", others), ("all[]", settings.get("all_of") or []), ("none[]", settings.get("none_of") or []))
    query = [(name, tag) for name, tags in named for tag in tags]
    visit.read_on(visit.state, tag_path(first), query, strangers=True)


def _accounts(visit: Visit, settings: Mapping[str, Any]) -> None:
    """One after the other, the one that waited longest first, so that a limit that stops us starves nobody."""
    visit.open_to_us("")
    places = visit.state.setdefault("accounts", {})
    wanted = sorted(settings["accounts"], key=lambda name: places.get(name, {}).get("read_at", ""))
    for gone in places.keys() - set(wanted):
        del places[gone]
    for name in wanted:
        place = places.setdefault(name, {})
        try:
            number = place.get("id") or _number_of(visit.server, name)
            place["id"] = number
            query = [("exclude_replies", "false")]
            visit.read_on(place, f"/api/v1/accounts/{quote(number, safe='')}/statuses", query, strangers=False)
        except AnsweredNo as no:
            if no.status not in (401, 403, 404, 410, 422):
                raise
            place.pop("id", None)
            visit.notes.append(_("@%(name)s cannot be read there.") % {"name": name})
        place["read_at"] = visit.server.as_of.isoformat()


def _number_of(server: Server, name: str) -> str:
    found = server.get("/api/v1/accounts/lookup", {"acct": name}).data
    number = str(found.get("id", "")) if isinstance(found, dict) else ""
    if not number:
        raise AnsweredNo(_("@%(name)s is not known there.") % {"name": name}, needs_care=True, status=404)
    return number


def _search(visit: Visit, settings: Mapping[str, Any]) -> None:
    """Search gives what fits best, in no lasting order and with no place to go on from: the newest page each time."""
    if not visit.server.token:
        raise SourceTrouble(_("Searching wants an access token of an account there; enter one."), needs_care=True)
    visit.open_to_us("")
    asked = {"q": settings["search"], "type": "statuses", "limit": str(PAGE)}
    data = visit.server.get("/api/v2/search", asked).data
    found = data.get("statuses") if isinstance(data, dict) else None
    visit.take(found if isinstance(found, list) else [], strangers=True, found_by_words=True)

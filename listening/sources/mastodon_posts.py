"""Statuses of Mastodon (and of what speaks like it) as observed posts. Pure."""

import re
from collections.abc import Iterable, Mapping
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from crm.channels import Channel
from listening.observed import Named
from listening.sources import Address, Event, Observed
from listening.sources.asking import moment

PUBLIC = {"public", "unlisted"}
_HREF = re.compile(r"href=[\"']([^\"'\s]{1,500})[\"']")


def observed(status: Any, *, domain: str) -> Observed | None:
    """None for what the public may not read, and for what is no status. `domain`: where accounts without one live."""
    if not _is_public(status):
        return None
    account, passed_on, quoted = status["account"], _inner(status.get("reblog")), _quoted(status)
    shared = passed_on or quoted
    return Observed(
        native_id=status["uri"],
        author=address(account, domain),
        calls_theirs=tuple(_own_links(account)) if "fields" in account else None,
        author_name=_text(account.get("display_name")) or _text(account.get("username")),
        url=_text(status.get("url")) or status["uri"],
        title=_text(status.get("spoiler_text")),
        html="" if passed_on else _text(status.get("content")),
        links=tuple(_links(status)),
        languages=tuple(filter(None, [_text(status.get("language"))])),
        published_at=moment(status.get("created_at")),
        to=tuple(filter(None, (address(named, domain) for named in _list(status.get("mentions"))))),
        shares=_text(shared.get("uri")) if shared else "",
        shares_of=address(shared.get("account"), domain) if shared else None,
    )


def numbered(statuses: Iterable[Any]) -> dict[str, str]:
    """Identity by the number that only this server uses, as far as these statuses tell."""
    pairs = ((_text(s.get("id")), _text(s.get("uri"))) for s in statuses if isinstance(s, dict))
    return {number: uri for number, uri in pairs if number and uri}


def taken_back(uri: str) -> Observed:
    return Observed(native_id=uri, event=Event.DELETED)


def may_be_kept(status: Any, *, found_by_words: bool = False) -> bool:
    """Whether its author lets strangers find this post. A hashtag is their own word that it may be found by it, unless
    they want no machine to collect their posts (`noindex`) or not to be shown to strangers (`discoverable`). To be
    found by the words of a post, they must have agreed to just that (`indexable`); servers before 4.2 do not ask."""
    account = status.get("account") if isinstance(status, dict) else None
    if not isinstance(account, dict) or account.get("noindex") is True or account.get("discoverable") is False:
        return False
    return not found_by_words or account.get("indexable") is not False


def address(account: Any, domain: str) -> Address | None:
    """`alice@server`, also where the server leaves its own name out."""
    name = _text(account.get("acct")) if isinstance(account, dict) else ""
    if not name:
        return None
    return Address(Channel.MASTODON, name if "@" in name else f"{name}@{domain}")


def _own_links(account: Mapping[str, Any]) -> Iterable[Named]:
    """Addresses in the fields of a profile; of some their server checked that they link back (rel=me)."""
    for field in _list(account.get("fields"))[:8]:
        value = _text(field.get("value")) if isinstance(field, dict) else ""
        if found := _HREF.search(value):
            yield Named(unescape(found[1]), bool(field.get("verified_at")))


def _is_public(status: Any) -> bool:
    if not isinstance(status, dict) or not isinstance(status.get("account"), dict):
        return False
    return status.get("visibility", "public") in PUBLIC and _inner(status) is not None


def _inner(status: Any) -> dict[str, Any] | None:
    return status if isinstance(status, dict) and status.get("uri") and isinstance(status["uri"], str) else None


def _quoted(status: Mapping[str, Any]) -> dict[str, Any] | None:
    """Mastodon says beside the quoted post whether its author agreed; elsewhere the quote is the post itself."""
    quote = status.get("quote")
    return (_inner(quote.get("quoted_status")) or _inner(quote)) if isinstance(quote, dict) else None


def _links(status: Mapping[str, Any]) -> Iterable[str]:
    card = status.get("card")
    link = _text(card.get("url")) if isinstance(card, dict) else ""
    if urlsplit(link).scheme in ("http", "https"):
        yield link


def _text(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []

"""WebSub: a feed's hub tells us when there is something new, and we need to look less often.

The address it calls is signed and names source and topic, so that a hub may verify us before its answer has come back;
the secret with which it signs what it sends follows from that address. Nothing of either is stored. A hub has to reach
this server: only an installation that is served by https asks one."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.utils.crypto import salted_hmac

from crm import outgoing

if TYPE_CHECKING:
    from listening.models import Source

SALT = "listenlarge: what a hub calls"
WANTED = timedelta(days=10)
LONGEST = timedelta(days=30)  # a hub that promises more is asked again anyway
AHEAD = timedelta(days=1)  # before it runs out
ASKED_AGAIN = timedelta(hours=12)
LIMITS = outgoing.Limits(total=10, size=64 * 1024)
_LINK = re.compile(r"<([^<>]*)>\s*;([^,<]*)")
_RELATION = re.compile(r"\brel\s*=\s*\"?([\w\s-]+)", re.IGNORECASE)


class Called(NamedTuple):
    """What an address that we gave a hub stands for: a source's number, and a digest of the topic."""

    source: int
    topic: str


def is_reachable() -> bool:
    return str(settings.BASE_URL).startswith("https://")


def offered(document: Mapping[str, Any], headers: Mapping[str, str], url: str) -> tuple[str, str]:
    """The hub, "" for none, and what it calls the feed. What the server says in its headers goes before the feed."""
    said = {relation: target for target, relations in _links(headers.get("link", "")) for relation in relations}
    hub = said.get("hub") or document["hub"]
    return (hub, said.get("self") or document["self"] or url) if hub.startswith(("https://", "http://")) else ("", "")


def ask(source: "Source", state: Mapping[str, Any], *, as_of: datetime) -> str:
    """Have the hub in `state` tell us; when it was asked last, as text. What it makes of that, it says by calling."""
    asked = str(state.get("hub_asked", ""))
    hub, topic = state.get("hub"), state.get("topic")
    if not hub or not topic or not is_reachable():
        return asked
    stands = asked and source.pushed_until is not None and source.pushed_until > as_of + AHEAD
    if stands or (asked and datetime.fromisoformat(asked) > as_of - ASKED_AGAIN):
        return asked
    address = callback(source.pk, topic)
    form = {"hub.mode": "subscribe", "hub.topic": topic, "hub.callback": address}
    form |= {"hub.lease_seconds": str(int(WANTED.total_seconds())), "hub.secret": secret_of(token_in(address))}
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    with suppress(outgoing.NotReached):  # then we look when it is due, as without one
        outgoing.fetch(hub, method="POST", headers=headers, body=urlencode(form).encode(), limits=LIMITS)
    return as_of.isoformat()


def callback(source: int, topic: str) -> str:
    return f"{settings.BASE_URL.rstrip('/')}/hub/{Signer(salt=SALT).sign(f'{source}-{digest(topic)}')}/"


def token_in(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2]


def called(token: str) -> Called | None:
    """None for an address that we did not give."""
    try:
        source, _dash, topic = Signer(salt=SALT).unsign(token).partition("-")
    except BadSignature:
        return None
    return Called(int(source), topic)


def secret_of(token: str) -> str:
    return salted_hmac(SALT, token, algorithm="sha256").hexdigest()


def digest(topic: str) -> str:
    return blake2b(topic.encode(), digest_size=8).hexdigest()


def _links(header: str) -> list[tuple[str, list[str]]]:
    found = ((target, _RELATION.search(rest)) for target, rest in _LINK.findall(header[:8_000]))
    return [(target.strip(), relation[1].lower().split()) for target, relation in found if relation]

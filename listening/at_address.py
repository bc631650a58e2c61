"""What can be listened to at any address somebody pastes: what its looks tell, and the feeds of its page."""

from dataclasses import dataclass, field
from typing import Any

from crm.errors import Refusal
from listening.feeds.discovery import Found, feeds_at
from listening.sources import Kind
from listening.sources.kinds import recognised
from listening.sources.looks import advice


@dataclass
class There:
    """`feeds`, best first; `offers`: other kinds of sources with the settings that the address gives. `words`: what to
    do where there is neither."""

    feeds: list[Found] = field(default_factory=list)
    offers: list[tuple[Kind, dict[str, Any]]] = field(default_factory=list)
    words: str = ""


def what_is_there(address: str) -> There:
    """The page is asked only where its address does not tell. Refusal under `url` for one that cannot be reached."""
    known = recognised(address)
    found = There(
        feeds=[Found(settings["base"], "") for kind, settings in known if kind.NAME == "feed"],
        offers=[(kind, settings) for kind, settings in known if kind.NAME != "feed"],
        words="" if known else advice(address),
    )
    # `/@ana` and `/tags/bikes` are also how many a blog writes its addresses: there the page is asked, too.
    if found.words or any(kind.NAME != "mastodon" for kind, _settings in known) or address.strip().startswith("@"):
        return found
    try:
        found.feeds = feeds_at(address)
    except Refusal:
        if not found.offers:
            raise
    return found

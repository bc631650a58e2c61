"""The kinds of sources there are."""

from functools import cache
from importlib import import_module
from typing import Any, cast

from django.utils.translation import gettext as _

from crm.errors import Refusal
from listening.sources import Kind

MODULES = {
    "feed": "listening.sources.feed",
    "bluesky": "listening.sources.jetstream",
    "bluesky_search": "listening.sources.bluesky_search",
    "mastodon": "listening.sources.mastodon",
    "mastodon_stream": "listening.sources.mastodon_stream",
    "hackernews": "listening.sources.hackernews",
    "reddit": "listening.sources.reddit",
    "x": "listening.sources.x",
    "mailbox": "listening.sources.mailbox",
}
"""By NAME; in the order in which screens offer them."""


@cache
def kind_named(name: str) -> Kind:
    """Refusal for one that does not exist."""
    if name not in MODULES:
        raise Refusal(
            kind=_("“%(name)s” is no kind of source; there are %(modules)s.")
            % {"name": name[:40], "modules": ", ".join(MODULES)}
        )
    return cast(Kind, import_module(MODULES[name]))


def all_kinds() -> list[Kind]:
    return [kind_named(name) for name in MODULES]


def is_streamed(kind: Any) -> bool:
    return hasattr(kind, "stream")


def is_fetched(kind: Any) -> bool:
    return hasattr(kind, "fetch")


def is_paid(kind: Any) -> bool:
    """Reading it costs its user money: it says how much before (`cost_of_a_run`) and after (`spent`)."""
    return hasattr(kind, "cost_of_a_run")


def filed_under(kind: Any) -> str:
    """Under which kind's name its posts are kept: a stream and a search of one place bring the same posts, which are
    stored once (`FILED_UNDER` of the module; else its own NAME)."""
    return str(getattr(kind, "FILED_UNDER", kind.NAME))


def recognised(address: str) -> list[tuple[Kind, dict[str, Any]]]:
    """Kinds that know this address by its looks, with the settings it gives (`recognise` of the module)."""
    found = [(kind, getattr(kind, "recognise", lambda _address: None)(address)) for kind in all_kinds()]
    return [(kind, settings) for kind, settings in found if settings is not None]

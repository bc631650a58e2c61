"""The kinds of sources there are."""

from functools import cache
from importlib import import_module
from typing import Any, cast

from crm.errors import Refusal
from listening.sources import Kind

MODULES = {
    "feed": "listening.sources.feed",
}
"""By NAME; in the order in which screens offer them."""


@cache
def kind_named(name: str) -> Kind:
    """Refusal for one that does not exist."""
    if name not in MODULES:
        raise Refusal(kind=f"“{name[:40]}” is no kind of source; there are {', '.join(MODULES)}.")
    return cast(Kind, import_module(MODULES[name]))


def all_kinds() -> list[Kind]:
    return [kind_named(name) for name in MODULES]


def is_streamed(kind: Any) -> bool:
    return hasattr(kind, "stream")


def is_fetched(kind: Any) -> bool:
    return hasattr(kind, "fetch")

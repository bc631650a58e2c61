"""Components that are drawn once and shown often: a page holds hundreds of them."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language


def drawn_once(name: str, /, **given: Any) -> SafeString:
    """A component that shows nothing but the little it is given, drawn once for each and each language."""
    return _drawn(name, get_language(), **given)


@lru_cache(maxsize=2048)
def _drawn(name: str, language: str | None, /, **given: Any) -> SafeString:
    return render_to_string(f"frontend/components/{name}.html", given)


def filled(drawn: str, holes: Mapping[str, object]) -> SafeString:
    """What was drawn with marks in place of what differs, each filled in its turn, escaped."""
    for mark, given in holes.items():
        drawn = drawn.replace(mark, escape(given))
    return mark_safe(drawn)  # noqa: S308  drawn by a template of ours; what is filled in is escaped

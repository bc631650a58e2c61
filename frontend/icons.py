"""Lucide's icons, each drawn once: drawing one takes a tenth of a millisecond, and a list shows hundreds."""

from functools import lru_cache

from lucide.templatetags import lucide

MOST = 1_000  # of different icons, sizes and labels


def remember_icons() -> None:
    """Templates go on to `{% load lucide %}`."""
    lucide.register.simple_tag(lru_cache(MOST)(lucide.lucide), name="lucide")

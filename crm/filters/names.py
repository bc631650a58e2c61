"""What the filters of a list are called, and the one somebody meant who misspelt it."""

from collections.abc import Collection
from difflib import get_close_matches

import django_filters as filters
from django.utils.translation import gettext as _


def names_of(kind: type[filters.FilterSet]) -> frozenset[str]:
    """As they stand in an address: a range has a name for each of its ends."""
    return frozenset(
        f"{name}_{suffix}" if suffix else name
        for name, each in kind.base_filters.items()
        for suffix in getattr(each.field_class.widget, "suffixes", None) or [""]
    )


def no_such_name(name: str, known: Collection[str], where: str) -> str:
    """The sentence about a name that means nothing: passed over, it would choose everybody. `where` is the list."""
    told = {"unknown": name[:40], "where": where, "known": ", ".join(sorted(known))}
    if near := get_close_matches(name[:40].casefold(), known, n=1):
        return _("“%(unknown)s” is no filter of %(where)s; did you mean %(near)s?") % {**told, "near": near[0]}
    return _("“%(unknown)s” is no filter of %(where)s; there are %(known)s.") % told

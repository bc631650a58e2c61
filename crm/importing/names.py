"""Whether two names may belong to one person. An address alone never says so: desks and agents share them."""

import re
import unicodedata

_TITLES = frozenset({"dr", "prof", "mr", "mrs", "ms", "mx", "herr", "frau", "jr", "sr"})


def may_be_one(one: str, other: str) -> bool:
    """Equal names, in any order and case, or one a shorter form of the other: "Ana", "A. Lee", "Ana Lee"."""
    short, long = sorted((_parts(one), _parts(other)), key=len)
    if not short or not long:
        return one.strip().casefold() == other.strip().casefold()
    left = list(long)
    whole = False
    for part in short:
        fits = next((candidate for candidate in left if candidate == part), None)
        whole = whole or (fits is not None and len(part) > 1) or (fits is not None and len(short) == len(long))
        fits = fits or next((candidate for candidate in left if _is_initial(part, candidate)), None)
        if fits is None:
            return False
        left.remove(fits)
    return whole


def _is_initial(one: str, other: str) -> bool:
    return min(len(one), len(other)) == 1 and one[0] == other[0]


def _parts(name: str) -> list[str]:
    apart = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(c for c in apart if not unicodedata.combining(c))
    return [part for part in re.findall(r"\w+", plain) if part not in _TITLES]

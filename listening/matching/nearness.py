"""How far apart words stand. Counted on the folded text, in words; a hashtag counts as the words it is made of."""

from bisect import bisect_left
from collections.abc import Iterable

from listening.folding import BREAK, TITLE_END

Stretch = tuple[int, int]
"""The first word, and the first after the last."""

_APART = 1 << 40
"""What is added to the places of the text's words where there is a title: no NEAR reaches so far."""
_TITLE_END = TITLE_END.encode()


def stretches(folded: bytes, patterns: Iterable[bytes]) -> list[Stretch]:
    """Where any of the patterns stands, in order."""
    return sorted({_stretch(folded, at, pattern) for pattern in patterns for at in _offsets(folded, pattern)})


def field_of(stretch: Stretch) -> tuple[int, int, int]:
    """Which of the folded texts it is in (0, or 1 for the text behind a title), and its words counted there."""
    number, first = divmod(stretch[0], _APART)
    return number, first, stretch[1] - number * _APART


def stands_near(left: list[Stretch], right: list[Stretch], distance: int, *, ordered: bool) -> bool:
    """Whether one of each stand with at most `distance` other words between them, without sharing a word."""
    return _follows(left, right, distance) or (not ordered and _follows(right, left, distance))


def _follows(first: list[Stretch], then: list[Stretch], distance: int) -> bool:
    for _start, end in first:
        nearest = bisect_left(then, (end, 0))
        if nearest < len(then) and then[nearest][0] - end <= distance:
            return True
    return False


def _offsets(folded: bytes, pattern: bytes) -> Iterable[int]:
    at = folded.find(pattern)
    while at >= 0:
        yield at
        at = folded.find(pattern, at + 1)


def _stretch(folded: bytes, at: int, pattern: bytes) -> Stretch:
    """`at`: where the pattern's first blank is. Behind a break stand the place and length, in words, of the hashtag or
    mention that is read in another way."""
    part = folded.rfind(BREAK, 0, at) + 1
    if part:
        place, length = map(int, folded[part:at].split(b","))
    else:
        place, length = folded.count(b" ", 0, at), pattern.rstrip(b" ").count(b" ")
    title_end = folded.find(_TITLE_END)
    title_words = folded.count(b" ", 0, title_end) if title_end >= 0 else 0
    if place >= title_words > 0:
        place += _APART - title_words
    return place, place + length

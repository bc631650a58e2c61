"""How far apart words stand. Counted on the folded text, in words; a hashtag counts as the words it is made of."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from listening.folding import BREAK, TITLE_END

Stretch = tuple[int, int]
"""The first word, and the first after the last."""

_APART = 1 << 40
"""What is added to the places of the text's words where there is a title: no NEAR reaches so far."""
_TITLE_END = TITLE_END.encode()


def stretches(folded: bytes, patterns: Iterable[bytes]) -> list[Stretch]:
    """Where any of the patterns stands, in order. Takes time by the length of the text, however often they do."""
    title_end = folded.find(_TITLE_END)
    title_words = folded.count(b" ", 0, title_end) if title_end >= 0 else 0
    return sorted({one for pattern in patterns for one in _stretches(folded, pattern, title_words)})


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


def _stretches(folded: bytes, pattern: bytes, title_words: int) -> Iterator[Stretch]:
    """Behind the first break stand readings: the place and length, in words, of a hashtag or mention, then how else it
    reads."""
    readings = folded.find(BREAK)
    words, counted, before = pattern.rstrip(b" ").count(b" "), 0, 0
    at = folded.find(pattern)
    while at >= 0:
        if 0 <= readings < at:
            place, length = map(int, folded[folded.rfind(BREAK, 0, at) + 1 : at].split(b","))
        else:
            before += folded.count(b" ", counted, at)
            place, length, counted = before, words, at
        if place >= title_words > 0:
            place += _APART - title_words
        yield place, place + length
        at = folded.find(pattern, at + 1)

"""What to look up in all posts to know whether a pattern is there."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from listening.matching.words import WHOLE

WORD, PAIR = 0, -1
"""Kinds of clues beside beginnings, whose kind is the bytes by which they are looked up."""
_BEGINNINGS = (6, 4, 3, 2, 1)
"""Each length that topics have costs a look at every word; too short a one finds too many to compare."""


class Clue(NamedTuple):
    """`name`: what is looked up; patterns may share it. `sure`: where that is, the pattern is; else it must then be
    looked for in the text."""

    name: int
    sure: bool


class Clues:
    """Gives each pattern, as `patterns_of` makes them, its clue: a word, two words side by side, or a beginning."""

    def __init__(self) -> None:
        self._clues: dict[bytes, Clue] = {}
        self._names: defaultdict[int, dict[bytes, int]] = defaultdict(dict)

    def __len__(self) -> int:
        return sum(map(len, self._names.values()))

    def of(self, pattern: bytes) -> Clue:
        clue = self._clues.get(pattern)
        if clue is None:
            kind, looked_up, sure = _looked_up(pattern)
            names = self._names[kind]
            name = names[looked_up] if looked_up in names else names.setdefault(looked_up, len(self))
            clue = self._clues[pattern] = Clue(name, sure)
        return clue

    def by_kind(self) -> Iterable[tuple[int, dict[bytes, int]]]:
        """The names by what is looked up for them."""
        return self._names.items()


def _looked_up(pattern: bytes) -> tuple[int, bytes, bool]:
    """The kind, what of the pattern is looked up, and whether that is sure. Of a longer phrase the two words that are
    longest together: they are likely to be the rarest."""
    words = pattern.strip(b" ").split(b" ")
    whole = words if pattern.endswith(b" ") else words[:-1]
    told = max(map(len, words)) <= WHOLE and len(whole) == len(words)
    if len(whole) > 1:
        pair = max(pairwise(whole), key=lambda two: len(two[0]) + len(two[1]))
        return PAIR, b" ".join(pair), told and len(whole) == 2
    if whole:
        return WORD, whole[0], told
    beginning = words[0]
    length = next(length for length in _BEGINNINGS if length <= len(beginning))
    return length, beginning, len(beginning) <= WHOLE

"""All words and phrases of all topics, looked up in hundreds of texts at once.

The texts are joined and cut into words by numpy; each word is a number, each two side by side another, and these are
looked up in tables. With 22,000 words and phrases it takes a third of the time of an Aho-Corasick automaton, which
looks at each letter, in tables too large for the processor's caches, and makes an object of each hit."""

import numpy

from listening.folding import Folded
from listening.matching.clues import PAIR, WORD, Clues
from listening.matching.tables import Names, Places, Table, joined
from listening.matching.words import HEAD, KEPT, Numbers, Words, words_of


class Lexicon:
    def __init__(self, clues: Clues) -> None:
        self._kinds = [_ready(kind, names) for kind, names in clues.by_kind()]

    def look_up(self, folded: Folded) -> tuple[Places, Names]:
        """Of at most 60,000 texts: which has a clue, and its name, once for each time that it is there."""
        words = words_of(folded.joined)
        places, names = joined([kind.look_up(words) for kind in self._kinds])
        return numpy.array(folded.order, dtype=numpy.intp)[words.posts()[places]], names


class _Whole:
    """Words, or pairs of them."""

    def __init__(self, words: Words, names: Names, *, pairs: bool) -> None:
        self._pairs = pairs
        self._table = Table(words.pairs()[::2] if pairs else words.numbers, names)

    def look_up(self, words: Words) -> tuple[Places, Names]:
        return self._table.look_up(words.pairs() if self._pairs else words.numbers)


class _Beginnings:
    """Looked up by `length` bytes; those found are compared by up to WHOLE."""

    def __init__(self, words: Words, names: Names, length: int) -> None:
        self._length, self._names, self._heads = length, names, words.heads
        self._seconds = words.seconds(numpy.arange(len(names)))
        self._kept: Numbers = KEPT[numpy.minimum(words.lengths, HEAD)]
        self._kept_of_second: Numbers = KEPT[numpy.clip(words.lengths - HEAD, 0, HEAD)]
        self._table = Table(words.beginnings(length), numpy.arange(len(names), dtype=numpy.int32))

    def look_up(self, words: Words) -> tuple[Places, Names]:
        places, entries = self._table.look_up(words.beginnings(self._length))
        alike = words.heads[places] & self._kept[entries] == self._heads[entries]
        places, entries = places[alike], entries[alike]
        alike = words.seconds(places) & self._kept_of_second[entries] == self._seconds[entries]
        return places[alike], self._names[entries[alike]]


def _ready(kind: int, names: dict[bytes, int]) -> _Whole | _Beginnings:
    """Patterns are cut into words by what cuts the texts."""
    words = words_of(b" %b " % b" ".join(names))
    numbers: Names = numpy.array(list(names.values()), dtype=numpy.int32)
    return _Whole(words, numbers, pairs=kind == PAIR) if kind in (WORD, PAIR) else _Beginnings(words, numbers, kind)

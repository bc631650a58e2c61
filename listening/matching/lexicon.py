"""All words and phrases of all topics, looked up in hundreds of texts at once.

The texts are joined and cut into words by numpy; each word is a number, each two side by side another, and these are
looked up in tables. With 22,000 words and phrases it takes a third of the time of an Aho-Corasick automaton, which
looks at each letter, in tables too large for the processor's caches, and makes an object of each hit."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy

from listening.folding import POST_END
from listening.matching.clues import PAIR, WORD, Clues
from listening.matching.tables import Names, Places, Table, joined
from listening.matching.words import KEPT, Numbers, Words, words_of


class Found:
    """What was found in some texts, told by their places among them. `telling`: for each, those of the names found
    that the lexicon was to tell; nothing for a text without one."""

    def __init__(self, posts: Places, names: Names, telling: dict[int, list[int]], number: int) -> None:
        self.telling = telling
        order = numpy.argsort(posts, kind="stable")
        self._names = names[order].tolist()
        self._ends = numpy.searchsorted(posts[order], numpy.arange(number + 1)).tolist()

    def all_of(self, post: int) -> frozenset[int]:
        """The name of every clue that is in the text."""
        return frozenset(self._names[self._ends[post] : self._ends[post + 1]])


class Lexicon:
    """`telling`: names of clues that make a post worth asking about."""

    def __init__(self, clues: Clues, telling: Iterable[int]) -> None:
        self._kinds = [_ready(kind, names) for kind, names in clues.by_kind()]
        self._telling = numpy.zeros(len(clues), dtype=bool)
        self._telling[list(telling)] = True

    def look_up(self, folded: Sequence[bytes]) -> Found:
        """At most 60,000 texts."""
        words = words_of(POST_END.encode().join(folded))
        places, names = joined([kind.look_up(words) for kind in self._kinds])
        posts = words.posts()[places]
        tells = self._telling[names]
        telling: defaultdict[int, list[int]] = defaultdict(list)
        for post, name in zip(posts[tells].tolist(), names[tells].tolist(), strict=True):
            telling[post].append(name)
        return Found(posts, names, telling, len(folded))


class _Whole:
    """Words, or pairs of them."""

    def __init__(self, words: Words, names: Names, *, pairs: bool) -> None:
        self._pairs = pairs
        self._table = Table(words.pairs()[::2] if pairs else words.numbers, names)

    def look_up(self, words: Words) -> tuple[Places, Names]:
        return self._table.look_up(words.pairs() if self._pairs else words.numbers)


class _Beginnings:
    """Looked up by `length` bytes, then those found compared by as many as a head holds."""

    def __init__(self, words: Words, names: Names, length: int) -> None:
        self._length, self._names, self._heads = length, names, words.heads
        self._kept: Numbers = KEPT[words.head_lengths()]
        self._table = Table(words.beginnings(length), numpy.arange(len(names), dtype=numpy.int32))

    def look_up(self, words: Words) -> tuple[Places, Names]:
        places, entries = self._table.look_up(words.beginnings(self._length))
        alike = words.heads[places] & self._kept[entries] == self._heads[entries]
        return places[alike], self._names[entries[alike]]


def _ready(kind: int, names: dict[bytes, int]) -> _Whole | _Beginnings:
    """Patterns are cut into words by what cuts the texts."""
    words = words_of(b" %b " % b" ".join(names))
    numbers: Names = numpy.array(list(names.values()), dtype=numpy.int32)
    return _Whole(words, numbers, pairs=kind == PAIR) if kind in (WORD, PAIR) else _Beginnings(words, numbers, kind)

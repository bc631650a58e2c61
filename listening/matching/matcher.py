"""One pass over a text for all topics at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from listening.folding import fold, fold_many
from listening.matching.asking import Asked, asked_of
from listening.matching.by_field import FieldIndex
from listening.matching.clues import Clues
from listening.matching.frequency import Frequency
from listening.matching.language import detect_language
from listening.matching.lexicon import Lexicon
from listening.matching.patterns import patterns_of
from listening.matching.places import Place, places
from listening.matching.post import Post
from listening.matching.reading import Detect, Reading
from listening.query import Query, QueryError
from listening.query.coverage import Share, cover
from listening.query.references import References
from listening.query.syntax import And, Field, Node, Or, Term

_NOTHING: frozenset[int] = frozenset()
_TOGETHER, _LETTERS = 256, 1_000_000
"""Posts that are folded and looked up at once, and after how many letters there are fewer: their words take some 20 MB
of arrays for each million."""


class Compiled(NamedTuple):
    """A topic made ready. `asked`: the whole query. `left`: what is left to ask of a post that surely has one of the
    anchors; None where that decides."""

    root: Node
    anchors: tuple[Term | Field, ...]
    asked: Asked
    left: Asked | None


class Matcher:
    """Built by `compile_topics`. `broken`: topics that refer to one that is gone or go round in a circle, and why;
    they match nothing, the others are not held up."""

    def __init__(
        self, queries: Mapping[int, Query], names: Mapping[int, str], share: Share, detect: Detect = detect_language
    ) -> None:
        self.queries, self.names = dict(queries), dict(names)
        self._share = share
        self.broken: dict[int, QueryError] = {}
        self._detect = detect
        self._clues = Clues()
        self._compiled: dict[int, Compiled] = {}
        self._fields = FieldIndex()
        self._compile()
        self._build()

    def __reduce__(self) -> tuple[object, ...]:
        return Matcher, (self.queries, self.names, self._share, self._detect)

    def __len__(self) -> int:
        """Topics that can match."""
        return len(self._compiled)

    def match(self, post: Post) -> frozenset[int]:
        """The topics the post belongs to."""
        return next(self._match_some([post], [fold(post.text, post.title)]))

    def match_many(self, posts: Iterable[Post]) -> Iterator[frozenset[int]]:
        """For each post, in order, the topics it belongs to. Reads some hundred posts ahead."""
        for some in _some_together(posts):
            yield from self._match_some(some, fold_many([(post.text, post.title) for post in some]))

    def places(self, post: Post, topic: int) -> list[Place]:
        """Where in title and text the words stand for which the topic was looking, in order. Empty if it does not
        match, or by its fields only."""
        if topic not in self.match(post):
            return []
        return places(post, self._compiled[topic].root, Reading(post, fold(post.text, post.title), self._detect))

    def changed(
        self, queries: Mapping[int, Query], *, names: Mapping[int, str] | None = None, gone: Iterable[int] = ()
    ) -> "Matcher":
        """A matcher with these topics added or replaced and the `gone` ones taken out."""
        left_out = set(gone)
        kept = {topic: query for topic, query in {**self.queries, **queries}.items() if topic not in left_out}
        called = {topic: name for topic, name in {**self.names, **(names or {})}.items() if topic not in left_out}
        return Matcher(kept, called, self._share, self._detect)

    def _compile(self) -> None:
        references = References(
            {self.names[topic]: query for topic, query in self.queries.items() if topic in self.names}
        )
        for topic, query in self.queries.items():
            try:
                root = references.resolve(query, self.names.get(topic, "")) if query.references else query.root
                self._compiled[topic] = compiled(root, self._share, self._clues)
            except QueryError as error:
                self.broken[topic] = error

    def _build(self) -> None:
        follows: defaultdict[int, list[tuple[int, Asked | None]]] = defaultdict(list)
        for topic, one in self._compiled.items():
            for anchor in one.anchors:
                if isinstance(anchor, Field):
                    self._fields.add(anchor, topic)
                    continue
                for clue in map(self._clues.of, patterns_of(anchor)):
                    follows[clue.name].append((topic, one.left if clue.sure else one.asked))
        self._follows = {name: tuple(topics) for name, topics in follows.items()}
        self._by_field = bool(self._fields)
        self._lexicon = Lexicon(self._clues, self._follows)

    def _match_some(self, posts: Sequence[Post], folded: Sequence[bytes]) -> Iterator[frozenset[int]]:
        found = self._lexicon.look_up(folded)
        for number, post in enumerate(posts):
            telling = found.telling.get(number, ())
            if telling or self._by_field:
                reading = Reading(post, folded[number], self._detect, partial(found.all_of, number))
                yield self._match(reading, telling)
            else:
                yield _NOTHING

    def _match(self, reading: Reading, telling: Sequence[int]) -> frozenset[int]:
        matched: set[int] = set()
        for name in telling:
            for topic, asked in self._follows[name]:
                if topic not in matched and (asked is None or asked(reading)):
                    matched.add(topic)
        if self._by_field:
            for topic in self._fields.topics_for(reading):
                if topic not in matched and self._compiled[topic].asked(reading):
                    matched.add(topic)
        return frozenset(matched)


def _some_together(posts: Iterable[Post]) -> Iterator[list[Post]]:
    some: list[Post] = []
    letters = 0
    for post in posts:
        some.append(post)
        letters += len(post.text)
        if len(some) >= _TOGETHER or letters >= _LETTERS:
            yield some
            some, letters = [], 0
    if some:
        yield some


def compile_topics(
    queries: Mapping[int, Query], names: Mapping[int, str] | None = None, sample: Iterable[Post] = ()
) -> Matcher:
    """`queries` by topic; `names` by topic, for those that others refer to as `topic:"…"`; `sample`: some hundred or
    thousand posts like those to come. They change no verdict, only speed."""
    return Matcher(queries, names or {}, Frequency(sample).share)


def compiled(root: Node, share: Share, clues: Clues) -> Compiled:
    """Of a query whose references are written out: each of those has a cover, hence the whole has one."""
    anchors = tuple(anchor for anchor in cover(root, share) or () if isinstance(anchor, Term | Field))
    asked = asked_of(root, clues)
    if _decided_by_anchors(root):
        return Compiled(root, anchors, asked, None)
    left = _left_to_ask(root, anchors, share)
    return Compiled(root, anchors, asked, asked if left is root else asked_of(left, clues))


def _left_to_ask(root: Node, anchors: tuple[Term | Field, ...], share: Share) -> Node:
    """The query without the part that is met as soon as one of the anchors was found."""
    if not isinstance(root, And):
        return root
    for met in root.parts:
        if _decided_by_anchors(met) and cover(met, share) == anchors:
            left = tuple(part for part in root.parts if part is not met)
            return left[0] if len(left) == 1 else And(left)
    return root


def _decided_by_anchors(root: Node) -> bool:
    parts = root.parts if isinstance(root, Or) else (root,)
    return all(isinstance(part, Term) and not part.as_written for part in parts)

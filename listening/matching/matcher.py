"""One pass over a text for all topics at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any

from numpy.typing import NDArray

from listening.folding import Folded, fold, fold_many
from listening.matching.by_field import FieldIndex
from listening.matching.clues import Clues
from listening.matching.compiling import Compiled, compiled
from listening.matching.frequency import Frequency
from listening.matching.language import detect_language
from listening.matching.leads import Lead, Leads
from listening.matching.lexicon import Lexicon
from listening.matching.patterns import patterns_of
from listening.matching.places import Place, places
from listening.matching.post import Post
from listening.matching.reading import Detect, Reading
from listening.query import Query, QueryError
from listening.query.coverage import Share
from listening.query.references import References
from listening.query.syntax import Field

_NOTHING: frozenset[int] = frozenset()
_TOGETHER, _LETTERS = 512, 1_000_000
"""Posts that are folded and looked up at once, and from how many letters on there are fewer: their words take some
20 MB of arrays for each million."""


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
        return next(self.match_many([post]))

    def match_many(self, posts: Iterable[Post]) -> Iterator[frozenset[int]]:
        """For each post, in order, the topics it belongs to. Reads some hundred posts ahead."""
        room = self._leads.room(0)
        for some in _some_together(posts):
            room = self._leads.room(len(some), room)
            yield from self._match_some(some, fold_many([(post.text, post.title) for post in some]), room)

    def places(self, post: Post, *topics: int) -> list[Place]:
        """Where in title and text the words stand for which the topics were looking, in order. Empty if none of them
        matches, or by its fields only."""
        reading = Reading(post, partial(fold, post.text, post.title), self._detect)
        asked = [self._compiled[topic] for topic in topics if topic in self._compiled]
        return places(post, [one.root for one in asked if one.asked(reading)], reading)

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
        follows: defaultdict[int, list[Lead]] = defaultdict(list)
        for topic, one in self._compiled.items():
            for anchor in one.anchors:
                if isinstance(anchor, Field):
                    self._fields.add(anchor, topic)
                    continue
                for clue in map(self._clues.of, patterns_of(anchor)):
                    follows[clue.name].append(Lead(topic, one.left if clue.sure else one.whole))
        self._by_field = bool(self._fields)
        self._leads = Leads(follows, len(self._clues))
        self._lexicon = Lexicon(self._clues)

    def _match_some(self, posts: Sequence[Post], folded: Folded, room: NDArray[Any]) -> list[frozenset[int]]:
        readings = _Readings(posts, folded, self._detect)
        matched: defaultdict[int, set[int]] = defaultdict(set)
        for number, lead in self._leads.followed(*self._lexicon.look_up(folded), room):
            topic, rest = self._leads[lead]
            if rest.asked is None or rest.asked(readings[number]):
                matched[number].add(topic)
        if self._by_field:
            for number in range(len(posts)):
                matched[number].update(self._found_by_field(readings[number]))
        return [frozenset(matched[number]) if number in matched else _NOTHING for number in range(len(posts))]

    def _found_by_field(self, reading: Reading) -> Iterator[int]:
        for topic in self._fields.topics_for(reading):
            if self._compiled[topic].asked(reading):
                yield topic


class _Readings(dict[int, Reading]):
    """Of posts that were folded together, each made when somebody asks it something."""

    def __init__(self, posts: Sequence[Post], folded: Folded, detect: Detect) -> None:
        self._posts, self._folded, self._detect = posts, folded, detect

    def __missing__(self, number: int) -> Reading:
        made = self[number] = Reading(self._posts[number], partial(self._folded.one, number), self._detect)
        return made


def _some_together(posts: Iterable[Post]) -> Iterator[list[Post]]:
    rest = iter(posts)
    while some := list(islice(rest, _TOGETHER)):
        yield from _bounded(some)


def _bounded(some: list[Post]) -> Iterator[list[Post]]:
    if len(some) == 1 or sum(len(post.text) for post in some) <= _LETTERS:
        yield some
    else:
        half = len(some) // 2
        yield from _bounded(some[:half])
        yield from _bounded(some[half:])


def compile_topics(
    queries: Mapping[int, Query], names: Mapping[int, str] | None = None, sample: Iterable[Post] = ()
) -> Matcher:
    """`queries` by topic; `names` by topic, for those that others refer to as `topic:"…"`; `sample`: some hundred or
    thousand posts like those to come. They change no verdict, only speed."""
    return Matcher(queries, names or {}, Frequency(sample).share)

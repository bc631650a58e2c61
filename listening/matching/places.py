"""Where a topic hit, to mark it on a screen."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from listening.folding.spans import word_spans
from listening.matching.nearness import Stretch, field_of, stands_near, stretches
from listening.matching.patterns import patterns_of
from listening.matching.post import Post
from listening.matching.reading import Reading
from listening.query.syntax import And, Near, Node, Not, Or, Term


class Place(NamedTuple):
    """Characters `start` to `end` (not included) of the post's `title` or `text`."""

    field: str
    start: int
    end: int


def places(post: Post, roots: Sequence[Node], reading: Reading) -> list[Place]:
    """All that the queries want and that is there; what stands behind a NOT is not marked."""
    wanted = {one for root in roots for one in _wanted(root, reading, negated=False)}
    if not wanted:
        return []
    fields = ["title", "text"] if post.title else ["text"]
    spans = [word_spans(getattr(post, field)) for field in fields]
    found = set()
    for stretch in wanted:
        number, first, end = field_of(stretch)
        if end <= len(spans[number]):
            found.add(Place(fields[number], spans[number][first][0], spans[number][end - 1][1]))
    return sorted(found, key=lambda place: (place.field != "title", place.start, place.end))


def _wanted(node: Node, reading: Reading, *, negated: bool) -> Iterator[Stretch]:
    if isinstance(node, Not):
        yield from _wanted(node.part, reading, negated=not negated)
    elif isinstance(node, And | Or):
        for part in node.parts:
            yield from _wanted(part, reading, negated=negated)
    elif isinstance(node, Near) and not negated:
        left, right = side_stretches(node.left, reading), side_stretches(node.right, reading)
        yield from (one for one in left if stands_near([one], right, node.distance, ordered=node.ordered))
        yield from (one for one in right if stands_near(left, [one], node.distance, ordered=node.ordered))
    elif isinstance(node, Term) and not negated:
        yield from side_stretches((node,), reading)


def side_stretches(terms: tuple[Term, ...], reading: Reading) -> list[Stretch]:
    """Where any of the terms stands, in order."""
    found: set[Stretch] = set()
    for term in terms:
        folded = reading.written if term.as_written else reading.folded
        found.update(stretches(folded, patterns_of(term, as_written=term.as_written)))
    return sorted(found)

"""A query made into one function that asks a post: is this so?"""

from collections.abc import Callable

from listening.matching.addresses import address_of, handle_key, lies_below
from listening.matching.clues import Clue, Clues
from listening.matching.nearness import Stretch, stands_near, stretches
from listening.matching.patterns import patterns_of
from listening.matching.reading import Reading
from listening.query.syntax import And, Field, Near, Node, Not, Or, Term

Asked = Callable[[Reading], bool]


def asked_of(node: Node, clues: Clues) -> Asked:
    """References must have been written out. `clues`: what is to be looked up in every post is noted there."""
    if isinstance(node, And):
        return _all_of([asked_of(part, clues) for part in node.parts])
    if isinstance(node, Or):
        return _any_of([asked_of(part, clues) for part in node.parts])
    if isinstance(node, Not):
        inner = asked_of(node.part, clues)
        return lambda reading: not inner(reading)
    if isinstance(node, Near):
        return _near(node, clues)
    if isinstance(node, Field):
        return field_asked(node)
    if isinstance(node, Term):
        return _term(node, clues)
    raise TypeError(f"{node!r} was not written out")


def _all_of(parts: list[Asked]) -> Asked:
    if len(parts) == 2:
        first, second = parts
        return lambda reading: first(reading) and second(reading)

    def every(reading: Reading) -> bool:
        for part in parts:  # noqa: SIM110  (all() with a generator takes twice as long)
            if not part(reading):
                return False
        return True

    return every


def _any_of(parts: list[Asked]) -> Asked:
    if len(parts) == 1:
        return parts[0]

    def some(reading: Reading) -> bool:
        for part in parts:  # noqa: SIM110
            if part(reading):
                return True
        return False

    return some


def _term(term: Term, clues: Clues) -> Asked:
    levelled = _any_of([_pattern(pattern, clues.of(pattern)) for pattern in patterns_of(term)])
    if not term.as_written:
        return levelled
    patterns = patterns_of(term, as_written=True)
    return lambda reading: levelled(reading) and any(pattern in reading.written for pattern in patterns)


def _pattern(pattern: bytes, clue: Clue) -> Asked:
    name = clue.name
    if clue.sure:
        return lambda reading: name in reading.clues
    return lambda reading: name in reading.clues and pattern in reading.folded


def _near(node: Near, clues: Clues) -> Asked:
    left, right = _Side(node.left, clues), _Side(node.right, clues)

    def near(reading: Reading) -> bool:
        if left.names.isdisjoint(reading.clues) or right.names.isdisjoint(reading.clues):
            return False
        here = left.stretches(reading)
        there = right.stretches(reading) if here else []
        return bool(there) and stands_near(here, there, node.distance, ordered=node.ordered)

    return near


class _Side:
    """The terms on one side of NEAR. `names`: of the clues of which one at least must be there."""

    def __init__(self, terms: tuple[Term, ...], clues: Clues) -> None:
        self.names = frozenset(clues.of(pattern).name for term in terms for pattern in patterns_of(term))
        levelled = [one for term in terms if not term.as_written for one in patterns_of(term)]
        self._levelled = [(pattern, clues.of(pattern).name) for pattern in levelled]
        self._written = [one for term in terms if term.as_written for one in patterns_of(term, as_written=True)]

    def stretches(self, reading: Reading) -> list[Stretch]:
        patterns = [pattern for pattern, name in self._levelled if name in reading.clues]
        found = stretches(reading.folded, patterns) if patterns else []
        return sorted({*found, *stretches(reading.written, self._written)}) if self._written else found


def field_asked(field: Field) -> Asked:
    kind, value = field.name, field.value
    if kind in ("site", "link"):
        wanted = address_of(value)
        if kind == "site":
            return lambda reading: lies_below((reading.site, ""), (wanted[0], ""))
        return lambda reading: any(lies_below(address, wanted) for address in reading.addresses)
    if kind == "lang":
        code = value.lower()
        return lambda reading: any(one == code or one.startswith(code + "-") for one in reading.languages)
    key = handle_key(value)
    if kind == "author":
        if field.prefix:
            return lambda reading: reading.author.startswith(key)
        return lambda reading: reading.author == key
    if field.prefix:
        return lambda reading: any(name.startswith(key) for name in reading.sources)
    return lambda reading: key in reading.sources

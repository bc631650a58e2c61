"""A query made into one function that asks a post: is this so?"""

from collections.abc import Callable

from listening.matching.addresses import address_of, handle_key, lies_below
from listening.matching.nearness import Stretch, stands_near, stretches
from listening.matching.patterns import patterns_of
from listening.matching.reading import Reading
from listening.query.syntax import And, Field, Near, Node, Not, Or, Term

Asked = Callable[[Reading], bool]


def asked_of(node: Node) -> Asked:
    """References must have been written out."""
    if isinstance(node, And):
        return _all_of([asked_of(part) for part in node.parts])
    if isinstance(node, Or):
        return _any_of([asked_of(part) for part in node.parts])
    if isinstance(node, Not):
        inner = asked_of(node.part)
        return lambda reading: not inner(reading)
    if isinstance(node, Near):
        return _near(node)
    if isinstance(node, Field):
        return field_asked(node)
    if isinstance(node, Term):
        return _term(node)
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


def _term(term: Term) -> Asked:
    levelled = _any_of([_pattern(pattern) for pattern in patterns_of(term)])
    if not term.as_written:
        return levelled
    patterns = patterns_of(term, as_written=True)
    return lambda reading: levelled(reading) and any(pattern in reading.written for pattern in patterns)


def _pattern(pattern: bytes) -> Asked:
    return lambda reading: pattern in reading.folded


def _near(node: Near) -> Asked:
    left, right = _Side(node.left), _Side(node.right)

    def near(reading: Reading) -> bool:
        here = left.stretches(reading)
        there = right.stretches(reading) if here else []
        return bool(there) and stands_near(here, there, node.distance, ordered=node.ordered)

    return near


class _Side:
    """The terms on one side of NEAR."""

    def __init__(self, terms: tuple[Term, ...]) -> None:
        self._levelled = [one for term in terms if not term.as_written for one in patterns_of(term)]
        self._written = [one for term in terms if term.as_written for one in patterns_of(term, as_written=True)]

    def stretches(self, reading: Reading) -> list[Stretch]:
        found = stretches(reading.folded, self._levelled) if self._levelled else []
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

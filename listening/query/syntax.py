"""The parts of a query, as parsed. `str` of each is canonical text that parses to the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Union

Node = Union["Term", "Near", "Field", "Reference", "Not", "And", "Or"]

FIELDS = ("author", "site", "lang", "source", "link")


@dataclass(frozen=True, slots=True)
class Term:
    """A word, phrase, hashtag (`#…`) or mention (`@…`). `quoted`: it stood in quotes. `prefix`: its last word is only
    a beginning (`bik*`). `as_written`: capitals and accents count (`case:`)."""

    text: str
    quoted: bool = False
    prefix: bool = False
    as_written: bool = False

    def __str__(self) -> str:
        text = self.text + "*" * self.prefix
        return ("case:" if self.as_written else "") + (f'"{text}"' if self.quoted else text)


@dataclass(frozen=True, slots=True)
class Near:
    """A term of either side with at most `distance` other words between; `ordered`: the left one first.
    A side is met by any one of its terms."""

    left: tuple[Term, ...]
    right: tuple[Term, ...]
    distance: int
    ordered: bool = False

    def __str__(self) -> str:
        return f"{_side(self.left)} {'O' * self.ordered}NEAR/{self.distance} {_side(self.right)}"


@dataclass(frozen=True, slots=True)
class Field:
    """What is known of a post beside its words. `prefix`: the value is only a beginning (`author:bike*`)."""

    name: str
    value: str
    prefix: bool = False

    def __str__(self) -> str:
        return f'{self.name}:"{self.value}{"*" * self.prefix}"'


@dataclass(frozen=True, slots=True)
class Reference:
    """Whatever another topic matches. Its place in the text is kept for errors."""

    name: str
    position: int = field(default=0, compare=False)
    length: int = field(default=0, compare=False)

    def __str__(self) -> str:
        return f'topic:"{self.name}"'


@dataclass(frozen=True, slots=True)
class Not:
    part: Node

    def __str__(self) -> str:
        return f"NOT {_within(self.part, (And, Or, Near))}"


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Node, ...]

    def __str__(self) -> str:
        return " AND ".join(_within(part, (And, Or)) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Node, ...]

    def __str__(self) -> str:
        return " OR ".join(_within(part, (Or,)) for part in self.parts)


def leaves(node: Node) -> Iterator[Term | Near | Field | Reference]:
    """The parts that are not made of parts, from left to right."""
    if isinstance(node, Not):
        yield from leaves(node.part)
    elif isinstance(node, And | Or):
        for part in node.parts:
            yield from leaves(part)
    else:
        yield node


def _side(terms: tuple[Term, ...]) -> str:
    return str(terms[0]) if len(terms) == 1 else f"({' OR '.join(map(str, terms))})"


def _within(part: Node, bracketed: tuple[type, ...]) -> str:
    return f"({part})" if isinstance(part, bracketed) else str(part)

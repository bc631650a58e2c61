"""What of a query can be told from clues alone, for thousands of posts at once."""

from itertools import product
from typing import NamedTuple

from listening.matching.clues import Clues
from listening.matching.patterns import patterns_of
from listening.query.syntax import And, Near, Node, Not, Or, Term

MOST = 64
"""Clauses of one part of a query; one that would need more is asked as it stands."""

Clause = frozenset[tuple[int, bool]]
"""Names of clues, each with whether it is there: one of these at least is so."""


class Told(NamedTuple):
    """`clauses`: all of them hold of every post that matches. `enough`: and every post of which they hold matches."""

    clauses: frozenset[Clause]
    enough: bool


_NOTHING = Told(frozenset(), False)


def told(node: Node, clues: Clues, *, negated: bool = False) -> Told:
    """References must have been written out. `clues`: what is to be looked up in every post is noted there."""
    if isinstance(node, Not):
        return told(node.part, clues, negated=not negated)
    if isinstance(node, And | Or):
        parts = [told(part, clues, negated=negated) for part in node.parts]
        return _all_of(parts) if isinstance(node, And) != negated else _any_of(parts)
    if isinstance(node, Term):
        return _absent(node, clues) if negated else _present((node,), clues)
    if isinstance(node, Near) and not negated:
        return _all_of([_present(node.left, clues), _present(node.right, clues), _NOTHING])
    return _NOTHING


def _present(terms: tuple[Term, ...], clues: Clues) -> Told:
    found = [clues.of(pattern) for term in terms for pattern in patterns_of(term)]
    sure = all(clue.sure for clue in found) and not any(term.as_written for term in terms)
    return Told(frozenset([frozenset((clue.name, True) for clue in found)]), sure)


def _absent(term: Term, clues: Clues) -> Told:
    if term.as_written:
        return _NOTHING
    found = [clues.of(pattern) for pattern in patterns_of(term)]
    sure = [clue for clue in found if clue.sure]
    return Told(frozenset(frozenset([(clue.name, False)]) for clue in sure), len(sure) == len(found))


def _all_of(parts: list[Told]) -> Told:
    return Told(frozenset().union(*(part.clauses for part in parts)), all(part.enough for part in parts))


def _any_of(parts: list[Told]) -> Told:
    """Of each part one clause at least holds, whichever part it is that does."""
    count = 1
    for part in parts:
        count *= len(part.clauses)
    if not 0 < count <= MOST:
        return _NOTHING
    either = frozenset(frozenset().union(*some) for some in product(*(part.clauses for part in parts)))
    return Told(either, all(part.enough for part in parts))

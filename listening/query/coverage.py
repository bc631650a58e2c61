"""Which parts of a query must be met for the whole to be: one of them at least is in every post that matches.

The matcher looks only for these; the rest of a query is asked when one of them was found. A query without any
("NOT bikes") would match nearly every post there is."""

from collections.abc import Callable

from listening.folding import fold_words
from listening.query.syntax import And, Field, Near, Node, Not, Or, Reference, Term

Anchor = Term | Field | Reference
Share = Callable[[Anchor], float]
"""Which part of all posts has it, roughly: 0 to 1."""

FIELD_SHARES = {"author": 0.0001, "link": 0.001, "site": 0.01, "source": 0.1, "lang": 0.5}


def share_by_length(anchor: Anchor) -> float:
    """A guess where no texts are at hand to count in: long words and phrases are rare."""
    if isinstance(anchor, Field):
        return FIELD_SHARES[anchor.name]
    if isinstance(anchor, Reference):
        return 0.1
    words = fold_words(anchor.text).split()
    length = max(map(len, words), default=0) + 3 * len(words) - 2 * anchor.prefix + 10 * (anchor.text[0] in "#@")
    return float(10 ** (-length / 4))


def cover(node: Node, share: Share = share_by_length, *, negated: bool = False) -> tuple[Anchor, ...] | None:
    """Of the possible covers the one that fewest posts have; None if there is none."""
    if isinstance(node, Not):
        return cover(node.part, share, negated=not negated)
    if isinstance(node, And | Or):
        covers = [cover(part, share, negated=negated) for part in node.parts]
        every = isinstance(node, And) != negated
        return _rarest(covers, share) if every else _union(covers)
    if negated:
        return None
    if isinstance(node, Near):
        return _rarest([node.left, node.right], share)
    return (node,)


def _rarest(covers: list[tuple[Anchor, ...] | None], share: Share) -> tuple[Anchor, ...] | None:
    there = [one for one in covers if one is not None]
    if len(there) < 2:
        return there[0] if there else None
    return min(there, key=lambda anchors: sum(map(share, anchors)))


def _union(covers: list[tuple[Anchor, ...] | None]) -> tuple[Anchor, ...] | None:
    together: list[Anchor] = []
    for one in covers:
        if one is None:
            return None
        together += one
    return tuple(dict.fromkeys(together))

"""Which parts of a query must be met for the whole to be: one of them at least is in every post that matches.

The matcher looks only for these; the rest of a query is asked when one of them was found. A query without any
("NOT bikes") would match nearly every post there is."""

from listening.folding import fold_words
from listening.query.syntax import And, Field, Near, Node, Not, Or, Reference, Term

Anchor = Term | Field | Reference

_FIELD_WEIGHTS = {"author": 40, "link": 30, "site": 20, "source": 3, "lang": 1}
_REFERENCE_WEIGHT = 2


def cover(node: Node, *, negated: bool = False) -> tuple[Anchor, ...] | None:
    """Of the possible covers, the one whose parts are probably rarest; None if there is none."""
    if isinstance(node, Not):
        return cover(node.part, negated=not negated)
    if isinstance(node, And | Or):
        covers = [cover(part, negated=negated) for part in node.parts]
        every = isinstance(node, And) != negated
        return _rarest(covers) if every else _union(covers)
    if negated:
        return None
    if isinstance(node, Near):
        return max(node.left, node.right, key=_weight)
    return (node,)


def _rarest(covers: list[tuple[Anchor, ...] | None]) -> tuple[Anchor, ...] | None:
    there = [one for one in covers if one is not None]
    return max(there, key=_weight, default=None)


def _union(covers: list[tuple[Anchor, ...] | None]) -> tuple[Anchor, ...] | None:
    together: list[Anchor] = []
    for one in covers:
        if one is None:
            return None
        together += one
    return tuple(dict.fromkeys(together))


def _weight(anchors: tuple[Anchor, ...]) -> float:
    """How rare the most frequent of them is: long words and phrases are rarer than short ones."""
    return min(map(_rareness, anchors)) - len(anchors) / 100


def _rareness(anchor: Anchor) -> float:
    if isinstance(anchor, Field):
        return _FIELD_WEIGHTS[anchor.name] - anchor.prefix
    if isinstance(anchor, Reference):
        return _REFERENCE_WEIGHT
    words = fold_words(anchor.text).split()
    return max(map(len, words), default=0) + 3 * len(words) - 2 * anchor.prefix + 10 * (anchor.text[0] in "#@")

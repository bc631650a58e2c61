"""A topic's query made ready to be asked of posts."""

from typing import NamedTuple

from listening.matching.asking import Asked, asked_of
from listening.matching.clauses import told
from listening.matching.clues import Clues
from listening.matching.leads import Rest
from listening.query.coverage import Share, cover
from listening.query.syntax import And, Field, Node, Or, Term

_DONE = Rest(frozenset(), None)


class Compiled(NamedTuple):
    """A topic made ready. `asked`: the query. `whole`: what is asked of a post that may match, `left`: of one that
    surely has one of the anchors."""

    root: Node
    anchors: tuple[Term | Field, ...]
    asked: Asked
    whole: Rest
    left: Rest


def compiled(root: Node, share: Share, clues: Clues) -> Compiled:
    """Of a query whose references are written out: each of those has a cover, hence the whole has one."""
    anchors = tuple(anchor for anchor in cover(root, share) or () if isinstance(anchor, Term | Field))
    asked = asked_of(root)
    whole = _rest(root, asked, clues)
    if _decided_by_anchors(root):
        return Compiled(root, anchors, asked, whole, _DONE)
    left = _left_to_ask(root, anchors, share)
    return Compiled(root, anchors, asked, whole, whole if left is root else _rest(left, asked_of(left), clues))


def _rest(node: Node, asked: Asked, clues: Clues) -> Rest:
    clauses, enough = told(node, clues)
    return Rest(clauses, None if enough else asked)


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

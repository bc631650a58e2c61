"""The grammar's rules, each made into a part of the query as soon as it is read."""

from typing import NamedTuple

from django.utils.translation import gettext as _
from lark import Transformer
from lark.lexer import Token

from listening.query.errors import QueryError
from listening.query.limits import MAX_DEPTH, MAX_DISTANCE, MAX_TERMS
from listening.query.syntax import And, Near, Node, Not, Or, Term
from listening.query.terms import field_from, phrase_from, word_from


class Built(NamedTuple):
    """A part with how deep its brackets go and how many terms it has."""

    node: Node
    depth: int = 0
    terms: int = 1


class Builder(Transformer[Token, Built]):
    def word(self, children: list[Token]) -> Built:
        return Built(word_from(children[0]))

    def phrase(self, children: list[Token]) -> Built:
        return Built(phrase_from(children[0]))

    def field(self, children: list[Token]) -> Built:
        return Built(field_from(children[0]))

    def group(self, children: list[Built]) -> Built:
        inner = children[0]
        return _limited(Built(inner.node, inner.depth + 1, inner.terms))

    def part(self, children: list[Built]) -> Built:
        return children[0]

    start = part

    def negated(self, children: tuple[Token, Built]) -> Built:
        inner = children[1]
        return _limited(Built(Not(inner.node), inner.depth + 1, inner.terms))

    def both(self, children: list[Built]) -> Built:
        return _joined(And, children)

    def either(self, children: list[Built]) -> Built:
        return _joined(Or, children)

    def near(self, children: tuple[Built, Token, Built]) -> Built:
        left, sign, right = children
        operator, distance = sign.split("/")
        if len(distance) > 4 or int(distance) > MAX_DISTANCE:
            message = _("%(sign)s at %(at)s reaches too far: at most %(most)s words.")
            about = {"sign": operator, "at": _place(sign) + 1, "most": MAX_DISTANCE}
            raise QueryError(_place(sign), len(sign), message % about, _("To find both words anywhere, write AND."))
        node = Near(_side(left, sign), _side(right, sign), int(distance), operator == "ONEAR")
        return Built(node, max(left.depth, right.depth), left.terms + right.terms)


def _joined(kind: type[And] | type[Or], children: list[Built]) -> Built:
    if len(children) == 1:
        return children[0]
    parts: list[Node] = []
    for child in children:
        parts += child.node.parts if isinstance(child.node, kind) else [child.node]
    depth = max(child.depth for child in children)
    return _limited(Built(kind(tuple(parts)), depth, sum(child.terms for child in children)))


def _side(built: Built, sign: Token) -> tuple[Term, ...]:
    parts = built.node.parts if isinstance(built.node, Or) else (built.node,)
    if all(isinstance(part, Term) for part in parts):
        return tuple(part for part in parts if isinstance(part, Term))
    message = _(
        "%(sign)s at %(at)s takes words and phrases on both sides, or several of them joined by OR in brackets."
    )
    hint = _("For three words near each other write (a NEAR/5 b) AND (b NEAR/5 c).")
    raise QueryError(_place(sign), len(sign), message % {"sign": sign, "at": _place(sign) + 1}, hint)


def _limited(built: Built) -> Built:
    """Refuses as soon as a part is too deep or too large, however much of the text is still to come."""
    if built.depth > MAX_DEPTH:
        message = _("More than %(most)s brackets and NOTs stand within each other.") % {"most": MAX_DEPTH}
        raise QueryError(0, 0, message, _("Take out those that are not needed."))
    if built.terms > MAX_TERMS:
        message = _("A query may have %(most)s words and phrases.") % {"most": MAX_TERMS}
        raise QueryError(0, 0, message, _('Make several topics of it and join them with topic:"…".'))
    return built


def _place(token: Token) -> int:
    return token.start_pos or 0

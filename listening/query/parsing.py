"""From text to a query."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from django.utils.translation import gettext as _
from lark import Lark
from lark.exceptions import UnexpectedCharacters, UnexpectedToken

from listening.query.building import Builder, Built
from listening.query.complaints import complain_about, refuse_unbalanced
from listening.query.coverage import cover
from listening.query.errors import QueryError
from listening.query.limits import MAX_LENGTH
from listening.query.signs import with_plain_signs
from listening.query.syntax import Node, Reference, leaves


@dataclass(frozen=True)
class Query:
    """A query that was found to be in order. `text` is what was typed, comments and all; two queries are equal when
    they mean the same part for part."""

    root: Node
    text: str = field(compare=False, repr=False)

    def __str__(self) -> str:
        return str(self.root)

    @cached_property
    def references(self) -> tuple[str, ...]:
        """Names of the topics it refers to, as typed, each once."""
        return tuple(dict.fromkeys(leaf.name for leaf in leaves(self.root) if isinstance(leaf, Reference)))


def parse(text: str) -> Query:
    """Raises QueryError, and nothing else, whatever the text. Whether the topics it refers to exist is for `resolve`
    to say."""
    if len(text) > MAX_LENGTH:
        message = _("A query may have %(most)s characters; this one has %(count)s.")
        hint = _('Make several topics of it and join them with topic:"…".')
        raise QueryError(MAX_LENGTH, len(text) - MAX_LENGTH, message % {"most": MAX_LENGTH, "count": len(text)}, hint)
    plain = with_plain_signs(text)
    refuse_unbalanced(plain)
    root = _tree(plain)
    if cover(root) is None:
        message = _("This would match nearly every post there is: it only says what must not be there.")
        raise QueryError(0, len(text), message, _("Add a word that must be there, before NOT."))
    return Query(root, text)


def _tree(plain: str) -> Node:
    steps = _PARSER.parse_interactive(plain)
    earlier = before = None
    try:
        for token in steps.iter_parse():
            earlier, before = before, token
        built: Built = steps.feed_eof(before)  # type: ignore[no-untyped-call]
    except UnexpectedToken as error:
        # A token that does not fit has been noted already; the end of the text has not.
        raise complain_about(plain, before if error.token.type == "$END" else earlier, error.token) from None
    except UnexpectedCharacters as error:
        at = error.pos_in_stream or 0
        message = _("The sign at %(at)s makes no sense here.") % {"at": at + 1}
        raise QueryError(at, 1, message, _("Take it out.")) from None
    return built.node


_GRAMMAR = Path(__file__).with_name("grammar.lark").read_text(encoding="utf-8")
_PARSER = Lark(_GRAMMAR, parser="lalr", lexer="basic", transformer=Builder(), maybe_placeholders=False)

"""Topics that build on other topics."""

import re
from collections.abc import Mapping
from itertools import islice

from django.utils.translation import gettext as _

from listening.query.errors import QueryError
from listening.query.limits import MAX_CHAIN, MAX_TERMS
from listening.query.parsing import Query
from listening.query.signs import with_plain_signs
from listening.query.syntax import And, Node, Not, Or, Reference, leaves

_REFERENCE = re.compile(r'/\*(?:.|\n)*?\*/|(?<![^\s()"])topic:(?:"([^"]*)"|([^\s()"]+))|"[^"]*"', re.IGNORECASE)


def topic_key(name: str) -> str:
    """Names of topics are compared without regard to capitals and doubled blanks."""
    return " ".join(name.split()).casefold()


def resolve(query: Query, named: Mapping[str, Query], *, name: str = "") -> Query:
    """The query with every `topic:` replaced by what that topic looks for. `named`: all topics by name; `name`: the
    query's own, so that a circle through it is found. Raises QueryError, placed in this query, for a topic that does
    not exist, a circle (naming all that take part) or too much text altogether."""
    return Query(References(named).resolve(query, name), query.text)


def rename_reference(text: str, old: str, new: str) -> str:
    """The text of a query after the topic it refers to was renamed; all else stays as typed."""

    def replace(match: re.Match[str]) -> str:
        name = match[1] if match[1] is not None else match[2]
        return f'topic:"{new}"' if name is not None and topic_key(name) == topic_key(old) else original(match)

    def original(match: re.Match[str]) -> str:
        return text[match.start() : match.end()]

    plain, done, at = with_plain_signs(text), [], 0
    for match in _REFERENCE.finditer(plain):
        done += [text[at : match.start()], replace(match)]
        at = match.end()
    return "".join([*done, text[at:]])


class References:
    """All topics by name, to write out many queries one after another."""

    def __init__(self, named: Mapping[str, Query]) -> None:
        self.named = {topic_key(name): (name, query) for name, query in named.items()}
        self.done: dict[str, Node] = {}

    def resolve(self, query: Query, name: str) -> Node:
        path = [(topic_key(name), name)] if name else []
        root = query.root
        for leaf in leaves(root):
            if isinstance(leaf, Reference):
                self._look_up(leaf, leaf, path)
        root = self._written_out(root)
        if _is_too_large(root):
            message = _("With the topics it refers to, the query has more than %(most)s words and phrases.")
            raise QueryError(0, len(query.text), message % {"most": 2 * MAX_TERMS}, _("Refer to smaller topics."))
        return root

    def _look_up(self, leaf: Reference, shown: Reference, path: list[tuple[str, str]]) -> None:
        """`shown`: the reference in the reader's own query through which we came here."""
        key = topic_key(leaf.name)
        if key in [before for before, _name in path]:
            names = [name for _key, name in path[[before for before, _name in path].index(key) :]]
            circle = " → ".join([*names, names[0]])
            message = _("The topics go round in a circle: %(circle)s.") % {"circle": circle}
            raise QueryError(shown.position, shown.length, message, _("Take one of these references out."))
        if key in self.done:
            return
        if len(path) > MAX_CHAIN:
            message = _("Topics refer to topics more than %(most)s times over.") % {"most": MAX_CHAIN}
            raise QueryError(shown.position, shown.length, message, _("Refer to the last of them."))
        if key not in self.named:
            message = _("There is no topic “%(name)s”.") % {"name": leaf.name}
            raise QueryError(
                shown.position, shown.length, message, _("Write the name of a topic as it stands in the list.")
            )
        name, query = self.named[key]
        for inner in leaves(query.root):
            if isinstance(inner, Reference):
                self._look_up(inner, shown, [*path, (key, name)])
        self.done[key] = self._written_out(query.root)
        self._limit(self.done[key], shown)

    def _limit(self, node: Node, shown: Reference) -> None:
        if _is_too_large(node):
            message = _("Topic “%(name)s”, with those it refers to, has more than %(most)s words and phrases.")
            about = {"name": shown.name, "most": 2 * MAX_TERMS}
            raise QueryError(shown.position, shown.length, message % about, _("Refer to smaller topics."))

    def _written_out(self, node: Node) -> Node:
        if isinstance(node, Reference):
            return self.done[topic_key(node.name)]
        if isinstance(node, Not):
            return Not(self._written_out(node.part))
        if isinstance(node, And | Or):
            return type(node)(tuple(self._written_out(part) for part in node.parts))
        return node


def _is_too_large(node: Node) -> bool:
    return sum(1 for _leaf in islice(leaves(node), 2 * MAX_TERMS + 1)) > 2 * MAX_TERMS

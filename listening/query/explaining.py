"""A query in plain words. Brackets stand wherever a reader could otherwise take it two ways."""

from collections.abc import Sequence

from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from listening.query.parsing import Query
from listening.query.syntax import And, Field, Near, Node, Not, Or, Reference, Term


def explain(query: Query) -> str:
    """Such as: Posts that mention (“cargo bike” or a word beginning with “bik”), but not “motor”."""
    return _("Posts that %(what)s.") % {"what": _clause(query.root)}


def _clause(node: Node) -> str:
    """What such a post does, without brackets around it: mention “bike” and are in German."""
    if _only_words(node):
        return _("mention %(what)s") % {"what": _words(node)}
    if isinstance(node, And):
        return _every(node.parts)
    if isinstance(node, Or):
        return _list(_clauses(node.parts, any_of=True), any_of=True)
    if isinstance(node, Not):
        return _absence(node.part)
    if isinstance(node, Reference):
        return _("match the topic “%(name)s”") % {"name": node.name}
    return _field(node) if isinstance(node, Field) else ""


def _every(parts: Sequence[Node]) -> str:
    wanted = [part for part in parts if not isinstance(part, Not)]
    unwanted = [part.part for part in parts if isinstance(part, Not)]
    if not wanted:
        return _list([_absence(part) for part in unwanted], any_of=False)
    clause = _list(_clauses(wanted, any_of=False), any_of=False)
    if not unwanted:
        return clause
    if all(_only_words(part) for part in unwanted):
        words = [_inner_words(part) if len(unwanted) > 1 else _words(part) for part in unwanted]
        without = _("not %(what)s") % {"what": words[0] if len(words) == 1 else _list(words, any_of=True)}
    else:
        without = _list([_absence(part) for part in unwanted], any_of=False)
    return _("%(wanted)s, but %(unwanted)s") % {"wanted": clause, "unwanted": without}


def _clauses(parts: Sequence[Node], *, any_of: bool) -> list[str]:
    """One for all parts about words, “mention “a” or “b””, then one for each other."""
    words = [_inner_words(part) for part in parts if _only_words(part)]
    others = [_inner(part) for part in parts if not _only_words(part)]
    if not words:
        return others
    mentioned = _("mention %(what)s") % {"what": _list(words, any_of=any_of)}
    return [f"({mentioned})" if others and len(words) > 1 else mentioned, *others]


def _inner(node: Node) -> str:
    return f"({_clause(node)})" if isinstance(node, And | Or) else _clause(node)


def _absence(part: Node) -> str:
    if _only_words(part):
        return _("do not mention %(what)s") % {"what": _words(part)}
    return _("do not (%(what)s)") % {"what": _clause(part)}


def _only_words(node: Node) -> bool:
    if isinstance(node, And | Or):
        return all(_only_words(part) for part in node.parts)
    return isinstance(node, Term | Near)


def _words(node: Node) -> str:
    """What is mentioned: “a” or (“b” and “c”)."""
    if isinstance(node, And | Or):
        return _list([_inner_words(part) for part in node.parts], any_of=isinstance(node, Or))
    if isinstance(node, Near):
        return _near(node)
    return _term(node) if isinstance(node, Term) else ""


def _inner_words(node: Node) -> str:
    return f"({_words(node)})" if isinstance(node, And | Or) else _words(node)


def _term(term: Term) -> str:
    about = {"text": term.text}
    if term.text.startswith("#"):
        said = _("a hashtag beginning with %(text)s") if term.prefix else _("the hashtag %(text)s")
    elif term.text.startswith("@"):
        said = _("somebody whose handle begins with %(text)s") if term.prefix else _("%(text)s by handle")
    elif not term.prefix:
        said = _("“%(text)s”")
    elif " " in term.text:
        said = _("a phrase beginning with “%(text)s”")
    else:
        said = _("a word beginning with “%(text)s”")
    return (_("%(what)s with these capitals and accents") if term.as_written else "%(what)s") % {"what": said % about}


def _near(node: Near) -> str:
    sides = {"left": _list([_term(one) for one in node.left], any_of=True), "distance": node.distance}
    sides["right"] = _list([_term(one) for one in node.right], any_of=True)
    sides["left"] = f"({sides['left']})" if len(node.left) > 1 else sides["left"]
    sides["right"] = f"({sides['right']})" if len(node.right) > 1 else sides["right"]
    if node.distance == 0 and node.ordered:
        return _("%(left)s right before %(right)s") % sides
    if node.distance == 0:
        return _("%(left)s right beside %(right)s") % sides
    if node.ordered:
        said = ngettext(
            "%(left)s and after it, with at most %(distance)s word between, %(right)s",
            "%(left)s and after it, with at most %(distance)s words between, %(right)s",
            node.distance,
        )
    else:
        said = ngettext(
            "%(left)s with at most %(distance)s word between it and %(right)s",
            "%(left)s with at most %(distance)s words between it and %(right)s",
            node.distance,
        )
    return f"({said % sides})"


def _field(node: Field) -> str:
    if node.name == "lang":
        return _("are in %(language)s") % {"language": _language(node.value)}
    said = {
        ("author", False): _("are written by %(value)s"),
        ("author", True): _("are written by somebody whose handle begins with %(value)s"),
        ("site", False): _("stand on %(value)s"),
        ("link", False): _("link to %(value)s"),
        ("source", False): _("come from the source “%(value)s”"),
        ("source", True): _("come from a source whose name begins with “%(value)s”"),
    }
    return said[node.name, node.prefix] % {"value": node.value}


def _language(code: str) -> str:
    try:
        return str(get_language_info(code.lower())["name_translated"])
    except KeyError:
        return _("the language “%(code)s”") % {"code": code}


def _list(items: Sequence[str], *, any_of: bool) -> str:
    if len(items) == 1:
        return items[0]
    said = _("%(first)s or %(last)s") if any_of else _("%(first)s and %(last)s")
    return said % {"first": ", ".join(items[:-1]), "last": items[-1]}

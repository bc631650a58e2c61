"""Whether a post matches a query, said once more and slowly."""

from listening.matching import Post
from listening.query.syntax import And, Field, Near, Node, Not, Or, Reference, Term
from tests.listening.oracle.words import Text, apart_from_urls, compatible, read, split

HYPHENS = "-‐‑’'ʼ"
Span = tuple[int, int]


def matches(node: Node, post: Post, topics: dict[str, Node] | None = None) -> bool:
    if isinstance(node, And):
        return all(matches(part, post, topics) for part in node.parts)
    if isinstance(node, Or):
        return any(matches(part, post, topics) for part in node.parts)
    if isinstance(node, Not):
        return not matches(node.part, post, topics)
    if isinstance(node, Reference):
        return matches((topics or {})[node.name], post, topics)
    if isinstance(node, Field):
        return has(node, post)
    if isinstance(node, Near):
        return any(near(node, text) for text in (post.title, post.text))
    return any(spans(node, text) for text in (post.title, post.text))


def near(node: Near, text: str) -> bool:
    for left in node.left:
        for right in node.right:
            for first in spans(left, text):
                for second in spans(right, text):
                    between = second[0] - first[1] if second[0] >= first[1] else -1
                    behind = first[0] - second[1] if first[0] >= second[1] and not node.ordered else -1
                    if 0 <= between <= node.distance or 0 <= behind <= node.distance:
                        return True
    return False


def spans(term: Term, text: str) -> list[Span]:
    """First word and first after, wherever the term stands."""
    return spans_in(term, read(text, as_written=term.as_written))


def spans_in(term: Term, text: Text) -> list[Span]:
    if term.text[0] in "#@" and " " not in term.text:
        if term.text[0] == "#":
            wanted = "#" + "".join(split(compatible(term.text[1:].replace("_", "")), as_written=term.as_written))
        else:
            wanted = term.text.casefold()
        return [(at, at + length) for at, length, form in text.readings if fits(form, wanted, term.prefix)]
    variants = [split(compatible(term.text), as_written=term.as_written)]
    joined = without_joints(term.text)
    if not term.quoted and joined != term.text:
        variants.append(split(compatible(joined), as_written=term.as_written))
    found = []
    for words in variants:
        for at in range(len(text.words) - len(words) + 1):
            there = text.words[at : at + len(words)]
            if there[:-1] == words[:-1] and fits(there[-1], words[-1], term.prefix):
                found.append((at, at + len(words)))
        for at, length, form in text.readings:
            if len(words) == 1 and form[0] not in "#@" and fits(form, words[0], term.prefix):
                found.append((at, at + length))
    return found


def without_joints(text: str) -> str:
    kept = ""
    for at, sign in enumerate(text):
        inside = 0 < at < len(text) - 1 and all(one.isalnum() or one == "_" for one in (text[at - 1], text[at + 1]))
        kept += "" if sign in HYPHENS and inside else sign
    return kept


def fits(word: str, wanted: str, prefix: bool) -> bool:
    return word.startswith(wanted) if prefix else word == wanted


def has(field: Field, post: Post) -> bool:
    value = field.value.casefold()
    if field.name == "author":
        author = post.author.casefold().removeprefix("@")
        return fits(author, value.removeprefix("@"), field.prefix)
    if field.name == "source":
        names = [name.casefold() for name in (post.source, post.source_kind) if name]
        return any(fits(name, value, field.prefix) for name in names)
    if field.name == "lang":
        return any(code.lower() == value or code.lower().startswith(value + "-") for code in post.languages)
    if field.name == "site":
        return below(post.site.casefold(), value)
    stated = [*post.links, *apart_from_urls(post.title)[1], *apart_from_urls(post.text)[1]]
    return any(links_below(link, field.value) for link in stated)


def below(host: str, wanted: str) -> bool:
    return host == wanted or host.endswith("." + wanted)


def links_below(link: str, wanted: str) -> bool:
    rest = link.rstrip(".,;:!?'").split("://")[-1].split("?")[0].split("#")[0]
    host, _slash, path = rest.partition("/")
    host = host.split("@")[-1].split(":")[0].casefold().removesuffix(".").removeprefix("www.")
    wanted_host, _slash, wanted_path = wanted.partition("/")
    same = path.rstrip("/").split("/")[: len(wanted_path.split("/"))] == wanted_path.split("/")
    return below(host, wanted_host) and (same or not wanted_path)

"""The words of a post as they stand in the search index: those that the matcher reads, so that what it finds by a
word, the index finds by the same word."""

from typing import NamedTuple

from listening.folding import BREAK, TITLE_END, fold_words
from listening.matching.patterns import patterns_of
from listening.query.syntax import And, Near, Node, Not, Or, Term

LONGEST_WORD = 500  # characters; of more the beginning is kept, for the database takes two thousand bytes at most


def words_of(folded: bytes) -> set[str]:
    """Every word of a post's title and text, and every other reading of its hashtags and mentions."""
    words = set(folded.decode("utf-8", "replace").split())
    words.discard(TITLE_END)
    if BREAK in folded:  # each reading stands behind its place, like “12,2”
        words = {word for word in words if "," not in word}
    return words


def as_vector(words: set[str]) -> str:
    """As PostgreSQL reads a tsvector."""
    together = "' '".join(words)
    odd = "\\" in together or together.count("'") != 2 * (len(words) - 1)
    if odd or len(together) > LONGEST_WORD and max(map(len, words)) > LONGEST_WORD:
        together = "' '".join(_escaped(word[:LONGEST_WORD]) for word in words)
    return f"'{together}'" if words else ""


def search_query(text: str) -> str:
    """What a reader types into a search box: all of the words, the last perhaps not finished. "" if it holds none."""
    words = fold_words(text).decode("utf-8", "replace").split()
    lexemes = [f"'{_escaped(word)}'" for word in words[:50]]
    if lexemes and not text[-1:].isspace() and len(words[-1]) > 2:
        lexemes[-1] += ":*"
    return " & ".join(lexemes)


class Worded(NamedTuple):
    """`query`: a tsquery that finds every post that matches; None if words alone do not narrow it down. `exact`: and
    only those."""

    query: str | None
    exact: bool


_NOT_IN_WORDS = Worded(None, False)


def worded(node: Node) -> Worded:
    """What of a query (references written out) the index can tell."""
    if isinstance(node, Not):
        inner = worded(node.part)
        return Worded(f"!({inner.query})", True) if inner.exact else _NOT_IN_WORDS
    if isinstance(node, And):
        return _all_of([worded(part) for part in node.parts])
    if isinstance(node, Or):
        return _any_of([worded(part) for part in node.parts])
    if isinstance(node, Near):
        return _all_of(
            [_any_of([_found_by(term) for term in side]) for side in (node.left, node.right)] + [_NOT_IN_WORDS]
        )
    return _found_by(node) if isinstance(node, Term) else _NOT_IN_WORDS


def _all_of(parts: list[Worded]) -> Worded:
    queries = [part.query for part in parts if part.query is not None]
    return Worded(f"({' & '.join(queries)})" if queries else None, all(part.exact for part in parts))


def _any_of(parts: list[Worded]) -> Worded:
    queries = [part.query for part in parts if part.query is not None]
    if len(queries) < len(parts):
        return _NOT_IN_WORDS
    return Worded(f"({' | '.join(queries)})", all(part.exact for part in parts))


def _found_by(term: Term) -> Worded:
    """One conjunction of words for each way of writing it; the order of several words the index does not know."""
    ways, exact = [], not term.as_written
    for pattern in patterns_of(term):
        words = pattern.decode("utf-8", "replace").split()
        exact = exact and len(words) == 1 and len(words[0]) <= LONGEST_WORD
        lexemes = [f"'{_escaped(word[:LONGEST_WORD])}'" for word in words]
        if term.prefix:
            lexemes[-1] += ":*"
        ways.append(f"({' & '.join(lexemes)})")
    return Worded(f"({' | '.join(ways)})", exact)


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("'", "''")

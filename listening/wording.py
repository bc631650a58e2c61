"""The words of a post as they stand in the search index: those that the matcher reads, so that what it finds by a
word, the index finds by the same word."""

from listening.folding import BREAK, TITLE_END, fold, fold_words
from listening.matching import Post
from listening.matching.patterns import patterns_of
from listening.query.coverage import cover
from listening.query.syntax import Field, Node, Reference, Term

LONGEST_WORD = 200  # characters; more is no word
MOST_WORDS = 5_000


def words_of(post: Post) -> set[str]:
    """Every word of title and text, and every other reading of its hashtags and mentions."""
    folded = fold(post.text, post.title)
    words = set(folded.decode("utf-8", "replace").split())
    words.discard(TITLE_END)
    if BREAK in folded:  # each reading stands behind its place, like “12,2”
        words = {word for word in words if "," not in word}
    return words


def as_vector(words: set[str]) -> str:
    """As PostgreSQL reads a tsvector."""
    kept = [word for word in words if len(word) <= LONGEST_WORD]
    if len(kept) > MOST_WORDS:
        kept = sorted(kept)[:MOST_WORDS]
    together = "' '".join(kept)
    if "\\" in together or together.count("'") > 2 * len(kept):
        together = "' '".join(map(_escaped, kept))
    return f"'{together}'" if kept else ""


def search_query(text: str) -> str:
    """What a reader types into a search box: all of the words, the last perhaps not finished. "" if it holds none."""
    words = fold_words(text).decode("utf-8", "replace").split()
    lexemes = [f"'{_escaped(word)}'" for word in words[:50]]
    if lexemes and not text[-1:].isspace() and len(words[-1]) > 2:
        lexemes[-1] += ":*"
    return " & ".join(lexemes)


def anchors_query(root: Node) -> str | None:
    """A tsquery that finds at least every post that `root` (references written out) can match; None if words alone
    do not narrow it down, because it goes by a field."""
    anchors = cover(root)
    if anchors is None or any(isinstance(anchor, Field | Reference) for anchor in anchors):
        return None
    return " | ".join(dict.fromkeys(one for anchor in anchors if isinstance(anchor, Term) for one in _found_by(anchor)))


def _found_by(term: Term) -> list[str]:
    """One conjunction of words for each way of writing it."""
    ways = []
    for pattern in patterns_of(term):
        words = pattern.replace(BREAK, b" ").decode("utf-8", "replace").split()
        lexemes = [f"'{_escaped(word)}'" for word in words]
        if term.prefix and lexemes:
            lexemes[-1] += ":*"
        if lexemes:
            ways.append(f"({' & '.join(lexemes)})")
    return ways


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("'", "''")

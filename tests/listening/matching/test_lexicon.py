"""What is looked up in many posts at once is what a look through each text for each pattern finds."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from listening.folding import fold_many
from listening.matching import Post, compile_topics
from listening.matching.clues import Clues
from listening.matching.lexicon import Lexicon
from listening.matching.patterns import patterns_of
from listening.query import QueryError, parse
from listening.query.syntax import Node, Term
from tests.listening.strategies import nodes, posts, terms, texts

pytestmark = pytest.mark.slow

ALIKE = ["internationalisation", "internatxxxxlisation", "bikers", "bikersxx", "bikersxxx", "bikersxxy", "x" * 40]
"""Longer than what of a word is compared, or just as long."""
words = st.one_of(st.sampled_from(ALIKE), st.sampled_from(["a", "ab", "abc", "abcd", "bike"]))
phrases = st.lists(words, min_size=1, max_size=4).map(" ".join)
long_terms = st.builds(Term, phrases, quoted=st.just(True), prefix=st.booleans())


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(terms, long_terms), min_size=1, max_size=8), st.lists(st.one_of(phrases, texts), max_size=6))
def test_a_clue_is_there_whenever_its_pattern_is_and_a_sure_one_only_then(some: list[Term], read: list[str]) -> None:
    clues = Clues()
    patterns = {pattern for term in some for pattern in patterns_of(term)}
    signs = {pattern: clues.of(pattern) for pattern in patterns}
    folded = fold_many([(text, "") for text in read])
    found = set(zip(*(places.tolist() for places in Lexicon(clues).look_up(folded)), strict=True))
    for number in range(len(read)):
        text = folded.one(number)
        for pattern, clue in signs.items():
            assert (number, clue.name) in found or pattern not in text
            assert not clue.sure or ((number, clue.name) in found) == (pattern in text)


@settings(max_examples=100, deadline=None)
@given(st.lists(nodes, min_size=1, max_size=4), st.lists(posts, max_size=6))
def test_many_posts_match_as_each_alone(trees: list[Node], some: list[Post]) -> None:
    queries = {}
    for number, tree in enumerate(trees):
        try:
            queries[number] = parse(str(tree))
        except QueryError:
            continue
    matcher = compile_topics(queries)
    assert list(matcher.match_many(some)) == [matcher.match(post) for post in some]


def test_words_that_are_alike_at_both_ends_are_told_apart() -> None:
    matcher = compile_topics({1: parse("internationalisation"), 2: parse("bikersxxx*"), 3: parse("x" * 40)})
    matched = matcher.match_many(Post(text) for text in (*ALIKE, "x" * 41))
    assert [sorted(topics) for topics in matched] == [[1], [], [], [], [2], [], [3], []]

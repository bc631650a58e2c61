"""The matcher and the slow statement of the same in tests/listening/oracle agree on random texts and queries."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from listening.folding import BREAK, TITLE_END, fold, fold_as_written, fold_many
from listening.folding.spans import word_spans
from listening.matching import Post, compile_topics
from listening.query import QueryError, parse
from listening.query.syntax import Node
from tests.listening.oracle.verdict import matches
from tests.listening.oracle.words import read
from tests.listening.strategies import nodes, posts, texts

pytestmark = pytest.mark.slow


@settings(max_examples=200, deadline=None)
@given(texts)
def test_words_are_those_of_the_slow_statement(text: str) -> None:
    for as_written in (False, True):
        folded = (fold_as_written if as_written else fold)(text)
        words, *readings = folded.split(BREAK)
        slow = read(text, as_written=as_written)
        assert words.decode().split(" ")[1:-1] == slow.words
        assert sorted(one.decode().strip() for one in readings) == sorted(
            f"{at},{length} {form}".encode("utf-8", "replace").decode() for at, length, form in slow.readings
        )


@settings(max_examples=200, deadline=None)
@given(st.lists(nodes, min_size=1, max_size=5), st.lists(posts, min_size=1, max_size=4), st.lists(posts, max_size=3))
def test_verdicts_are_those_of_the_slow_statement(trees: list[Node], some: list[Post], sample: list[Post]) -> None:
    queries = {}
    for number, tree in enumerate(trees):
        try:
            queries[number] = parse(str(tree))
        except QueryError as error:
            assume("nearly every post" in error.message)
    matcher = compile_topics(queries, sample=sample)
    for post, found in zip(some, matcher.match_many(some), strict=True):
        assert found == {number for number, query in queries.items() if matches(query.root, post)}


@settings(max_examples=100, deadline=None)
@given(texts)
def test_every_word_has_its_place_in_the_text(text: str) -> None:
    spans = word_spans(text)
    words = fold(text).split(BREAK)[0].decode("utf-8", "replace").split(" ")[1:-1]
    assert len(spans) in (0, len(words))
    for word, (start, end) in zip(words, spans, strict=False):
        assert word in "".join(read(text[start:end]).words)


@given(texts, texts)
def test_title_and_text_fold_as_each_alone(title: str, text: str) -> None:
    words = fold(text, title).split(BREAK)[0]
    apart = [fold(title).split(BREAK)[0], fold(text).split(BREAK)[0]]
    assert words == (TITLE_END.encode().join(apart) if title else apart[1])


@given(st.lists(st.tuples(texts, texts), max_size=6))
def test_texts_fold_together_as_each_alone(pairs: list[tuple[str, str]]) -> None:
    folded = fold_many(pairs)
    assert [folded.one(number) for number in range(len(pairs))] == [fold(text, title) for text, title in pairs]

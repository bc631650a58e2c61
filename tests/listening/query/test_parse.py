"""Whatever is typed, the answer is a query, or one sentence with a place and a way out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from listening.query import Query, QueryError, explain, parse
from listening.query.limits import MAX_DEPTH, MAX_LENGTH, MAX_TERMS
from listening.query.syntax import Node
from tests.listening.strategies import nodes

CANONICAL = [
    ("cargo bike", "cargo AND bike"),
    ("a OR b c", "a OR b AND c"),
    ("(a OR b) c", "(a OR b) AND c"),
    ("a NOT b", "a AND NOT b"),
    ("a AND NOT (b OR c)", "a AND NOT (b OR c)"),
    ("a (b c)", "a AND b AND c"),
    ("a NEAR/3 (b OR c)", "a NEAR/3 (b OR c)"),
    ("NOT (NOT a)", "NOT NOT a"),
    ("„cargo  bike“ ＯＲ «x»", '"cargo bike" OR "x"'),
    ("case:NATO Lang:EN", 'case:NATO AND lang:"EN"'),
    ('topic:"Cargo  bikes" /* so ( " far */ x', 'topic:"Cargo bikes" AND x'),
    ("a/*b*/c/* d */", "a/*b*/c/*"),
    ("12:30 bik*", "12:30 AND bik*"),
    ("site:https://example.com/x?y", 'site:"https://example.com/x?y"'),
]


@pytest.mark.parametrize(("text", "canonical"), [pair for pair in CANONICAL if "/*b*/" not in pair[0]])
def test_it_is_understood_as(text: str, canonical: str) -> None:
    assert str(parse(text)) == canonical
    assert parse(canonical) == parse(text)


ERRORS = [
    # text, position, what is marked, words of the answer
    ("", 0, "", "at least one word"),
    ("  /* nothing */ ", 0, "  /* nothing */ ", "at least one word"),
    ("bikes in town OR", 14, "OR", "After OR at 15 a word is missing. Write one or take OR out."),
    ("OR bike", 0, "OR", "Before OR at 1 a word is missing"),
    ("a AND OR b", 2, "AND", "After AND at 3"),
    ("(a OR) b", 3, "OR", "After OR at 4"),
    ("NOT", 0, "NOT", "After NOT at 1"),
    ("(a", 0, "(", "The bracket at 1 is not closed"),
    ("a)", 1, ")", "The bracket at 2 closes nothing"),
    ("a ()", 3, ")", "are empty"),
    ('say "a', 4, '"', "The quote at 5 is not closed"),
    ('a ""', 2, '""', "The quotes at 3 are empty"),
    ('a " "', 2, '" "', "empty"),
    ("a /* b", 2, "/*", "The comment at 3 is not closed"),
    ("a NEAR b", 2, "NEAR", "NEAR/5"),
    ("a near/5 b", 2, "near/5", "NEAR/5"),
    ("a NEAR/5", 2, "NEAR/5", "After NEAR/5 at 3"),
    ("NEAR/5 a", 0, "NEAR/5", "Before NEAR/5 at 1"),
    ("a NEAR/5 b NEAR/5 c", 11, "NEAR/5", "(a NEAR/5 b) AND (b NEAR/5 c)"),
    ("(a b) NEAR/5 c", 6, "NEAR/5", "joined by OR in brackets"),
    ("a NEAR/500 b", 2, "NEAR/500", "at most 100 words"),
    ("a NEAR/" + "9" * 5000 + " b", 2, "NEAR/" + "9" * 5000, "at most 100 words"),
    ("a bi*", 2, "bi*", "3 letters"),
    ("e-b*", 0, "e-b*", "3 letters"),
    ("a * b", 2, "*", "right after a word"),
    ("b*k", 1, "*", "only at the end"),
    ("東京*", 0, "東京*", "Take the * out"),
    ("auther:bob", 0, "auther:", "Did you mean author:?"),
    ("colour:red", 0, "colour:", "author:, site:, lang:"),
    ("https://example.com/a", 0, "https://example.com/a", "link:example.com/a"),
    ("author: bob", 0, "author:", "without a blank"),
    ("lang:english", 5, "english", "lang:en"),
    ("site:bbc*", 8, "*", "Take the * out"),
    ("author:bo*", 7, "bo*", "3 letters"),
    ("cargo and bike", 6, "and", "Write AND in capitals"),
    ("cargo or bike", 6, "or", "Write OR in capitals"),
    ("-tram", 0, "-", "Write NOT tram."),
    ("a | b", 2, "|", "write OR"),
    ("'cargo bike'", 0, "'", "double quotes"),
    ("NOT bikes", 0, "NOT bikes", "nearly every post"),
    ("a OR NOT b", 0, "a OR NOT b", "nearly every post"),
    ("NOT (a b)", 0, "NOT (a b)", "nearly every post"),
]


@pytest.mark.parametrize(("text", "position", "marked", "words"), ERRORS)
def test_it_says_where_and_what_to_write_instead(text: str, position: int, marked: str, words: str) -> None:
    with pytest.raises(QueryError) as refused:
        parse(text)
    error = refused.value
    assert words in str(error)
    assert (error.position, text[error.position :][: error.length]) == (position, marked)


HOSTILE = [
    "(" * 100_000,
    "(" * (MAX_LENGTH // 2) + ")" * (MAX_LENGTH // 2),
    "(" * 9_999 + "a" + ")" * 9_999,
    "NOT " * 4_999 + "a",
    " OR ".join(["ab"] * 3_300),
    "a " * (MAX_LENGTH // 2),
    "a NEAR/" + "9" * 10_000 + " b",
    '"' * (MAX_LENGTH - 1),
    "/*" * (MAX_LENGTH // 2),
    "x" * 1_000_000,
    "\x00",
    "\ud800",
    "a:" * 5_000,
]


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_what_is_too_much_is_refused(number: int) -> None:
    text = HOSTILE[number]
    with pytest.raises(QueryError) as refused:
        parse(text)
    assert 0 <= refused.value.position <= len(text)
    assert refused.value.position + refused.value.length <= len(text)


def test_what_people_write_is_far_from_the_limits() -> None:
    deep = "(a OR " * (MAX_DEPTH - 1) + "b" + ")" * (MAX_DEPTH - 1)
    assert parse(deep)
    assert parse(" OR ".join(["word"] * MAX_TERMS))


PIECES = [
    "a",
    "bike",
    "bik*",
    "*",
    '"',
    "(",
    ")",
    "AND",
    "OR",
    "NOT",
    "NEAR/2",
    "ONEAR/3",
    "NEAR",
    " ",
    " ",
    " ",
    "case:",
    "lang:de",
]
PIECES += [
    "author:",
    "topic:x",
    "/*",
    "*/",
    "#tag",
    "@me",
    "-",
    "“",
    "”",
    "東京",
    "🚲",
    "\n",
    "foo:",
    "（",
    "'",
    "ＯＲ",
    "NEAR/0",
    "\u0301",
]


@pytest.mark.slow
@settings(max_examples=500, deadline=None)
@given(st.one_of(st.lists(st.sampled_from(PIECES), max_size=14).map("".join), st.text(max_size=40)))
def test_any_text_is_a_query_or_an_error_inside_it(text: str) -> None:
    try:
        query = parse(text)
    except QueryError as error:
        assert 0 <= error.position <= error.position + error.length <= len(text)
        assert error.message
    else:
        assert parse(str(query)) == query
        assert explain(query).startswith("Posts that ")


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(nodes)
def test_a_query_written_out_is_the_same_query(node: Node) -> None:
    try:
        query = parse(str(node))
    except QueryError as error:
        assert "nearly every post" in error.message
    else:
        assert parse(str(query)) == query == Query(query.root, "")

"""What the search index says of a post is what the matcher says, as far as words alone can tell."""

import pytest
from django.db import connection
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from listening.folding import fold
from listening.matching import Post, compile_topics
from listening.query import QueryError, parse
from listening.query.syntax import Node
from listening.wording import LONGEST_WORD, as_vector, worded, words_of
from tests.listening.strategies import nodes, posts

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def held(post: Post, query: str) -> bool:
    with connection.cursor() as cursor:
        vector = as_vector(words_of(fold(post.text, post.title)))
        cursor.execute("SELECT %s::tsvector @@ %s::tsquery", [vector, query])
        return bool(cursor.fetchall()[0][0])


@settings(max_examples=150, deadline=None)
@given(nodes, st.lists(posts, min_size=1, max_size=4))
def test_the_index_leaves_nothing_out_and_where_it_is_exact_finds_nothing_else(tree: Node, some: list[Post]) -> None:
    try:
        query = parse(str(tree))
    except QueryError:
        assume(False)
    told, matcher = worded(query.root), compile_topics({1: query})
    for post in some:
        matched = bool(matcher.match(post))
        found = held(post, told.query) if told.query is not None else True
        assert found or not matched
        assert not told.exact or found == matched


@pytest.mark.parametrize(
    ("query", "exact"),
    [
        *(("cargo (bik* OR radio) NOT #tram", True), ("@alice OR 自転車", False), ("cargo NEAR/3 bike", False)),
        *(('"cargo bike"', False), ("case:Bike", False), ("bike lang:en", False), ("bike NOT case:Bike", False)),
    ],
)
def test_it_knows_what_the_index_can_tell(query: str, exact: bool) -> None:
    assert worded(parse(query).root).exact is exact


def test_no_word_is_too_long_and_no_text_has_too_many() -> None:
    long = "x" * (LONGEST_WORD + 100)
    many = " ".join(f"w{number}" for number in range(6_000))
    assert held(Post(f"{long} {many} 'quoted\\' words"), f"'{long[:LONGEST_WORD]}' & 'w5999' & 'quoted'")

"""What the matcher does beside finding words: fields, references, change, places."""

import pickle

import pytest

from listening.matching import Overlap, Post, compile_topics, overlap, overlaps
from listening.query import parse

BY_FIELD = [
    ("author:alice", Post("", author="@Alice"), True),
    ("author:alice", Post("", author="alice.example"), False),
    ("author:alice*", Post("", author="alice.example"), True),
    ('author:"Ann Lee"', Post("", author="Ann  LEE"), True),
    ("site:bbc.example", Post("", site="https://www.BBC.example/news"), True),
    ("site:bbc.example", Post("", site="news.bbc.example"), True),
    ("site:bbc.example", Post("", site="abbc.example"), False),
    ("site:bücher.example", Post("", site="xn--bcher-kva.example"), True),
    ("lang:pt", Post("", languages=("pt-BR",)), True),
    ("lang:pt-BR", Post("", languages=("pt",)), False),
    ("lang:de", Post("", languages=("en", "de")), True),
    ("source:bluesky", Post("", source="Bikes on Bluesky", source_kind="bluesky"), True),
    ('source:"bikes on*"', Post("", source="Bikes on Bluesky", source_kind="bluesky"), True),
    ("link:example.com/a", Post("see https://www.example.com/a/b?c"), True),
    ("link:example.com/a", Post("", links=("http://example.com/ab",)), False),
    ("link:example.com", Post("", links=("http://shop.example.com",)), True),
    ("bike NOT site:bbc.example", Post("bike", site="bbc.example"), False),
    ("bike (author:bob OR lang:de)", Post("bike", author="bob", languages=("en",)), True),
]


@pytest.mark.parametrize(("query", "post", "found"), BY_FIELD)
def test_fields(query: str, post: Post, found: bool) -> None:
    assert compile_topics({7: parse(query)}).match(post) == ({7} if found else frozenset())


def test_no_topics_match_nothing() -> None:
    assert list(compile_topics({}).match_many([Post("bike"), Post("")])) == [frozenset(), frozenset()]


def test_a_topic_may_build_on_others() -> None:
    queries = {1: parse("bik*"), 2: parse("topic:bikes NOT topic:Racing"), 3: parse('"grand tour"')}
    matcher = compile_topics(queries, {1: "Bikes", 2: "Quiet  bikes", 3: "racing"})
    assert matcher.match(Post("biking")) == {1, 2}
    assert matcher.match(Post("bikes on the Grand Tour")) == {1, 3}


def test_a_broken_topic_holds_up_no_other() -> None:
    queries = {1: parse("bike"), 2: parse("topic:gone"), 3: parse("topic:D"), 4: parse("a OR topic:C")}
    matcher = compile_topics(queries, {3: "C", 4: "D"})
    assert matcher.match(Post("a bike")) == {1}
    assert set(matcher.broken) == {2, 3, 4}
    assert "C → D → C" in matcher.broken[3].message


def test_topics_come_change_and_go_and_what_builds_on_them_follows() -> None:
    old = compile_topics({1: parse("bike"), 2: parse("topic:A tour"), 3: parse("tour")}, {1: "A", 3: "C"})
    new = old.changed({1: parse("cargo"), 4: parse("topic:A")}, names={4: "D"}, gone=[3])
    post = Post("a cargo tour")
    assert (old.match(post), new.match(post)) == ({3}, {1, 2, 4})
    assert len(new) == 3


def test_it_can_be_handed_to_another_process() -> None:
    matcher = compile_topics({1: parse("bike"), 2: parse("topic:A")}, {1: "A"}, sample=[Post("a bike")])
    assert pickle.loads(pickle.dumps(matcher)).match(Post("bike")) == {1, 2}


def marked(query: str, post: Post) -> list[str]:
    places = compile_topics({1: parse(query)}).places(post, 1)
    return [getattr(post, place.field)[place.start : place.end] for place in places]


def test_it_shows_where_it_hit() -> None:
    post = Post("Cafe\u0301 on a #CargoBike（東京タワー）👍🏽 https://bike.example", title="Our E-Bikes")
    assert marked("e-bik* OR café OR タワー OR 👍", post) == ["E-Bikes", "Cafe\u0301", "タワー", "👍🏽"]
    assert marked('"cargo bike" NOT tram', post) == ["CargoBike"]
    assert marked("#cargobike", post) == ["CargoBike"]


def test_only_what_is_near_is_marked_and_nothing_that_must_not_be_there() -> None:
    post = Post("a cargo bike, another bike far away from it, and no car")
    assert marked("cargo NEAR/1 bike NOT train", post) == ["cargo", "bike"]
    assert marked("case:a", Post("A a")) == ["a"]
    assert marked("lang:en", Post("a", languages=("en",))) == []
    assert marked("bike", Post("car")) == []


def test_overlap_of_two_topics() -> None:
    found = overlap({1, 2, 3, 4}, {3, 4, 5})
    assert (found.of_first, found.of_second, found.alike) == (0.5, 2 / 3, 0.4)
    assert overlap(set(), {1}) == Overlap(0, 1, 0)
    assert (overlap(set(), set()).alike, overlap(set(), {1}).of_first) == (0.0, 0.0)


def test_overlaps_of_all_topics_over_a_sample() -> None:
    matched = [frozenset({1, 2}), frozenset({1, 2, 3}), frozenset({1}), frozenset()]
    assert overlaps(matched) == {(1, 2): Overlap(3, 2, 2), (1, 3): Overlap(3, 1, 1), (2, 3): Overlap(2, 1, 1)}
    assert set(overlaps(matched, [3])) == {(1, 3), (2, 3)}

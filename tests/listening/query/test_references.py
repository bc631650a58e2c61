"""Topics that build on other topics."""

import pytest

from listening.query import QueryError, parse, rename_reference, resolve


def test_names_are_compared_without_capitals() -> None:
    assert parse('topic:"A  b" topic:c NOT topic:"A b"').references == ("A b", "c")
    assert str(resolve(parse("topic:BIKES tour"), {"Bikes": parse("bike OR cycle")})) == "(bike OR cycle) AND tour"


def test_a_topic_that_does_not_exist_is_named_and_marked() -> None:
    with pytest.raises(QueryError) as refused:
        resolve(parse("bike topic:Gone"), {})
    assert (refused.value.position, refused.value.length) == (5, 10)
    assert "Gone" in refused.value.message


def test_a_circle_is_named_from_end_to_end() -> None:
    named = {"A": parse("x OR topic:B"), "B": parse("y OR topic:C"), "C": parse("z OR topic:A")}
    with pytest.raises(QueryError, match="A → B → C → A"):
        resolve(parse("n topic:A"), named)
    with pytest.raises(QueryError, match="A → B → C → A"):
        resolve(named["A"], named, name="A")
    with pytest.raises(QueryError, match="Own → Own"):
        resolve(parse("x OR topic:own"), {"Own": parse("x")}, name="Own")


def test_topics_that_double_with_every_step_are_refused() -> None:
    named = {"T0": parse(" OR ".join(f"w{number}" for number in range(900)))}
    named |= {f"T{step}": parse(" OR ".join([f"topic:T{step - 1}"] * 9)) for step in range(1, 8)}
    with pytest.raises(QueryError, match="more than 4000"):
        resolve(parse("topic:T7"), named)


def test_a_long_chain_is_refused() -> None:
    named = {"T0": parse("w")} | {f"T{step}": parse(f"topic:T{step - 1}") for step in range(1, 3_000)}
    with pytest.raises(QueryError, match="more than 8 times"):
        resolve(parse("topic:T2999"), named)


def test_a_renamed_topic_is_renamed_where_others_refer_to_it() -> None:
    text = 'a topic:old OR „topic:old“ /* topic:old */ NOT topic:“ OLD ” "topic:old" topic:older'
    renamed = 'a topic:"New one" OR „topic:old“ /* topic:old */ NOT topic:"New one" "topic:old" topic:older'
    assert rename_reference(text, "Old", "New one") == renamed

"""What docs/topic-language.md shows is so."""

import re
from pathlib import Path

import pytest

from listening.matching import Post, compile_topics
from listening.query import explain, limits, parse

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "topic-language.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^\| `([^`]+)` \| (.+) \| ([✓✗]) \|$", PAGE, re.MULTILINE)
FIELDS = re.findall(r"`((?:author|site|lang|source|link|topic):[^`]+)`", PAGE)


@pytest.mark.parametrize(("query", "text", "sign"), EXAMPLES)
def test_every_example(query: str, text: str, sign: str) -> None:
    assert bool(compile_topics({1: parse(query)}).match(Post(text))) == (sign == "✓")


@pytest.mark.parametrize("query", FIELDS)
def test_every_field_shown_can_be_written(query: str) -> None:
    assert explain(parse(query))


def test_the_page_has_examples_and_the_true_limits() -> None:
    assert len(EXAMPLES) > 30
    assert len(FIELDS) > 8
    for limit in (limits.MAX_LENGTH, limits.MAX_TERMS, limits.MAX_DEPTH, limits.MAX_DISTANCE):
        assert f"{limit:,}" in PAGE

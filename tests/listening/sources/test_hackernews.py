"""Hacker News by Algolia's search."""

import re
from datetime import timedelta
from typing import Any

import pytest

from crm.errors import Refusal
from listening.observed import Address
from listening.sources import SourceTrouble, hackernews
from tests.listening.sources.replaying import Asked, Said, after_faults, saying_json, serving
from tests.listening.sources.worker import NOW, Kept, keep_visiting, source, visit

SECOND = int(NOW.timestamp())


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hackernews, "PAGE", 10)


def item(number: int, age: int, **more: Any) -> dict[str, Any]:
    return {"objectID": str(number), "author": "ana", "created_at_i": SECOND - age, "title": f"Story {number}", **more}


class Search:
    """As the real one: newest first, and never more than a page, however many there are."""

    def __init__(self, items: list[dict[str, Any]]) -> None:
        self.items = items

    def __call__(self, asked: Asked) -> Said:
        after, until = (int(found) for found in re.findall(r"\d+", asked.query["numericFilters"]))
        found = sorted(
            (one for one in self.items if after < one["created_at_i"] <= until),
            key=lambda one: one["created_at_i"],
            reverse=True,
        )
        return saying_json({"hits": found[: hackernews.PAGE], "nbHits": len(found)})


def numbers(kept: Kept) -> list[int]:
    return sorted(map(int, kept.posts))


def test_more_than_one_answer_holds_is_told_apart_by_time() -> None:
    items = [item(number, age=number * 97) for number in range(60)] + [item(99, 5), item(98, 5), item(97, 4)]
    kept = Kept()
    with serving(Search(items)) as server:
        words = source("hackernews", base=server.url, query="trains")
        visit(words, kept)
        asked = server.asked[0].query
    assert numbers(kept) == [*range(60), 97, 98, 99]
    assert asked["query"] == "trains" and asked["tags"] == "(story,comment)"
    assert words.state == {"until": SECOND}


def test_it_goes_on_where_it_stood_and_takes_what_the_index_brought_late() -> None:
    search, kept = Search([item(1, 600)]), Kept()
    with serving(search) as server:
        words = source("hackernews", base=server.url)
        visit(words, kept)
        search.items += [item(2, 300), item(3, -60)]
        visit(words, kept, as_of=NOW + timedelta(minutes=2))
    assert numbers(kept) == [1, 2, 3]


@pytest.mark.parametrize("broken_at", range(12))
@pytest.mark.parametrize("fault", [Said(cut=9), saying_json({}, status=429, Retry_After="60"), Said(200, b"[]")])
def test_a_break_at_any_point_loses_nothing(broken_at: int, fault: Said) -> None:
    items = [item(number, age=number * 997) for number in range(40)]
    count, search, kept = iter(range(10_000)), Search(items), Kept()

    def answer(asked: Asked) -> Said:
        return after_faults(search, fault)(asked) if next(count) == broken_at else search(asked)

    with serving(answer) as server:
        keep_visiting(source("hackernews", base=server.url), kept, times=4)
    assert numbers(kept) == list(range(40))


def test_when_asked_to_wait_it_waits() -> None:
    limited = saying_json({}, status=429, Retry_After="90")
    with serving(lambda _asked: limited) as server, pytest.raises(SourceTrouble) as trouble:
        visit(source("hackernews", base=server.url))
    assert trouble.value.not_before == NOW + timedelta(seconds=90)


def test_a_flood_in_one_second_is_said() -> None:
    kept = Kept()
    with serving(Search([item(number, 7) for number in range(30)])) as server:
        fetched = visit(source("hackernews", base=server.url), kept)
    assert "within one second" in fetched.health and len(kept.posts) == 10


def test_a_flood_is_read_over_several_visits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hackernews, "MOST", 2)
    kept = Kept()
    search = Search([item(number, age=number * 97) for number in range(60)])
    with serving(search) as server:
        words = source("hackernews", base=server.url)
        assert visit(words, kept).next_check_at == NOW + timedelta(minutes=1)
        search.items.append(item(100, age=-30))
        for _visit in range(8):
            visit(words, kept, as_of=NOW + timedelta(minutes=1))
    assert numbers(kept) == [*range(60), 100]


def test_what_an_item_says_of_itself() -> None:
    items = [
        item(1, 60, title="Trains &amp; more", url="https://paper.example/1"),
        item(2, 50, title=None, comment_text="<p>Agreed</p>", parent_id=1),
        {"objectID": None},
        "nonsense",
    ]
    with serving(lambda _asked: saying_json({"hits": items, "nbHits": 4})) as server:
        kept = Kept()
        visit(source("hackernews", base=server.url), kept)
    story, comment = kept.posts["1"], kept.posts["2"]
    assert story.title == "Trains & more" and story.links == ("https://paper.example/1",)
    assert story.author == Address("hackernews", "ana") and story.url.endswith("item?id=1")
    assert comment.html == "<p>Agreed</p>" and comment.in_reply_to == story.url


@pytest.mark.parametrize(
    ("filled", "field"), [({"tags": ["x"]}, "tags"), ({"author": "a,b"}, "author"), ({"base": "x"}, "base")]
)
def test_what_cannot_be_is_refused_by_name(filled: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        source("hackernews", **filled)
    assert list(refused.value.errors) == [field]

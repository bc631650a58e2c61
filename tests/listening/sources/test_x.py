"""X: counted before it is read, and never more than the limit allows."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from crm.errors import NotAllowed, Refusal
from listening.actions.save_source import cost_of_a_run, create_source
from listening.models import Source
from listening.observed import Address
from listening.sources import SourceTrouble, x
from tests.builders import make_staff
from tests.listening.sources.replaying import Asked, Said, saying_json, serving
from tests.listening.sources.worker import NOW, Kept, source, visit


@dataclass
class RecentSearch:
    """Posts by number; counts what it gives away, for that is what is charged."""

    numbers: list[int]
    charged: int = 0
    faults: dict[int, Said] = field(default_factory=dict)
    searches: int = 0

    def __call__(self, asked: Asked) -> Said:
        since, until = int(asked.query.get("since_id", 0)), int(asked.query.get("until_id", 10**9))
        found = sorted((number for number in self.numbers if since < number < until), reverse=True)
        if asked.path.endswith("/counts/recent"):
            return saying_json({"data": [], "meta": {"total_tweet_count": len(found)}})
        self.searches += 1
        if fault := self.faults.get(self.searches):
            return fault
        page = found[: int(asked.query["max_results"])]
        self.charged += len(page)
        meta = {"result_count": len(page)} | ({"next_token": "n"} if len(page) < len(found) else {})
        data = [{"id": str(number), "author_id": "7", "text": f"Post {number}", "lang": "en"} for number in page]
        return saying_json(
            {"data": data, "includes": {"users": [{"id": "7", "username": "ana", "name": "Ana"}]}, "meta": meta}
        )


def trains(url: str, dollars: str) -> Any:
    return source("x", {"token": "t0ken"}, base=url, query="night trains", dollars_a_day=dollars)


def numbers(kept: Kept) -> list[int]:
    return sorted(map(int, kept.posts))


def test_without_a_limit_it_only_says_what_it_would_cost() -> None:
    theirs = RecentSearch(list(range(1, 121)))
    with serving(theirs) as server:
        fetched = visit(trains(server.url, "0"))
        assert x.cost_of_a_run(trains(server.url, "2"), as_of=NOW).startswith(
            "A run now reads about 120 posts for about $0.60"
        )
    assert theirs.charged == 0 and "$0.60" in fetched.health and "Set a limit" in fetched.health


def test_it_reads_on_from_where_it_stood() -> None:
    theirs, kept = RecentSearch(list(range(1, 251))), Kept()
    with serving(theirs) as server:
        words = trains(server.url, "5")
        visit(words, kept)
        theirs.numbers += [251, 252]
        visit(words, kept)
        visit(words, kept)
    assert numbers(kept) == list(range(1, 253)) and theirs.charged == 252


def test_the_limit_holds_all_day_and_the_rest_is_read_the_day_after() -> None:
    theirs, kept = RecentSearch(list(range(1, 251))), Kept()
    with serving(theirs) as server:
        words = trains(server.url, "0.75")
        first = visit(words, kept)
        assert theirs.charged == 150 and "100 posts" in first.health and "until tomorrow" in first.health
        for _again in range(3):
            visit(words, kept, as_of=NOW + timedelta(hours=1))
        assert theirs.charged == 150
        theirs.numbers.append(300)
        visit(words, kept, as_of=NOW + timedelta(days=1))
    assert numbers(kept) == [*range(1, 251), 300] and theirs.charged == 251


@pytest.mark.parametrize("broken_at", range(1, 5))
@pytest.mark.parametrize("fault", [Said(cut=1), saying_json({}, status=429, x_rate_limit_reset="1795341600")])
def test_a_break_at_any_page_loses_nothing_and_nothing_is_paid_twice(broken_at: int, fault: Said) -> None:
    theirs, kept = RecentSearch(list(range(1, 251)), faults={broken_at: fault}), Kept()
    with serving(theirs) as server:
        words = trains(server.url, "5")
        for _visit in range(3):
            try:
                visit(words, kept)
            except SourceTrouble as trouble:
                assert trouble.not_before is None or trouble.not_before > NOW
    assert numbers(kept) == list(range(1, 251)) and theirs.charged == 250


def test_what_a_post_says_of_itself() -> None:
    page = {
        "data": [
            {
                "id": "9",
                "author_id": "7",
                "text": "RT @bo: short",
                "created_at": "2026-11-20T10:00:00.000Z",
                "referenced_tweets": [{"type": "quoted", "id": "5"}, {"type": "replied_to", "id": "4"}],
                "in_reply_to_user_id": "8",
                "entities": {
                    "urls": [{"expanded_url": "https://paper.example/1"}],
                    "mentions": [{"username": "alice"}],
                },
                "note_tweet": {"text": "The long text"},
            },
            {"id": None},
        ],
        "includes": {
            "users": [{"id": "7", "username": "ana", "name": "Ana"}, {"id": "8", "username": "bo"}],
            "tweets": [{"id": "5", "author_id": "8"}],
        },
    }
    [post] = x.observed_all(page)
    bo = Address("x", "bo")
    assert post.author == Address("x", "ana") and post.url == "https://x.com/ana/status/9"
    assert (post.text, post.in_reply_to, post.shares, post.shares_of) == ("The long text", "4", "5", bo)
    assert post.to == (bo, Address("x", "alice")) and post.links == ("https://paper.example/1",)


@pytest.mark.parametrize(
    ("name", "value"), [("dollars_a_day", "lots"), ("dollars_a_day", "-1"), ("price", "0"), ("price", "nan")]
)
def test_what_cannot_be_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(Refusal) as refused:
        source("x", **{"query": "a", name: value})
    assert list(refused.value.errors) == [name]


@pytest.mark.django_db
def test_the_cost_is_told_before_anything_is_saved_or_spent() -> None:
    alice, theirs = make_staff("Alice"), RecentSearch(list(range(1, 121)))
    with serving(theirs) as server:
        settings = {"base": server.url, "query": "night trains", "token": "t0ken", "dollars_a_day": "2"}
        asked = Source(kind="x", owner=alice)
        words = cost_of_a_run(staff=alice, source=asked, settings=settings, as_of=NOW)
        assert words.startswith("A run now reads about 120 posts for about $0.60")
        with pytest.raises(Refusal) as refused:
            cost_of_a_run(staff=alice, source=asked, settings={**settings, "price": "free"}, as_of=NOW)
        assert list(refused.value.errors) == ["price"]
        kept = create_source(staff=alice, kind="x", settings=settings, as_of=NOW)
        with pytest.raises(Refusal) as refused:  # the secret goes to no other address
            cost_of_a_run(staff=alice, source=kept, settings={"base": "https://elsewhere.example"}, as_of=NOW)
        assert list(refused.value.errors) == ["token"]
        with pytest.raises(NotAllowed):
            cost_of_a_run(staff=make_staff("Bob"), source=kept, as_of=NOW)
    assert theirs.charged == 0 and Source.objects.count() == 1
    assert x.spent(kept, as_of=NOW) == "$0.00 of $2.00 are spent today."
    kept.state = {"day": NOW.date().isoformat(), "read": 100}
    assert x.spent(kept, as_of=NOW) == "$0.50 of $2.00 are spent today."

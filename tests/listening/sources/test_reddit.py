"""A subreddit with one's own key."""

import base64
import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from listening.observed import Address
from listening.sources import SourceTrouble
from tests.listening.sources.replaying import Asked, Said, saying_json, serving
from tests.listening.sources.worker import NOW, Kept, keep_visiting, source, visit


def thing(number: int, **more: Any) -> dict[str, Any]:
    data = {
        "name": f"t3_{number}",
        "author": "ana",
        "title": f"Post {number}",
        "selftext": "Words",
        "is_self": True,
        "permalink": f"/r/trains/comments/{number}/",
        "created_utc": NOW.timestamp() - 3600 + number,
    }
    return {"kind": "t3", "data": data | more}


@dataclass
class Subreddit:
    things: list[dict[str, Any]]
    keys: int = 0
    faults: dict[int, Said] = field(default_factory=dict)
    asked: int = 0

    def __call__(self, asked: Asked) -> Said:
        if asked.path == "/api/v1/access_token":
            self.keys += 1
            shown = base64.b64decode(asked.headers["authorization"].removeprefix("Basic ")).decode()
            good = shown == "me:s3cret" and asked.body == b"grant_type=client_credentials"
            return saying_json({"access_token": "t", "expires_in": 3600} if good else {"error": "invalid_grant"})
        self.asked += 1
        if fault := self.faults.get(self.asked):
            return fault
        newest = sorted(self.things, key=lambda one: -one["data"]["created_utc"])
        names = [one["data"]["name"] for one in newest]
        start = names.index(asked.query["after"]) + 1 if "after" in asked.query else 0
        page = newest[start : start + 3]
        after = page[-1]["data"]["name"] if start + 3 < len(newest) else None
        return saying_json(
            {"data": {"children": page, "after": after}}, X_Ratelimit_Remaining="90.0", X_Ratelimit_Reset="40"
        )


def trains(url: str, secret: str = "s3cret") -> Any:
    settings = {"base": url, "sign_in": url, "subreddit": "r/trains", "client_id": "me"}
    return source("reddit", {"client_secret": secret}, **settings)


def numbers(kept: Kept) -> list[int]:
    return sorted(int(name.removeprefix("t3_")) for name in kept.posts)


def test_it_reads_back_to_where_it_stood_and_shows_its_key_once() -> None:
    theirs, kept = Subreddit([thing(number) for number in range(8)]), Kept()
    with serving(theirs) as server:
        listing = trains(server.url)
        visit(listing, kept)
        theirs.things += [thing(3600 + number) for number in range(2)]
        visit(listing, kept, as_of=NOW + timedelta(minutes=1))
    assert numbers(kept) == [*range(8), 3600, 3601] and theirs.keys == 1
    assert "s3cret" not in json.dumps(listing.state)


@pytest.mark.parametrize("broken_at", range(1, 4))
@pytest.mark.parametrize("fault", [Said(cut=2), Said(), saying_json({}, status=429, X_Ratelimit_Reset="40")])
def test_a_break_at_any_page_loses_nothing(broken_at: int, fault: Said) -> None:
    theirs, kept = Subreddit([thing(number) for number in range(8)], faults={broken_at: fault}), Kept()
    with serving(theirs) as server:
        keep_visiting(trains(server.url), kept, times=2)
    assert numbers(kept) == list(range(8))


def test_when_asked_to_wait_it_waits() -> None:
    limited = {1: saying_json({}, status=429, X_Ratelimit_Reset="40")}
    with serving(Subreddit([], faults=limited)) as server, pytest.raises(SourceTrouble) as trouble:
        visit(trains(server.url))
    assert trouble.value.not_before == NOW + timedelta(seconds=40)


def test_what_is_taken_back_there_is_taken_back_here() -> None:
    theirs, kept = Subreddit([thing(1), thing(2)]), Kept()
    with serving(theirs) as server:
        listing = trains(server.url)
        visit(listing, kept)
        theirs.things = [thing(1, selftext="[removed]"), thing(2, author="[deleted]")]
        visit(listing, kept)
    assert kept.posts == {} and sorted(kept.deleted) == ["t3_1", "t3_2"]


def test_a_wrong_key_is_said() -> None:
    with serving(Subreddit([])) as server, pytest.raises(SourceTrouble, match="does not take that key") as trouble:
        visit(trains(server.url, "wrong"))
    assert trouble.value.needs_care


def test_what_a_post_says_of_itself() -> None:
    kept = Kept()
    linked = thing(1, is_self=False, url="https://paper.example/1", selftext="")
    with serving(Subreddit([linked, {"kind": "more"}, thing(2)][:1])) as server:
        visit(trains(server.url), kept)
    (post,) = kept.posts.values()
    assert post.author == Address("reddit", "ana") and post.links == ("https://paper.example/1",)
    assert post.url == "https://www.reddit.com/r/trains/comments/1/" and post.title == "Post 1"

"""Mastodon, asked now and then."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from crm.errors import Refusal
from crm.outgoing import NotReached
from listening.observed import Address
from listening.sources import SourceTrouble
from tests.listening.sources.replaying import Said, after_faults, saying_json, serving
from tests.listening.sources.statuses import SmallMastodon, number, status
from tests.listening.sources.worker import NOW, Kept, keep_visiting, source, visit

pytestmark = pytest.mark.deep

ALICE = Address("mastodon", "alice@social.example")


def names(kept: Kept) -> list[int]:
    """The minutes of the statuses that came."""
    return sorted(int(key.rpartition("/")[2]) for key in kept.posts)


def test_it_reads_a_hashtag_back_the_first_time_and_on_from_there() -> None:
    small, kept = SmallMastodon([status(minute) for minute in range(5)]), Kept()
    with serving(small) as server:
        trains = source("mastodon", base=server.url, tags=["#trains"])
        visit(trains, kept)
        small.statuses += [status(minute) for minute in range(100, 105)]
        visit(trains, kept)
    assert names(kept) == [0, 1, 2, 3, 4, 100, 101, 102, 103, 104]
    assert trains.state["since"] == number(104)


def test_what_other_servers_deliver_late_is_read_as_well() -> None:
    small, kept = SmallMastodon([status(30)]), Kept()
    with serving(small) as server:
        trains = source("mastodon", base=server.url, tags=["trains"])
        visit(trains, kept)
        small.statuses.append(status(20))
        visit(trains, kept)
    assert names(kept) == [20, 30]


def test_a_flood_is_read_over_several_visits() -> None:
    small, kept = SmallMastodon([status(0)]), Kept()
    with serving(small) as server:
        trains = source("mastodon", base=server.url, tags=["trains"])
        visit(trains, kept)
        small.statuses += [
            {**status(second), "id": str(int(number(1)) + (second * 1000 << 16))} for second in range(1, 50)
        ]
        first = visit(trains, kept)
        assert first.next_check_at == NOW + timedelta(minutes=1)
        keep_visiting(trains, kept, times=6)
    assert names(kept) == list(range(50))


@pytest.mark.parametrize("broken_at", range(7))
@pytest.mark.parametrize(
    "fault",
    [
        Said(cut=0),
        Said(cut=40),
        saying_json({"error": "Too many requests"}, status=429, Retry_After="30"),
        Said(503, b"<html>sorry</html>"),
        Said(200, b"{not json"),
        Said(200, b"[1, null, {}]"),
    ],
    ids=["cut-at-once", "cut-in-the-middle", "limited", "out-of-order", "not-json", "nonsense"],
)
def test_a_break_at_any_point_loses_nothing(broken_at: int, fault: Said) -> None:
    small, kept = SmallMastodon([status(minute) for minute in range(3)]), Kept()
    with serving(small) as server:
        trains = source("mastodon", base=server.url, tags=["trains"])
        visit(trains, kept)
    small.statuses += [status(minute) for minute in range(100, 105)]
    passes = [None] * broken_at
    with serving(_broken_at(small, passes, fault)) as server:
        trains.settings["base"] = server.url
        keep_visiting(trains, kept, times=4)
    assert names(kept) == [0, 1, 2, 100, 101, 102, 103, 104]


def _broken_at(small: SmallMastodon, passes: Sequence[None], fault: Said) -> Any:
    count = iter(range(1000))

    def answer(asked: Any) -> Said:
        if next(count) == len(passes):
            return after_faults(small, fault)(asked)
        return small(asked)

    return answer


@pytest.mark.parametrize("broken_at", range(1, 4))
def test_a_first_reading_that_breaks_off_begins_anew(broken_at: int) -> None:
    small, kept = SmallMastodon([status(minute) for minute in range(6)]), Kept()
    with serving(_broken_at(small, [None] * broken_at, Said(cut=5))) as server:
        trains = source("mastodon", base=server.url, tags=["trains"])
        keep_visiting(trains, kept, times=3)
    assert names(kept) == list(range(6))


def test_when_asked_to_wait_it_waits() -> None:
    limited = saying_json({"error": "Too many requests"}, status=429, X_RateLimit_Reset="2026-11-22T09:04:30.5Z")
    broken = after_faults(SmallMastodon([]), limited)
    with serving(broken) as server, pytest.raises(SourceTrouble, match="asks us to wait") as trouble:
        visit(source("mastodon", base=server.url, tags=["trains"]))
    assert trouble.value.not_before == NOW + timedelta(minutes=4, seconds=30.5)


def test_it_stops_before_the_limit_is_used_up() -> None:
    limits = {"X-RateLimit-Remaining": "19", "X-RateLimit-Reset": "2026-11-22T09:05:00Z"}
    small, kept = SmallMastodon([status(minute) for minute in range(9)], limits=limits), Kept()
    with serving(small) as server:
        fetched = visit(source("mastodon", base=server.url, tags=["trains"]), kept)
        assert server.paths() == ["/api/v2/instance", "/api/v1/timelines/tag/trains"]
    assert fetched.next_check_at == NOW + timedelta(minutes=5)
    assert "limit" in fetched.health and len(kept.posts) == 2


def test_a_timeline_that_is_closed_to_strangers_is_not_even_asked_for() -> None:
    small = SmallMastodon([status(1)], access={"local": "authenticated", "remote": "authenticated"})
    with serving(small) as server:
        with pytest.raises(SourceTrouble, match="access token") as trouble:
            visit(source("mastodon", base=server.url, tags=["trains"]))
        assert trouble.value.needs_care and server.paths() == ["/api/v2/instance"]
        kept = Kept()
        visit(source("mastodon", {"token": "t0ken"}, base=server.url, tags=["trains"]), kept)
        assert names(kept) == [1] and server.asked[-1].headers["authorization"] == "Bearer t0ken"


def test_those_who_do_not_want_to_be_found_are_left_out_and_it_says_so() -> None:
    shy = [
        status(2, who="cem", account={"discoverable": False}),
        status(3, who="dana", account={"noindex": True}),
    ]
    by_hashtag_only = status(4, who="eve", account={"indexable": False, "discoverable": None})
    small, kept = SmallMastodon([*shy, by_hashtag_only], page=10), Kept()
    with serving(small) as server:
        fetched = visit(source("mastodon", base=server.url, tags=["trains"]), kept)
    assert names(kept) == [4] and "2 posts were left out" in fetched.health


def test_what_is_not_public_never_gets_in() -> None:
    small = SmallMastodon([status(1, visibility="private"), status(2, visibility="direct")], page=10)
    kept = Kept()
    small.path = "/api/v1/accounts/ana/statuses"
    with serving(small) as server:
        visit(source("mastodon", {"token": "x"}, base=server.url, accounts=["ana"]), kept)
    assert kept.posts == {}


def test_people_are_read_one_after_the_other_and_a_missing_one_stops_nobody() -> None:
    small, kept = SmallMastodon([status(1), status(2, account={"discoverable": False})], page=10), Kept()
    small.path = "/api/v1/accounts/ana/statuses"
    with serving(small) as server:
        people = source("mastodon", base=server.url, accounts=["@gone@other.example", "ana"])
        fetched = visit(people, kept)
    assert names(kept) == [1, 2] and "@gone@other.example cannot be read" in fetched.health


def test_a_post_keeps_what_it_says_of_itself() -> None:
    told = status(
        1,
        "Night trains are back",
        spoiler_text="Trains",
        language="de",
        card={"url": "https://paper.example/night"},
        mentions=[{"acct": "alice"}, {"acct": "bo@far.example"}],
        quote={"state": "accepted", "quoted_status": status(7, who="bo@far.example")},
    )
    kept = Kept()
    with serving(SmallMastodon([told])) as server:
        visit(source("mastodon", base=server.url, tags=["trains"]), kept)
    (post,) = kept.posts.values()
    assert post.author == Address("mastodon", "ana@social.example") and post.author_name == "Ana"
    assert (post.title, post.languages, post.html) == ("Trains", ("de",), "<p>Night trains are back</p>")
    assert post.links == ("https://paper.example/night",)
    assert post.to == (ALICE, Address("mastodon", "bo@far.example"))
    assert post.shares.endswith("bo@far.example/statuses/7")
    assert post.shares_of == Address("mastodon", "bo@far.example")


def test_passing_something_on_is_not_saying_it() -> None:
    boost = status(1, "", reblog=status(9, "Their words", who="bo@far.example"))
    small, kept = SmallMastodon([boost], path="/api/v1/accounts/ana/statuses"), Kept()
    with serving(small) as server:
        visit(source("mastodon", base=server.url, accounts=["ana"]), kept)
    (post,) = kept.posts.values()
    assert post.html == "" and post.shares_of == Address("mastodon", "bo@far.example")


def test_a_search_wants_a_token_and_keeps_nothing_of_the_shy() -> None:
    found = {"statuses": [status(1), status(2, account={"indexable": False})]}

    def answer(asked: Any) -> Said:
        return saying_json({"domain": "social.example"} if "instance" in asked.path else found)

    kept = Kept()
    with serving(answer) as server:
        with pytest.raises(SourceTrouble, match="access token"):
            visit(source("mastodon", base=server.url, search="night trains"))
        visit(source("mastodon", {"token": "x"}, base=server.url, search="night trains"), kept)
        assert server.asked[-1].query == {"q": "night trains", "type": "statuses", "limit": "40"}
    assert names(kept) == [1]


def test_the_other_hashtags_go_along() -> None:
    with serving(SmallMastodon([])) as server:
        visit(source("mastodon", base=server.url, tags="trains, rail", all_of=["night"], none_of=["model"]))
    asked = server.asked[-1].queries
    assert asked == [("any[]", "rail"), ("all[]", "night"), ("none[]", "model"), ("limit", "40")]


def test_a_page_on_another_host_is_not_followed_with_our_token() -> None:
    elsewhere = Said(200, b"[{}]", {"Link": '<https://thief.example/next>; rel="next"'})
    answers = after_faults(SmallMastodon([]), saying_json({"domain": "social.example"}), elsewhere)
    with serving(answers) as server, pytest.raises(SourceTrouble, match="another host"):
        visit(source("mastodon", {"token": "x"}, base=server.url, tags=["trains"]))


@pytest.mark.parametrize(
    ("filled", "field"),
    [
        ({"tags": ["trains"]}, "base"),
        ({"base": "ftp://social.example", "tags": ["trains"]}, "base"),
        ({"base": "https://me:pw@social.example", "tags": ["trains"]}, "base"),
        ({"base": "https://social.example"}, "tags"),
        ({"base": "https://social.example", "tags": ["night trains"]}, "tags"),
        ({"base": "https://social.example", "tags": list("abcdefg")}, "tags"),
        ({"base": "https://social.example", "tags": ["a"], "search": "b"}, "search"),
        ({"base": "https://social.example", "tags": ["a"], "colour": "b"}, "colour"),
        ({"base": "https://social.example", "accounts": ["a"], "all_of": ["b"]}, "tags"),
        ({"base": "https://social.example", "tags": [["a"]]}, "tags"),
    ],
)
def test_what_cannot_be_is_refused_by_name(filled: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        source("mastodon", **filled)
    assert list(refused.value.errors) == [field]


def test_a_server_that_is_not_there_is_said_in_words() -> None:
    with serving(SmallMastodon([])) as server:
        gone = server.url
    with pytest.raises(NotReached, match="Nothing answers there"):
        visit(source("mastodon", base=gone, tags=["trains"]))

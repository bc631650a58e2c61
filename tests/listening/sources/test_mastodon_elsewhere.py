"""Mastodon by others: a third party's server on loopback, and recorded exchanges with a real one where there are any.

REAL_DATA names the folder with the recordings; they are not ours to keep here."""

import json
import os
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from mastodon_mock.testing import MockServer

from listening.sources import SourceTrouble
from tests.listening.sources.replaying import cassette, replaying, serving
from tests.listening.sources.worker import Kept, listen, source, visit

pytestmark = pytest.mark.deep

RECORDED = Path(os.environ.get("REAL_DATA", "/nowhere")) / "mastodon"


@pytest.fixture(scope="module")
def theirs() -> Iterator[MockServer]:
    with MockServer() as server:
        yield server


@pytest.fixture(autouse=True)
def _afresh(theirs: MockServer) -> None:
    theirs.reset()


def call(server: MockServer, path: str, who: str = "alice", method: str = "POST", **body: Any) -> Any:
    request = urllib.request.Request(
        f"{server.base_url}{path}",
        data=json.dumps(body).encode() if body else None,
        headers={"Authorization": f"Bearer {who}_token", "Content-Type": "application/json"},
        method=method,
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.loads(answer.read() or b"null")


def post(server: MockServer, text: str, who: str = "alice", **more: Any) -> Any:
    return call(server, "/api/v1/statuses", who, status=text, **more)


def texts(kept: Kept) -> list[str]:
    return sorted(post.html for post in kept.posts.values())


@pytest.mark.slow
def test_a_hashtag_is_read_back_and_on(theirs: MockServer) -> None:
    for count in range(3):
        post(theirs, f"#trains {count}")
    kept = Kept()
    trains = source("mastodon", base=theirs.base_url, tags=["trains"])
    visit(trains, kept)
    post(theirs, "#trains by Bob", "bob")
    visit(trains, kept)
    assert len(kept.posts) == 4
    assert {post.author.value.partition("@")[0] for post in kept.posts.values() if post.author} == {"alice", "bob"}


def test_one_person_is_read(theirs: MockServer) -> None:
    post(theirs, "Good morning")
    post(theirs, "Only for friends", visibility="private")
    kept = Kept()
    visit(source("mastodon", {"token": "alice_token"}, base=theirs.base_url, accounts=["alice"]), kept)
    assert len(kept.posts) == 1 and "Good morning" in texts(kept)[0]


def test_a_search_keeps_nothing_of_those_who_did_not_agree_to_be_found_by_words(theirs: MockServer) -> None:
    post(theirs, "Sleeper trains return")  # nobody on this server can agree
    kept = Kept()
    fetched = visit(source("mastodon", {"token": "bob_token"}, base=theirs.base_url, search="sleeper"), kept)
    assert kept.posts == {} and "One post was left out" in fetched.health


@pytest.mark.slow
def test_its_stream_is_heard_with_edits_and_deletions(theirs: MockServer) -> None:
    post(theirs, "#trains before we listened")
    kept, made = Kept(), []

    def say(kept: Kept) -> bool:
        if not made:
            made.append(post(theirs, "#trains live"))
            made.append(post(theirs, "#trains a mistake"))
            threading.Thread(target=amend, daemon=True).start()
        return any("mended" in text for text in texts(kept)) and bool(kept.deleted)

    def amend() -> None:
        call(theirs, f"/api/v1/statuses/{made[1]['id']}", method="DELETE")
        call(theirs, f"/api/v1/statuses/{made[0]['id']}", method="PUT", status="#trains mended")

    hashtag = source("mastodon_stream", {"token": "alice_token"}, base=theirs.base_url, tag="trains")
    assert listen(hashtag, kept, until=say) is None
    assert len(kept.posts) == 2 and len(kept.deleted) == 1


def test_their_faults_are_told_in_words_and_the_next_visit_brings_it_all(theirs: MockServer) -> None:
    post(theirs, "#trains")
    trains, kept = source("mastodon", base=theirs.base_url, tags=["trains"]), Kept()
    timeline = "/api/v1/timelines/tag/*"
    with theirs.fault(path=timeline, type="ratelimit"), pytest.raises(SourceTrouble, match="to wait") as trouble:
        visit(trains, kept)
    assert trouble.value.not_before is not None
    with theirs.fault(path=timeline, type="malformed"), pytest.raises(SourceTrouble, match="cannot be read"):
        visit(trains, kept)
    visit(trains, kept)
    assert len(kept.posts) == 1


@pytest.mark.skipif(not RECORDED.is_dir(), reason="REAL_DATA names no folder of recordings")
@pytest.mark.parametrize(
    ("recording", "asked", "least"),
    [
        ("test_hashtag_tl", {"tags": ["hoot"]}, 1),
        ("test_search", {"search": "mastodonpy_test"}, 0),
        ("test_account_lookup", {"accounts": ["mastodonpy_test"]}, 0),
    ],
)
def test_a_recorded_server_is_read(recording: str, asked: dict[str, Any], least: int) -> None:
    kept = Kept()
    with serving(replaying(cassette(RECORDED / f"{recording}.yaml"))) as server:
        try:
            visit(source("mastodon", {"token": "x"}, base=server.url, **asked), kept)
        except SourceTrouble as trouble:
            assert str(trouble)
        assert server.asked
    assert len(kept.posts) >= least

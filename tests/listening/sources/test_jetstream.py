"""Bluesky's stream, over real WebSockets."""

import json
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import zstandard

from crm.errors import Refusal
from listening.observed import Address, Event
from listening.sources import SourceTrouble, jetstream
from listening.sources.jetstream_decoding import Event as Sent
from listening.sources.jetstream_decoding import PostDeleted, PostWritten
from tests.builders import make_contact, make_handle, make_staff
from tests.listening.sources.replaying import Asked, Said, Server, saying_json, serving
from tests.listening.sources.streaming import Scene, StreamServer, streaming
from tests.listening.sources.worker import Kept, listen, source

pytestmark = [pytest.mark.django_db, pytest.mark.deep]
START = int(time.time() - 3600) * 1_000_000
ANA, BEA = "did:plc:ana", "did:plc:bea"


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jetstream, "PAUSE", 0.0)
    monkeypatch.setattr(jetstream, "AT_LEAST_EVERY", 0.05)


@pytest.fixture
def directory() -> Iterator[Server]:
    """Knows Ana, and nobody else."""

    def answer(asked: Asked) -> Said:
        wanted = {value for name, value in asked.queries if name == "actors"}
        known = [{"did": ANA, "handle": "ana.example"}] if "ana.example" in wanted else []
        return saying_json({"profiles": known})

    with serving(answer) as server:
        yield server


def know(*values: str) -> None:
    """Alice has them in her book."""
    alice = make_staff()
    for value in values:
        make_handle(make_contact(alice, value, email=None), "bluesky", value)


def event(second: int, did: str = ANA, operation: str = "create", text: str = "", **record: Any) -> dict[str, Any]:
    """What the stream says of a post; its key is the second, unless `key` says otherwise."""
    commit: dict[str, Any] = {
        "rev": "r",
        "operation": operation,
        "collection": "app.bsky.feed.post",
        "rkey": str(record.pop("key", second)),
    }
    if operation != "delete":
        said = {"$type": "app.bsky.feed.post", "createdAt": "2026-11-20T10:00:00Z", "text": text or f"Post {second}"}
        commit |= {"record": said | record, "cid": "c"}
    return {"did": did, "time_us": START + second * 1_000_000, "kind": "commit", "commit": commit}


def account(second: int, did: str, status: str) -> dict[str, Any]:
    told = {"active": False, "did": did, "seq": 1, "status": status, "time": "2026-11-20T10:00:00Z"}
    return {"did": did, "time_us": START + second * 1_000_000, "kind": "account", "account": told}


def lines(*events: dict[str, Any]) -> list[str]:
    return [json.dumps(one) for one in events]


def posts(*seconds: int) -> list[str]:
    return lines(*(event(second) for second in seconds))


def bluesky(*servers: StreamServer, directory: Server, **settings: Any) -> Any:
    return source("bluesky", hosts=[server.url for server in servers], directory=directory.url, **settings)


def keys(kept: Kept) -> list[int]:
    return sorted(int(native_id.rpartition("/")[2]) for native_id in kept.posts)


def until(second: int) -> Any:
    return lambda kept: second in keys(kept)


def test_posts_edits_deletions_and_accounts_that_go(directory: Server) -> None:
    told = lines(
        event(1),
        event(2),
        event(3, BEA),
        {**event(4), "commit": {**event(4)["commit"], "collection": "app.bsky.feed.like"}},
        event(5, operation="update", key=1, text="Mended"),
        event(6, operation="delete", key=2),
        {"did": BEA, "time_us": START, "kind": "identity", "identity": {"did": BEA, "handle": "bea.example"}},
        account(7, BEA, "deactivated"),
        account(8, BEA, "takendown"),
        event(9),
    )
    kept = Kept()
    with streaming(Scene(told)) as server:
        assert listen(bluesky(server, directory=directory), kept, until=until(9)) is None
    assert keys(kept) == [1, 9] and kept.deleted == [f"at://{ANA}/app.bsky.feed.post/2"]
    assert kept.posts[f"at://{ANA}/app.bsky.feed.post/1"].text == "Mended"
    assert server.queries("wantedCollections") == [["app.bsky.feed.post"]]
    assert server.queries("cursor") == [[]]  # from now on


def test_what_it_says_of_a_post(directory: Server) -> None:
    know("ana.example")
    parent = f"at://{ANA}/app.bsky.feed.post/77"
    told = event(
        1,
        BEA,
        text="Look @cem.example, they are back!",
        langs=["de"],
        reply={"parent": {"uri": parent, "cid": "c"}, "root": {"uri": parent, "cid": "c"}},
        embed={"$type": "app.bsky.embed.record", "record": {"uri": parent, "cid": "c"}},
    )
    kept = Kept()
    with streaming(Scene(lines(told, event(2)))) as server:
        listen(bluesky(server, directory=directory), kept, until=until(2))
    post, by_ana = (kept.posts[f"at://{did}/app.bsky.feed.post/{key}"] for did, key in ((BEA, 1), (ANA, 2)))
    ana = Address("bluesky", "ana.example")
    assert by_ana.author == ana and by_ana.also == (Address("bluesky", ANA),)
    assert post.author == Address("bluesky", BEA) and post.event is Event.NEW
    assert post.to == (ana, Address("bluesky", "cem.example"))
    assert post.in_reply_to == post.shares == parent and post.shares_of == ana
    assert post.url == f"https://bsky.app/profile/{BEA}/post/1" and post.languages == ("de",)


@pytest.mark.parametrize("end", ["cut", "close"])
@pytest.mark.parametrize("broken_after", range(6))
def test_a_cut_at_any_point_loses_nothing_and_doubles_nothing(directory: Server, broken_after: int, end: str) -> None:
    """The second host repeats all since a little before, out of order and some of it twice."""
    all_posts = posts(1, 2, 3, 4, 5)
    again = [*all_posts[max(0, broken_after - 2) :], all_posts[4], all_posts[3]]
    kept = Kept()
    with streaming(Scene(all_posts[:broken_after], end=end)) as one, streaming(Scene(again + posts(6))) as other:
        listening = bluesky(one, other, directory=directory)
        assert listen(listening, kept, until=until(6)) is None
    assert keys(kept) == [1, 2, 3, 4, 5, 6]
    if broken_after:
        rewound = START + broken_after * 1_000_000 - 60_000_000
        assert other.queries("cursor") == [[str(rewound)]]
    assert listening.state == {"cursor": START + 6_000_000, "host": other.url}


def test_after_a_restart_it_goes_on_a_little_before_on_the_same_host(directory: Server) -> None:
    kept = Kept()
    with streaming(Scene(posts(1, 2)), Scene(posts(2, 3))) as server:
        listening = bluesky(server, directory=directory)
        listen(listening, kept, until=until(2))
        listening.state = json.loads(json.dumps(listening.state))
        listen(listening, kept, until=until(3))
        assert server.queries("cursor")[1] == [str(START + 2_000_000 - 5_000_000)]
    assert keys(kept) == [1, 2, 3]


def test_the_batch_under_way_is_stored_when_told_to_stop(directory: Server) -> None:
    kept = Kept()
    with streaming(Scene(posts(1))) as server:
        listening = bluesky(server, directory=directory)
        assert listen(listening, kept, until=until(1)) is None
    assert listening.state["cursor"] == START + 1_000_000


def test_it_says_so_when_no_host_lets_it_in(directory: Server) -> None:
    limited = Scene(status=429, headers={"Retry-After": "120"})
    with streaming(Scene(status=503)) as one, streaming(limited) as other:
        broke = listen(bluesky(one, other, directory=directory), Kept(), until=until(1))
    assert isinstance(broke, SourceTrouble) and "asks us to wait" in str(broke) and broke.not_before
    assert len(one.asked) == len(other.asked) == 1


def test_a_host_that_is_not_there_is_passed_over(directory: Server) -> None:
    with streaming() as gone:
        pass
    kept = Kept()
    with streaming(Scene(posts(1))) as server:
        assert listen(bluesky(gone, server, directory=directory), kept, until=until(1)) is None
    assert keys(kept) == [1]


def test_after_too_long_it_says_what_is_missed(directory: Server) -> None:
    kept = Kept()
    with streaming(Scene(posts(1))) as server:
        listening = bluesky(server, directory=directory)
        listening.state = {"cursor": int(time.time() - 5 * 86_400) * 1_000_000, "host": server.url}
        listen(listening, kept, until=until(1))
    assert "away too long" in kept.health[0]


@pytest.fixture
def packed(tmp_path: Path, settings: Any) -> zstandard.ZstdCompressor:
    """A dictionary of our own, made from what such streams are made of."""
    samples = [
        json.dumps(event(second, f"did:plc:{second}", text=f"Words {second * 7}")).encode() for second in range(900)
    ]
    made = zstandard.train_dictionary(2048, samples)
    (tmp_path / "stream.zdict").write_bytes(made.as_bytes())
    settings.JETSTREAM_DICTIONARY = str(tmp_path / "stream.zdict")
    return zstandard.ZstdCompressor(dict_data=made)


def test_with_a_dictionary_the_stream_comes_packed(directory: Server, packed: zstandard.ZstdCompressor) -> None:
    kept = Kept()
    with streaming(Scene([packed.compress(line.encode()) for line in posts(1, 2)])) as server:
        listen(bluesky(server, directory=directory), kept, until=until(2))
    assert server.queries("compress") == [["true"]] and keys(kept) == [1, 2] and kept.health == []


def test_without_one_it_comes_unpacked_and_says_so(directory: Server) -> None:
    kept = Kept()
    with streaming(Scene(posts(1))) as server:
        listen(bluesky(server, directory=directory), kept, until=until(1))
    assert server.queries("compress") == [[]] and "comes unpacked" in kept.health[0]


def test_with_the_wrong_one_it_turns_to_the_plain_stream(directory: Server, packed: zstandard.ZstdCompressor) -> None:
    foreign = zstandard.ZstdCompressor(
        dict_data=zstandard.train_dictionary(1024, [f"quite other words {n * n}".encode() * 3 for n in range(900)])
    )
    kept = Kept()
    scrambled = [foreign.compress(line.encode()) for line in posts(*range(60))]
    with streaming(Scene(scrambled), Scene(posts(1))) as server:
        assert listen(bluesky(server, directory=directory), kept, until=until(1)) is None
    assert server.queries("compress") == [["true"], []] and keys(kept) == [1]
    assert "not the one" in kept.health[0]


def test_what_makes_no_sense_is_passed_over(directory: Server) -> None:
    nonsense = [
        "",
        "[]",
        "{",
        b"\xff\xfe",
        b"(\xb5/\xfd",
        json.dumps({**event(3), "time_us": 10**17}),
        json.dumps({**event(3), "time_us": -5}),
        json.dumps({**event(3), "commit": None}),
        json.dumps(event(3, reply="me", embed=[1])),
    ]
    kept = Kept()
    with streaming(Scene([*nonsense, *posts(1)])) as server:
        listening = bluesky(server, directory=directory)
        assert listen(listening, kept, until=until(1)) is None
    assert keys(kept) == [1] and listening.state["cursor"] == START + 3_000_000


def test_only_people_in_the_book_are_asked_for(directory: Server) -> None:
    know("ana.example", "did:plc:cem", "unknown.example")
    kept = Kept()
    with streaming(Scene(posts(1))) as server:
        listen(bluesky(server, directory=directory, whom="people"), kept, until=until(1))
    assert server.queries("wantedDids") == [[ANA, "did:plc:cem"]]


def test_with_nobody_in_the_book_the_whole_network_is_not_asked_instead(directory: Server) -> None:
    with streaming(Scene(posts(1))) as server:
        broke = listen(bluesky(server, directory=directory, whom="people"), Kept(), until=until(1))
    assert isinstance(broke, SourceTrouble) and broke.needs_care and server.asked == []


class LaterVersion:
    """The protocol as it may be next: events in envelopes, flat, with a time in words."""

    def __init__(self, dictionary: bytes | None) -> None:
        packed_with = zstandard.ZstdCompressionDict(dictionary) if dictionary else None
        self._unpack = zstandard.ZstdDecompressor(dict_data=packed_with).decompress

    def decode(self, message: bytes | str) -> Sent:
        raw = message if isinstance(message, str) or message[:1] == b"{" else self._unpack(message)
        said = json.loads(raw)["payload"]
        cursor = round(datetime.fromisoformat(said["time"]).timestamp() * 1_000_000)
        if said["operation"] == "delete":
            return PostDeleted(cursor, said["did"], said["rkey"])
        record = said["record"]
        return PostWritten(cursor, said["did"], said["rkey"], False, record["createdAt"], record["text"])


def later(second: int, operation: str = "create", key: int = 0) -> str:
    """What such a server would say of a post."""
    one = event(second, operation=operation, key=key or second)
    at = datetime.fromtimestamp(one["time_us"] / 1_000_000, UTC).isoformat()
    told = {"did": one["did"], "seq": second, "time": at, **one["commit"]}
    return json.dumps({"$type": "message", "payload": told})


@pytest.mark.parametrize("is_packed", [False, True])
def test_another_version_of_the_protocol_takes_another_decoder_and_nothing_else(
    directory: Server, packed: zstandard.ZstdCompressor, is_packed: bool
) -> None:
    said: list[Any] = [later(1), later(2), later(3, "delete", key=1)]
    kept = Kept()
    with streaming(Scene([packed.compress(one.encode()) for one in said] if is_packed else said)) as server:
        listening = bluesky(server, directory=directory)
        broke = listen(listening, kept, until=lambda kept: bool(kept.deleted), decoding=LaterVersion)
    assert broke is None
    assert keys(kept) == [2] and kept.deleted == [f"at://{ANA}/app.bsky.feed.post/1"]
    assert listening.state == {"cursor": START + 3_000_000, "host": server.url}


RECORDED = Path(os.environ.get("REAL_DATA", "/nowhere")) / "jetstream"


@pytest.mark.skipif(not RECORDED.is_dir(), reason="REAL_DATA names no folder of recordings")
@pytest.mark.parametrize("name", ["", "legacy_subscribe.zdict", "subscribe_events_20260811.zdict"])
def test_a_recorded_stream_is_read_plain_and_packed(directory: Server, settings: Any, name: str) -> None:
    said = (RECORDED / "expected_v1.jsonl").read_bytes().splitlines()
    if name:
        settings.JETSTREAM_DICTIONARY = str(RECORDED / name)
        theirs = zstandard.ZstdCompressionDict((RECORDED / name).read_bytes())
        said = [zstandard.ZstdCompressor(dict_data=theirs).compress(line) for line in said]
    kept = Kept()
    with streaming(Scene(said)) as server:
        listen(bluesky(server, directory=directory), kept, until=lambda kept: len(kept.posts) == 17)
    assert len(kept.posts) == 17 and len(kept.deleted) == 1


@pytest.mark.parametrize(
    ("filled", "field"),
    [
        ({"whom": "nobody"}, "whom"),
        ({"hosts": ["https://a.example"]}, "hosts"),
        ({"hosts": []}, "hosts"),
        ({"directory": "bsky"}, "directory"),
        ({"dictionary": "/etc/passwd"}, "dictionary"),
    ],
)
def test_what_cannot_be_is_refused_by_name(filled: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        source("bluesky", **filled)
    assert list(refused.value.errors) == [field]

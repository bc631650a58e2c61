"""Jetstream's messages, plain and packed, good and bad."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from listening.matching import compile_topics
from listening.query import parse
from listening.sources.jetstream_decoding import (
    MAX_MESSAGE,
    AccountChanged,
    Event,
    FirstVersion,
    HandleChanged,
    Passed,
    PostDeleted,
    PostWritten,
    Unreadable,
)

ALICE = "did:plc:alice"


def message(**changes: Any) -> dict[str, Any]:
    record = {"$type": "app.bsky.feed.post", "createdAt": "2026-07-04T14:38:06.240Z", "text": "A cargo bike"}
    record |= changes.pop("record", {})
    commit = {"rev": "r", "operation": "create", "collection": "app.bsky.feed.post", "rkey": "k1", "record": record}
    commit |= changes.pop("commit", {})
    return {"did": ALICE, "time_us": 1_783_175_888_090_631, "kind": "commit", "commit": commit} | changes


def decoded(sent: Any, decoder: FirstVersion | None = None) -> Event:
    return (decoder or FirstVersion()).decode(sent if isinstance(sent, bytes | str) else json.dumps(sent).encode())


def test_a_post() -> None:
    post = decoded(message(record={"langs": ["en", "de"]}))
    assert isinstance(post, PostWritten)
    assert (post.did, post.key, post.text, post.languages) == (ALICE, "k1", "A cargo bike", ("en", "de"))
    assert (post.cursor, post.edited, post.links) == (1_783_175_888_090_631, False, ())
    assert post.address == "at://did:plc:alice/app.bsky.feed.post/k1"
    assert compile_topics({1: parse('"cargo bike" lang:de author:alice.example')}).match(
        post.as_post(author="alice.example")
    )


def test_an_edited_and_a_deleted_post() -> None:
    edited = decoded(message(commit={"operation": "update"}))
    assert isinstance(edited, PostWritten)
    assert edited.edited
    gone = message(commit={"operation": "delete"})
    del gone["commit"]["record"]
    deleted = decoded(gone)
    assert isinstance(deleted, PostDeleted)
    assert deleted.address == edited.address


def test_links_cards_replies_and_quotes() -> None:
    link = {"features": [{"$type": "app.bsky.richtext.facet#link", "uri": "https://example.com/a"}, {"tag": "x"}]}
    card = {"uri": "https://example.com/b", "title": "The card", "thumb": {"$type": "blob"}}
    quote = {"uri": "at://quoted"}
    plain = decoded(
        message(record={"facets": [link], "embed": {"external": card}, "reply": {"parent": {"uri": "at://p"}}})
    )
    assert isinstance(plain, PostWritten)
    assert (plain.links, plain.card_title) == (("https://example.com/a", "https://example.com/b"), "The card")
    assert (plain.reply_to, plain.quotes) == ("at://p", "")
    quoting = decoded(message(record={"embed": {"record": quote}}))
    with_media = decoded(message(record={"embed": {"record": {"record": quote}, "media": {"external": card}}}))
    assert isinstance(quoting, PostWritten)
    assert isinstance(with_media, PostWritten)
    assert (quoting.quotes, with_media.quotes, with_media.card_title) == ("at://quoted", "at://quoted", "The card")


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2026-07-04T14:38:06.240Z", datetime(2026, 7, 4, 14, 38, 6, 240_000, UTC)),
        ("2026-07-04T16:38:02+02:00", datetime(2026, 7, 4, 14, 38, 2, 0, UTC)),
        ("2100-01-01T00:00:00Z", None),
        ("2026-07-04T14:38:06", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_when_it_was_written(said: str, day: datetime | None) -> None:
    post = decoded(message(record={"createdAt": said}))
    assert isinstance(post, PostWritten)
    assert post.written_at == (day or datetime(2026, 7, 4, 14, 38, 8, 90_631, UTC))


def test_accounts_and_handles() -> None:
    about: dict[str, Any] = {"did": ALICE, "time_us": 5}
    closed = decoded(about | {"kind": "account", "account": {"active": False, "status": "deleted", "seq": 1}})
    assert closed == AccountChanged(5, ALICE, False, "deleted")
    assert decoded(about | {"kind": "identity", "identity": {"handle": "al.example"}}) == HandleChanged(
        5, ALICE, "al.example"
    )
    for nameless in ({}, {"handle": None}, None):
        assert decoded(about | {"kind": "identity", "identity": nameless}) == HandleChanged(5, ALICE, "")
    back = decoded(about | {"kind": "account", "account": {"active": True, "status": None}})
    assert back == AccountChanged(5, ALICE, True)


def test_what_is_not_for_us_still_moves_the_cursor() -> None:
    like = decoded(message(commit={"collection": "app.bsky.feed.like", "record": {"subject": {"uri": "x"}}}))
    assert like == Passed(1_783_175_888_090_631, ALICE)
    assert decoded({"did": ALICE, "time_us": 7, "kind": "something new"}) == Passed(7, ALICE)


def packing(dictionary: bytes | None, **options: Any) -> zstandard.ZstdCompressor:
    return (
        zstandard.ZstdCompressor(dict_data=zstandard.ZstdCompressionDict(dictionary), **options)
        if dictionary
        else (zstandard.ZstdCompressor(**options))
    )


def test_packed_with_a_dictionary() -> None:
    samples = [
        json.dumps(message(commit={"rkey": f"key{n}"}, record={"text": f"word{n} " * (n % 9)})).encode()
        for n in range(500)
    ]
    dictionary = zstandard.train_dictionary(4_000, samples).as_bytes()
    frame = packing(dictionary).compress(samples[3])
    assert decoded(frame, FirstVersion(dictionary)) == decoded(samples[3])
    without_size = packing(dictionary, write_content_size=False).compress(samples[3])
    assert decoded(without_size, FirstVersion(dictionary)) == decoded(samples[3])
    assert isinstance(decoded(frame), Unreadable)


@pytest.mark.parametrize("told", [True, False])
def test_a_bomb_is_not_unpacked(told: bool) -> None:
    frame = packing(None, write_content_size=told).compress(b'{"did":"' + b"a" * (50 * MAX_MESSAGE) + b'"}')
    assert len(frame) < 10_000
    assert isinstance(decoded(frame), Unreadable)


BAD = [
    b"", b"{", b"null", b"[]", b"{}", b"\x28\xb5\x2f\xfd", b"\xff\xfe", "\ud800", b"[" * 100_000, b'{"a":' * 100_000,
    message(time_us="soon"), message(did=7), message(commit={"record": "text"}), message(record={"text": None}),
    message(record={"langs": "en"}), message(record={"embed": []}), message(record={"facets": [{"features": 3}]}),
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(BAD)))
def test_what_cannot_be_read_is_told_and_not_thrown(number: int) -> None:
    event = decoded(BAD[number])
    assert isinstance(event, Unreadable)
    assert event.why


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.binary(max_size=60), st.text(max_size=60)))
def test_nothing_that_is_sent_makes_it_fail(sent: bytes | str) -> None:
    assert isinstance(decoded(sent), Event)

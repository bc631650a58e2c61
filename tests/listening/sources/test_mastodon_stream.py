"""A hashtag of Mastodon as it happens."""

import json
import threading
from typing import Any

import pytest

from listening.sources import SourceTrouble
from tests.listening.sources.replaying import Asked, Said, saying_json, serving
from tests.listening.sources.statuses import SmallMastodon, number, status
from tests.listening.sources.worker import Kept, listen, source


def sent(event: str, data: Any) -> bytes:
    text = data if isinstance(data, str) else json.dumps(data)
    return f"event: {event}\ndata: {text}\n\n".encode()


class Streaming:
    """A small Mastodon with a stream: one body for each connection, the last stays open until the test is over."""

    def __init__(self, small: SmallMastodon, *bodies: bytes, pieces: int = 1, first: Said | None = None) -> None:
        self.small, self.bodies, self.pieces, self.first = small, list(bodies), pieces, first
        self.over = threading.Event()

    def __call__(self, asked: Asked) -> Said:
        if asked.path != "/api/v1/streaming/hashtag":
            return self.small(asked)
        if self.first:
            first, self.first = self.first, None
            return first
        body = b":)\n\n" + (self.bodies.pop(0) if self.bodies else b"")
        hold = self.over if not self.bodies else None
        return Said(200, body, {"Content-Type": "text/event-stream"}, pieces=self.pieces, stays=True, hold=hold)


def minutes(kept: Kept) -> list[int]:
    return sorted(int(key.rpartition("/")[2]) for key in kept.posts)


def trains(url: str) -> Any:
    return source("mastodon_stream", {"token": "t0ken"}, base=url, tag="#trains")


@pytest.mark.parametrize("pieces", [1, 3, 700])
def test_it_hears_posts_edits_and_deletions_in_whatever_pieces_they_come(pieces: int) -> None:
    body = (
        sent("update", status(1))
        + b":thump\n\n"
        + sent("update", status(2)).replace(b"\n", b"\r\n")
        + sent("status.update", status(1, "Mended"))
        + sent("filters_changed", "")
        + sent("update", "{broken")
        + sent("delete", number(2))
        + sent("delete", "4711")
        + sent("update", status(3))
    )
    answer, kept = Streaming(SmallMastodon([]), body, pieces=pieces), Kept()
    with serving(answer) as server:
        assert listen(trains(server.url), kept, until=lambda kept: 3 in minutes(kept)) is None
        streamed = next(asked for asked in server.asked if "streaming" in asked.path)
        answer.over.set()
    assert minutes(kept) == [1, 3] and kept.deleted == [status(2)["uri"]]
    assert kept.posts[status(1)["uri"]].html == "<p>Mended</p>"
    assert streamed.query == {"tag": "trains"} and streamed.headers["authorization"] == "Bearer t0ken"


def test_what_a_break_kept_from_us_is_fetched() -> None:
    small, kept = SmallMastodon([status(1)]), Kept()
    answer = Streaming(small, sent("update", status(2)), sent("update", status(9)))
    with serving(answer) as server:
        listening = trains(server.url)
        broke = listen(listening, kept, until=lambda kept: False)
        assert isinstance(broke, SourceTrouble) and "ended the stream" in str(broke)
        small.statuses += [status(minute) for minute in range(2, 8)]
        assert listen(listening, kept, until=lambda kept: 9 in minutes(kept)) is None
        answer.over.set()
    assert minutes(kept) == [1, *range(2, 8), 9]


def test_a_deletion_is_understood_after_a_restart() -> None:
    answer = Streaming(SmallMastodon([]), sent("update", status(1)), sent("delete", number(1)))
    kept = Kept()
    with serving(answer) as server:
        listening = trains(server.url)
        listen(listening, kept, until=lambda kept: False)
        listening.state = json.loads(json.dumps(listening.state))
        listen(listening, kept, until=lambda kept: bool(kept.deleted))
        answer.over.set()
    assert kept.posts == {} and kept.deleted == [status(1)["uri"]]


def test_those_who_do_not_want_to_be_found_are_left_out() -> None:
    body = sent("update", status(1, account={"discoverable": False})) + sent("update", status(2))
    answer, kept = Streaming(SmallMastodon([]), body), Kept()
    with serving(answer) as server:
        listen(trains(server.url), kept, until=lambda kept: bool(kept.posts))
        answer.over.set()
    assert minutes(kept) == [2]


def test_an_endless_line_fills_no_memory_and_the_next_event_is_heard() -> None:
    body = b"data: " + b"x" * 3_000_000 + b"\n\n" + sent("update", status(2))
    answer, kept = Streaming(SmallMastodon([]), body), Kept()
    with serving(answer) as server:
        listen(trains(server.url), kept, until=lambda kept: bool(kept.posts))
        answer.over.set()
    assert minutes(kept) == [2]


def test_a_refused_token_is_said_and_not_tried_again_and_again() -> None:
    refused = saying_json({"error": "Error: Invalid access token"}, status=401)
    answer = Streaming(SmallMastodon([status(1)]), first=refused)
    with serving(answer) as server:
        broke = listen(trains(server.url), Kept(), until=lambda kept: False)
        answer.over.set()
    assert isinstance(broke, SourceTrouble) and broke.needs_care


def test_it_ends_at_once_when_told_to_while_nothing_comes() -> None:
    answer, kept = Streaming(SmallMastodon([status(1)])), Kept()
    with serving(answer) as server:
        assert listen(trains(server.url), kept, until=lambda kept: True) is None
        answer.over.set()
    assert minutes(kept) == [1]

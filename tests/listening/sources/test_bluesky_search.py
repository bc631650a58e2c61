"""Bluesky's search, with an account."""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from listening.observed import Address
from listening.sources import SourceTrouble
from tests.listening.sources.replaying import Asked, Said, saying_json, serving
from tests.listening.sources.worker import NOW, Kept, keep_visiting, source, visit


def view(number: int, **record: Any) -> dict[str, Any]:
    said = {"text": f"Post {number}", "createdAt": "2026-11-20T10:00:00Z", "langs": ["en"], **record}
    return {
        "uri": f"at://did:plc:ana/app.bsky.feed.post/{number}",
        "author": {"did": "did:plc:ana", "handle": "ana.example", "displayName": "Ana"},
        "record": said,
    }


@dataclass
class AccountServer:
    """Gives pages of three to whoever has the token that is good now."""

    views: list[dict[str, Any]]
    access: str = "access-1"
    refresh: str = "refresh-1"
    sessions: int = 0
    faults: dict[int, Said] = field(default_factory=dict)
    searches: int = 0

    def __call__(self, asked: Asked) -> Said:
        if asked.path.endswith("createSession"):
            return self._sign_in(json.loads(asked.body))
        token = asked.headers.get("authorization", "").removeprefix("Bearer ")
        if asked.path.endswith("refreshSession"):
            if token != self.refresh:
                return saying_json({"error": "ExpiredToken", "message": "Token has been revoked"}, status=400)
            self.access, self.refresh = f"{self.access}+", f"{self.refresh}+"
            return saying_json({"accessJwt": self.access, "refreshJwt": self.refresh})
        if token != self.access:
            return saying_json({"error": "ExpiredToken", "message": "Token has expired"}, status=400)
        self.searches += 1
        start = int(asked.query.get("cursor", 0))
        page: dict[str, Any] = {"posts": self.views[start : start + 3]}
        if start + 3 < len(self.views):
            page["cursor"] = str(start + 3)
        return self.faults.get(self.searches) or saying_json(page)

    def _sign_in(self, told: dict[str, str]) -> Said:
        if told["password"] != "app-pw":
            return saying_json({"error": "AuthenticationRequired", "message": "Invalid password"}, status=401)
        self.sessions += 1
        return saying_json({"accessJwt": self.access, "refreshJwt": self.refresh})


def search(url: str, password: str = "app-pw") -> Any:
    return source(
        "bluesky_search", {"password": password}, base=url, query="night trains", user="@me.example", lang="en"
    )


def test_it_reads_all_pages_and_keeps_its_session() -> None:
    theirs, kept = AccountServer([view(number) for number in range(8)]), Kept()
    with serving(theirs) as server:
        trains = search(server.url)
        visit(trains, kept)
        trains.state = json.loads(json.dumps(trains.state))
        visit(trains, kept, as_of=NOW + timedelta(hours=1))
    assert len(kept.posts) == 8 and theirs.sessions == 1
    assert "access-1" not in json.dumps(trains.state) and "app-pw" not in json.dumps(trains.state)
    assert server.asked[1].query["since"] == "2026-11-15T09:00:00Z" and server.asked[1].query["lang"] == "en"
    assert server.asked[-1].query["since"] == "2026-11-22T08:50:00Z"


def test_an_expired_token_is_renewed_without_a_new_session() -> None:
    theirs, kept = AccountServer([view(1)]), Kept()
    with serving(theirs) as server:
        trains = search(server.url)
        visit(trains, kept)
        theirs.access = "a2"
        visit(trains, kept)
        assert theirs.sessions == 1
        theirs.access, theirs.refresh = "a3", "r3"
        visit(trains, kept)
    assert theirs.sessions == 2 and theirs.searches == 3


def test_a_wrong_password_is_said_and_waits_for_somebody() -> None:
    with serving(AccountServer([])) as server, pytest.raises(SourceTrouble, match="Invalid password") as trouble:
        visit(search(server.url, "wrong"))
    assert trouble.value.needs_care


@pytest.mark.parametrize("broken_at", range(1, 4))
@pytest.mark.parametrize(
    "fault",
    [Said(200, b'{"posts": []}', cut=3), Said(), saying_json({}, status=429, ratelimit_reset="1795340000")],
)
def test_a_break_at_any_page_loses_nothing_and_opens_no_second_session(broken_at: int, fault: Said) -> None:
    theirs, kept = AccountServer([view(number) for number in range(8)], faults={broken_at: fault}), Kept()
    with serving(theirs) as server:
        keep_visiting(search(server.url), kept, times=2)
    assert len(kept.posts) == 8 and theirs.sessions == 1


def test_what_a_post_says_of_itself() -> None:
    parent = "at://did:plc:bea/app.bsky.feed.post/7"
    odd = [{"uri": 7}, None, {"uri": "at://x", "record": "y"}]
    kept = Kept()
    with serving(AccountServer([view(1, reply={"parent": {"uri": parent}}), *odd])) as server:
        visit(search(server.url), kept)
    (post,) = kept.posts.values()
    assert post.author == Address("bluesky", "ana.example") and post.also == (Address("bluesky", "did:plc:ana"),)
    assert post.in_reply_to == parent and post.to == (Address("bluesky", "did:plc:bea"),)
    assert post.url == "https://bsky.app/profile/did:plc:ana/post/1"

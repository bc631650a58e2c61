"""A small Mastodon of our own: what its interface promises, and nothing more."""

import json
from dataclasses import dataclass, field
from typing import Any

from tests.listening.sources.replaying import Asked, Said, saying_json


def number(minute: int) -> str:
    """As Mastodon numbers statuses: milliseconds and sixteen bits."""
    return str((1_790_000_000_000 + minute * 60_000) << 16)


def status(minute: int, text: str = "", *, who: str = "ana", **more: Any) -> dict[str, Any]:
    """`who` without a server lives here."""
    account = {
        "acct": who,
        "username": who.partition("@")[0],
        "display_name": who.title(),
        "indexable": True,
        **more.pop("account", {}),
    }
    return {
        "id": number(minute),
        "uri": f"https://social.example/users/{who}/statuses/{minute}",
        "url": f"https://social.example/@{who}/{minute}",
        "created_at": "2026-11-20T10:00:00.000Z",
        "visibility": "public",
        "language": "en",
        "content": f"<p>{text or f'Post {minute}'}</p>",
        "account": account,
        **more,
    }


@dataclass
class SmallMastodon:
    """Answers for one timeline, `statuses` in any order. `access`: what the instance says of its timelines."""

    statuses: list[dict[str, Any]]
    access: dict[str, str] | None = None
    path: str = "/api/v1/timelines/tag/trains"
    limits: dict[str, str] = field(default_factory=dict)
    page: int = 2

    def __call__(self, asked: Asked) -> Said:
        if asked.path == "/api/v2/instance":
            configuration = {"timelines_access": {"hashtag_feeds": self.access}} if self.access else {}
            return saying_json({"domain": "social.example", "configuration": configuration}, **self.limits)
        if asked.path == "/api/v1/accounts/lookup":
            known = {s["account"]["acct"] for s in self.statuses}
            if asked.query["acct"] not in known:
                return saying_json({"error": "Record not found"}, status=404)
            return saying_json({"id": asked.query["acct"]})
        if asked.path != self.path:
            return saying_json({"error": "Record not found"}, status=404)
        return self._timeline(asked)

    def _timeline(self, asked: Asked) -> Said:
        newest = sorted(self.statuses, key=lambda s: int(s["id"]), reverse=True)
        if since := asked.query.get("min_id"):
            page = [s for s in newest if int(s["id"]) > int(since)][-self.page :]
        else:
            before = int(asked.query.get("max_id", 1 << 80))
            page = [s for s in newest if int(s["id"]) < before][: self.page]
        links = []
        if page:
            links = [
                f'<{{here}}{self.path}?limit=40&max_id={page[-1]["id"]}>; rel="next"',
                f'<{{here}}{self.path}?limit=40&min_id={page[0]["id"]}>; rel="prev"',
            ]
        headers = {"Content-Type": "application/json", "Link": ", ".join(links), **self.limits}
        return Said(200, json.dumps(page).encode(), headers)

"""Examples for the kit page of what surrounds an ask: letters, what came of it, and the history of a record."""

from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from crm.models import Contact

States = dict[str, dict[str, Any]]


def around_asks() -> States:
    return {
        "coverage": {
            "nothing yet": {"ask": SimpleNamespace(pk=1, links=[])},
            "two links": {
                "ask": SimpleNamespace(pk=1, links=["https://ana.example/depots", "https://radio.example/9"])
            },
        },
        "came_of_it": {"a post of theirs": {"one": _suggestion()}},
        "letter": {status: {"letter": _letter(status)} for status in ("queued", "sent", "failed", "uncertain")},
        "context_pack": {"a boundary and a post": {"pack": _pack()}, "nothing known": {"pack": SimpleNamespace()}},
        "changes": {"of one record": {"page": _changes(), "of_one": True}, "of all": {"page": _changes()}},
    }


def _suggestion() -> SimpleNamespace:
    ana = SimpleNamespace(name="Ana Lima")
    post = SimpleNamespace(
        pk=1, url="https://ana.example/depots", title="Where the depots went", text="", published_at=timezone.now()
    )
    why = SimpleNamespace(words="It carries a link of the campaign’s.")
    return SimpleNamespace(ask=SimpleNamespace(pk=1, contact=ana, contact_id=1), mention=post, why=why)


def _letter(status: str) -> SimpleNamespace:
    problem = "The mail server refused the address." if status == "failed" else ""
    words = {"get_kind_display": "The ask", "get_status_display": status}
    return SimpleNamespace(
        pk=1, status=status, to="ana@example.net", tried_at=None, queued_at=timezone.now(), problem=problem, **words
    )


def _pack() -> SimpleNamespace:
    post = SimpleNamespace(
        channel="mastodon", published_at=timezone.now(), title="", text="On depots.", url="https://ana.example/2"
    )
    return SimpleNamespace(posts=[post])


def _changes() -> SimpleNamespace:
    change = SimpleNamespace(
        kind=SimpleNamespace(name="contact", model=Contact),
        object_id=1,
        verb="update",
        differences={"title": ("Editor", "Senior editor")},
        at=timezone.now(),
        staff_id=1,
        context={},
        door="screen",
    )
    return SimpleNamespace(changes=[change], names={1: "Alice"}, next=None)

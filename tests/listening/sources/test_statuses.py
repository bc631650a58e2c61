"""Statuses as servers of other versions and makers send them: what is missing is missing, and nothing else is."""

from datetime import UTC, datetime
from typing import Any

import pytest

from listening.cleaning import clean
from listening.observed import Address, Observed
from listening.sources.mastodon_posts import may_be_kept, observed
from tests.builders import NOW
from tests.listening.sources.statuses import status

DOMAIN = "social.example"
CEM = {"uri": "https://else.example/9", "account": {"acct": "cem@else.example"}}


def read(given: dict[str, Any]) -> Observed:
    found = observed(given, domain=DOMAIN)
    assert found
    return found


@pytest.mark.parametrize("nothing", [None, "", [], {}, False])
@pytest.mark.parametrize(
    "field",
    ["url", "language", "spoiler_text", "card", "reblog", "quote", "mentions", "media_attachments", "edited_at"],
)
def test_a_field_that_a_server_leaves_empty_costs_nothing_else(field: str, nothing: Any) -> None:
    post = read(status(1, "Trams", **{field: nothing}))
    assert (post.html, post.author) == ("<p>Trams</p>", Address("mastodon", "ana@social.example"))
    assert post.url.startswith("https://social.example/")
    assert clean(post, as_of=NOW).text == "Trams"


def test_the_least_that_a_status_can_be() -> None:
    """GNU social's, long ago: known by a tag, said nothing of who may read it."""
    post = read({"uri": "tag:old.example,2012:noticeId=7", "account": {"acct": "ana"}})
    assert (post.native_id, post.url) == ("tag:old.example,2012:noticeId=7", "tag:old.example,2012:noticeId=7")
    kept = clean(post, as_of=NOW)
    assert (kept.url, kept.text, kept.published_at) == ("", "", NOW)


@pytest.mark.parametrize("said", ["2026-11-20T10:00:00.000Z", "2026-11-20T10:00:00Z", "2026-11-20T11:00:00.000+01:00"])
def test_the_same_moment_however_it_is_said(said: str) -> None:
    assert read(status(1, created_at=said)).published_at == datetime(2026, 11, 20, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "quote",
    [
        {"state": "accepted", "quoted_status": CEM},
        CEM,  # Fedibird, Pleroma: the post itself
    ],
    ids=["mastodon", "others"],
)
def test_a_quote_is_told_from_whom_it_is(quote: dict[str, Any]) -> None:
    post = read(status(1, "Look at this", quote=quote))
    assert (post.shares, post.shares_of) == (CEM["uri"], Address("mastodon", "cem@else.example"))
    assert "Look at this" in post.html


@pytest.mark.parametrize(
    "quote",
    [
        {"state": "revoked", "quoted_status": None},
        {"state": "pending"},
        {"state": "accepted", "quoted_status_id": "77"},  # a quote within a quote comes as a number alone
    ],
    ids=["taken back", "not yet allowed", "shallow"],
)
def test_a_quote_that_may_not_be_shown_is_none(quote: dict[str, Any]) -> None:
    assert read(status(1, quote=quote)).shares == ""


@pytest.mark.parametrize("visibility", ["private", "direct", "local", "mutuals_only", "list", "", None, 7])
def test_what_is_for_some_only_under_whatever_name_never_gets_in(visibility: Any) -> None:
    assert observed(status(1, visibility=visibility), domain=DOMAIN) is None


@pytest.mark.parametrize(
    ("account", "by_tag", "by_words"),
    [
        ({}, True, True),
        ({"indexable": None, "discoverable": None, "noindex": None}, True, True),  # before 4.2 nobody was asked
        ({"indexable": False}, True, False),
        ({"discoverable": False}, False, False),
        ({"noindex": True}, False, False),
    ],
)
def test_what_authors_said_about_being_found(account: dict[str, Any], by_tag: bool, by_words: bool) -> None:
    given = status(1, account=account)
    if "indexable" not in account:
        del given["account"]["indexable"]
    assert (may_be_kept(given), may_be_kept(given, found_by_words=True)) == (by_tag, by_words)


@pytest.mark.parametrize(
    "broken", [None, [], "status", {"uri": "x"}, {"account": {"acct": "ana"}}, {"uri": 0, "account": {}}]
)
def test_what_is_no_status_is_passed_over(broken: Any) -> None:
    assert observed(broken, domain=DOMAIN) is None

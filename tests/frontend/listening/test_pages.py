"""What holds for every page of Listening, with things in it and empty."""

import re
from typing import Any

import pytest

from crm.models import Staff
from tests.frontend.conftest import signed_in
from tests.listening.posts import make_source

PAGES = (
    "/listening/",
    "/listening/?state=all&sort=fitting",
    "/listening/voices/",
    "/listening/topics/",
    "/listening/topics/new/",
    "/listening/topics/share/",
    "/listening/sources/",
    "/listening/sources/new/",
    "/listening/sources/new/mastodon/",
    "/listening/sources/trash/",
)


def _looked_at(staff: Staff, path: str) -> str:
    answer = signed_in(staff).get(path)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert not re.search(r"<[^>]+\s(style|on\w+)=", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids)), sorted(one for one in ids if ids.count(one) > 1)
    return text


@pytest.mark.parametrize("path", PAGES)
def test_a_page_with_nothing_in_it_says_what_belongs_there(alice: Staff, path: str) -> None:
    _looked_at(alice, path)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_with_things_in_it_is_clean(alice: Staff, posts: Any, path: str) -> None:
    make_source(owner=alice, health="The server asked us to come less often (429).", is_well=False)
    _looked_at(alice, path)


def test_a_topic_has_a_page_with_a_chart_and_its_table(alice: Staff, posts: Any, bikes: Any) -> None:
    text = _looked_at(alice, f"/listening/topics/{bikes.pk}/")
    assert "<title id=" in text and "<desc id=" in text and "<caption" in text
    assert "4 posts in 12 weeks" in text
    _looked_at(alice, f"/listening/topics/{bikes.pk}/edit/")


@pytest.mark.parametrize("path", PAGES)
def test_nobody_sees_it_without_signing_in(client: Any, db: Any, path: str) -> None:
    assert client.get(path).status_code == 302

"""Addresses that may be one person's: the list, the two answers, and back."""

import pytest

from crm.models import Contact, Staff, Topic
from listening.models import Pairing
from listening.observed import Address, Named
from tests.builders import make_handle
from tests.frontend.conftest import signed_in
from tests.listening.posts import a_post, hear

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(bikes: Topic) -> Pairing:
    hear(a_post(author=Address("website", "https://spokes.example")))
    profile = (Named("https://spokes.example/", verified=True),)
    hear(a_post("My cargo bike and I", author=Address("mastodon", "ana@social.example"), calls_theirs=profile))
    return Pairing.objects.get()


def test_it_is_told_among_the_voices_and_answered_on_its_own_page(alice: Staff, ana: Contact, pair: Pairing) -> None:
    make_handle(ana, "website", "spokes.example")
    client = signed_in(alice)
    assert "/listening/one-person/" in client.get("/listening/voices/").content.decode()
    page = client.get("/listening/one-person/").content.decode()
    assert "ana@social.example" in page and "Ana Lima" in page
    assert "Perhaps also ana@social.example" in client.get(f"/contacts/{ana.pk}/").content.decode()
    answer = client.post(f"/listening/one-person/{pair.pk}/accept/", follow=True).content.decode()
    assert f"/listening/one-person/{pair.pk}/undo/" in answer and "Nobody to bring together" in answer
    assert ana.handles.filter(channel="mastodon").exists()
    assert "Take that back" in client.get("/listening/one-person/?verdict=same").content.decode()
    client.post(f"/listening/one-person/{pair.pk}/undo/")
    assert not ana.handles.filter(channel="mastodon").exists()


def test_that_they_are_two_leaves_the_list(alice: Staff, pair: Pairing) -> None:
    client = signed_in(alice)
    client.post(f"/listening/one-person/{pair.pk}/refuse/")
    assert (
        "ana@social.example"
        not in client.get("/listening/one-person/").content.decode().partition("<main")[2].partition("toast")[0]
    )
    assert "ana@social.example" in client.get("/listening/one-person/?verdict=different").content.decode()
    again = client.post(f"/listening/one-person/{pair.pk}/accept/", follow=True).content.decode()
    assert "take that back first" in again

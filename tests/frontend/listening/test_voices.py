"""Voices: who is shown, and what one key makes of them."""

from typing import Any

import pytest

from crm.models import Contact, Staff
from listening.models import Author
from tests.frontend.conftest import signed_in

pytestmark = pytest.mark.django_db


def page(staff: Staff, query: str = "") -> str:
    return signed_in(staff).get(f"/listening/voices/{query}").content.decode()


def post(staff: Staff, path: str) -> str:
    return signed_in(staff).post(path, headers={"HX-Request": "true"}).content.decode()


def test_a_stranger_who_talks_about_a_topic_is_a_voice_and_a_contact_is_none(alice: Staff, posts: Any) -> None:
    text = page(alice)
    assert "Zoe" in text and "on 2 days · 2 posts" in " ".join(text.split()) and "<mark>cargo bike</mark>" in text
    assert "Ana Lima" not in text


def test_one_key_makes_a_contact_and_undo_takes_it_back(alice: Staff, posts: Any) -> None:
    zoe = Author.objects.get(key="zoe.example")
    gone = post(alice, f"/listening/voices/{zoe.pk}/contact/")
    contact = Contact.objects.get(name="Zoe")
    assert f'<li id="voice-{zoe.pk}" hidden' in gone
    assert "zoe.example" not in page(alice)
    back = post(alice, f"/listening/voices/{zoe.pk}/contact/{contact.pk}/undo/")
    assert 'hx-swap-oob="true"' in back and "Zoe" in back
    assert "zoe.example" in page(alice)


def test_who_is_blocked_stays_away_until_heard_again(alice: Staff, bob: Staff, posts: Any) -> None:
    zoe = Author.objects.get(key="zoe.example")
    post(alice, f"/listening/voices/{zoe.pk}/block/")
    assert "zoe.example" not in page(bob) and "zoe.example" in page(bob, "?blocked=1")
    post(bob, f"/listening/voices/{zoe.pk}/unblock/")
    assert "zoe.example" in page(alice)


def test_undoing_the_adoption_cannot_trash_somebody_else(alice: Staff, bob: Staff, posts: Any, db: Any) -> None:
    from tests.builders import make_contact

    hidden = make_contact(bob, "Hidden Hanna", visibility="private")
    zoe = Author.objects.get(key="zoe.example")
    path = f"/listening/voices/{zoe.pk}/contact/{hidden.pk}/undo/"
    assert signed_in(alice).post(path).status_code == 404

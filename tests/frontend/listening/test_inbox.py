"""The inbox: what it shows to whom, what one key does, and how it is taken back."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.models import Contact, Interaction, Staff, Topic
from listening.actions.our_handles import add_our_handle
from listening.models import Hearing, Overture
from listening.observed import Address
from tests.builders import make_contact, make_handle
from tests.frontend.conftest import fragment, signed_in
from tests.listening.posts import a_post, hear

pytestmark = pytest.mark.django_db
Posts = dict[str, Any]


def post(staff: Staff, path: str, data: dict[str, Any] | None = None) -> str:
    return signed_in(staff).post(path, data or {}, headers={"HX-Request": "true"}).content.decode()


def rows(staff: Staff, query: str = "") -> list[int]:
    text = signed_in(staff).get(f"/listening/{query}").content.decode()
    return [int(pk) for pk in re.findall(r'id="mention-(\d+)" data-row', text)]


def test_newest_comes_first_with_the_words_marked_and_nothing_run(alice: Staff, posts: Posts) -> None:
    text = signed_in(alice).get("/listening/").content.decode()
    assert rows(alice) == [posts[name].pk for name in ("ana", "zoe", "zoe_before", "nobody")]
    assert "<mark>Cargo bikes</mark> &amp; &lt;b&gt;vans&lt;/b&gt;" in text
    assert "heard 2 times on 2 days in ninety" in text


def test_heard_logs_it_takes_it_off_the_list_and_undo_brings_it_back(alice: Staff, ana: Contact, posts: Posts) -> None:
    pk = posts["ana"].pk
    answer = post(alice, f"/listening/mentions/{pk}/heard/")
    assert f'<li id="mention-{pk}" hidden>' in answer and f"/listening/mentions/{pk}/undo/" in answer
    assert ana.interactions.get().direction == "observed"
    assert pk not in rows(alice)
    back = post(alice, f"/listening/mentions/{pk}/undo/")
    assert 'hx-swap-oob="true"' in back and "data-row" in back
    assert not Interaction.objects.exists() and pk in rows(alice)


def test_in_the_list_of_all_a_row_stays_and_says_what_became_of_it(alice: Staff, posts: Posts) -> None:
    answer = post(alice, f"/listening/mentions/{posts['zoe'].pk}/dismiss/", {"stays": "1"})
    assert "dismissed" in answer and "data-row" in answer
    assert posts["zoe"].pk in rows(alice, "?state=dismissed")


def test_what_alice_put_aside_bob_still_sees(alice: Staff, bob: Staff, posts: Posts) -> None:
    post(alice, f"/listening/mentions/{posts['zoe'].pk}/dismiss/")
    assert posts["zoe"].pk not in rows(alice)
    assert posts["zoe"].pk in rows(bob)


def test_shared_is_noted_once_and_taken_back_whole(alice: Staff, ana: Contact, posts: Posts) -> None:
    pk = posts["ana"].pk
    post(alice, f"/listening/mentions/{pk}/shared/")
    post(alice, f"/listening/mentions/{pk}/shared/")
    assert sorted(ana.interactions.values_list("kind", flat=True)) == ["read", "share"]
    post(alice, f"/listening/mentions/{pk}/unshare/")
    assert not ana.interactions.exists() and not Hearing.objects.exists()


def test_nobody_shares_with_a_stranger(alice: Staff, posts: Posts) -> None:
    assert "Make a contact of the author first" in post(alice, f"/listening/mentions/{posts['zoe'].pk}/shared/")
    assert not Interaction.objects.exists()


def test_one_key_makes_a_contact_of_the_author_and_undo_puts_it_in_the_trash(alice: Staff, posts: Posts) -> None:
    pk = posts["zoe"].pk
    answer = post(alice, f"/listening/mentions/{pk}/contact/")
    zoe = Contact.objects.get(name="Zoe")
    assert f"/contacts/{zoe.pk}/" in answer and zoe.handles.get().value == "zoe.example"
    assert zoe.interests.exists()
    post(alice, f"/listening/mentions/{pk}/contact/{zoe.pk}/undo/")
    zoe.refresh_from_db()
    assert zoe.trashed_at is not None
    post(alice, f"/listening/mentions/{pk}/contact/")
    zoe.refresh_from_db()
    assert zoe.trashed_at is None


def test_a_private_contact_of_bobs_is_a_stranger_to_alice(alice: Staff, bob: Staff, bikes: Any) -> None:
    hidden = make_contact(bob, "Hidden Hanna", visibility="private")
    make_handle(hidden, "bluesky", "hanna.example")
    [taken] = hear(a_post("My cargo bike", by="hanna.example"))
    text = signed_in(alice).get("/listening/").content.decode()
    assert "Hidden Hanna" not in text and "hanna.example" in text
    assert rows(alice, "?by_contacts=true") == [] and rows(alice, "?by_contacts=false") == [taken.mention]
    assert rows(bob, "?by_contacts=true") == [taken.mention]
    assert "Hidden Hanna" not in signed_in(alice).get("/listening/voices/").content.decode()


def test_filters_narrow_it(alice: Staff, bikes: Any, posts: Posts) -> None:
    assert rows(alice, f"?topic={bikes.pk}") == [posts[name].pk for name in ("ana", "zoe", "zoe_before", "nobody")]
    assert rows(alice, "?search=bakery") == [posts["zoe"].pk]
    assert rows(alice, "?by_contacts=true") == [posts["ana"].pk]
    assert rows(alice, "?period=day") == []
    assert set(rows(alice, "?sort=fitting")) == {one.pk for one in posts.values()}
    assert rows(alice, "?topic=999999") == rows(alice, "?language=xx") == []


@pytest.mark.parametrize("query", ["", "topic={topic}&"])
def test_more_goes_on_where_the_page_ended(
    alice: Staff, bikes: Any, posts: Posts, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    monkeypatch.setattr("frontend.inbox.PAGE", 3)
    query = query.format(topic=bikes.pk)
    first = signed_in(alice).get(f"/listening/?{query}").content.decode()
    after = re.search(r"after=([^\"&]+)", first)
    assert after is not None
    rest = fragment(signed_in(alice), f"/listening/?{query}after={after[1]}").content.decode()
    assert re.findall(r'id="mention-(\d+)" data-row', rest) == [str(posts["nobody"].pk)]
    assert rows(alice, "?after=nonsense") == rows(alice)


def test_what_was_meant_for_us_is_taken_with_one_key(alice: Staff, ana: Contact, bikes: Any) -> None:
    make_handle(ana, "bluesky", "ana.example")
    add_our_handle(staff=alice, channel="bluesky", value="alice.example", of=alice)
    to = (Address("bluesky", "alice.example"),)
    hear(a_post("Which cargo bike is yours?", by="ana.example", days=1, to=to, in_reply_to="at://x"))
    text = signed_in(alice).get("/listening/").content.decode()
    offer = Overture.objects.get()
    assert "Ana Lima answered us (alice.example). Note it as theirs?" in text
    post(alice, f"/listening/overtures/{offer.pk}/accept/")
    assert ana.interactions.get().direction == "inbound"


@pytest.mark.slow
def test_the_number_of_queries_does_not_grow_with_the_list(alice: Staff, ana: Contact, posts: Posts) -> None:
    def queries() -> int:
        client = signed_in(alice)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get("/listening/")
        return len(seen)

    queries()
    few = queries()
    hear(*[a_post(f"Cargo bike number {n}", by=f"stranger{n}.example", days=n / 10) for n in range(20)])
    queries()
    assert queries() <= few


def test_what_was_edited_shows_what_it_said_before(alice: Staff, bikes: Topic) -> None:
    hear(a_post("Cargo bikes are <i>slow</i>", native_id="one"))
    hear(a_post("Cargo bikes are quick", native_id="one"))
    text = signed_in(alice).get("/listening/").content.decode()
    assert "What it said before" in text and "Cargo bikes are &lt;i&gt;slow&lt;/i&gt;" in text

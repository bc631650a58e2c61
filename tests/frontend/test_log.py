"""The quick log: who, what, a line; and what that changed."""

import re
from datetime import timedelta
from typing import Any

from django.test import Client

from crm.models import Campaign, Contact, Interaction, Promise, Staff, Topic
from tests.builders import NOW, TODAY, earn, log, make_contact, make_handle
from tests.clock import Clock
from tests.frontend.conftest import fragment, signed_in
from tests.proof import sign_in


def _log(staff: Staff, *people: Contact, htmx: bool = True, **fields: str) -> Any:
    data = {"contact": [person.pk for person in people], "kind": "message", "text": "", "when": "today", **fields}
    return signed_in(staff).post("/log/", data, headers={"HX-Request": "true"} if htmx else {})


def test_it_says_at_once_what_changed(alice: Staff, ana: Contact, topic: Topic, campaign: Campaign) -> None:
    earn(alice, ana, topic, but="given")
    answer = _log(alice, ana, kind="help", when="3 days ago", text="Sent the numbers she was looking for")
    assert answer.status_code == 200
    assert answer["HX-Trigger"]
    assert "I helped · Ana Lima: Give → Ready." in answer.content.decode()


def test_it_says_what_comes_next_when_nothing_moved(alice: Staff, ana: Contact, campaign: Campaign) -> None:
    answer = _log(alice, ana, kind="read", text="https://ana.example/one")
    assert "Ana Lima: Listen. Next: Read 2 more" in answer.content.decode()
    read = Interaction.objects.get()
    assert (read.direction, read.kind, read.channel, read.url) == (
        "observed",
        "read",
        "website",
        "https://ana.example/one",
    )


def test_a_link_tells_where_it_happened(alice: Staff, ana: Contact) -> None:
    _log(alice, ana, kind="read", text="Nice: https://bsky.app/profile/ana.bsky.social/post/1")
    assert Interaction.objects.get().channel == "bluesky"


def test_several_people_at_once(alice: Staff, ana: Contact, campaign: Campaign) -> None:
    jonas = make_contact(alice, "Jonas", email="jonas@example.net")
    answer = _log(alice, ana, jonas, kind="meeting", when="yesterday", text="Lunch at the fair")
    assert answer.content.decode().count('class="toast"') == 2
    assert {it.contact_id for it in Interaction.objects.filter(kind="meeting", channel="in_person")} == {
        ana.pk,
        jonas.pk,
    }
    assert {it.occurred_at.date() for it in Interaction.objects.all()} == {TODAY - timedelta(days=1)}


def test_an_arrow_makes_a_promise(alice: Staff, ana: Contact) -> None:
    _log(alice, ana, kind="call", text="Good talk → Thu send deck")
    promise = Promise.objects.get()
    assert (promise.text, promise.due_on, promise.contact) == ("send deck", TODAY + timedelta(days=4), ana)
    assert Interaction.objects.get().text == "Good talk"


def test_a_day_that_is_none_logs_nothing(alice: Staff, ana: Contact) -> None:
    answer = _log(alice, ana, when="someday")
    assert answer.status_code == 422
    assert "Which day is that?" in answer.content.decode()
    assert not Interaction.objects.exists()


def test_a_day_to_come_is_refused_with_the_reason(alice: Staff, ana: Contact) -> None:
    answer = _log(alice, ana, when="2030-01-01")
    assert answer.status_code == 422
    assert "That is in the future" in answer.content.decode()
    assert not Interaction.objects.exists()


def test_nobody_picked_is_said(alice: Staff) -> None:
    answer = _log(alice)
    assert answer.status_code == 422
    assert "Pick at least one person" in answer.content.decode()


def test_bobs_own_person_cannot_be_logged_by_number(alice: Staff, bob: Staff) -> None:
    secret = make_contact(bob, "Greta", visibility="private")
    assert _log(alice, secret).status_code == 422
    assert not Interaction.objects.exists()


def test_it_works_without_a_script_too(alice: Staff, ana: Contact) -> None:
    answer = _log(alice, ana, htmx=False)
    assert answer.status_code == 302
    assert Interaction.objects.count() == 1


def test_something_logged_by_mistake_is_taken_out_and_brought_back(alice: Staff, ana: Contact) -> None:
    it = log(alice, ana, days=1, text="By mistake")
    client = signed_in(alice)
    answer = client.post(f"/interactions/{it.pk}/remove/", follow=True)
    assert not Interaction.objects.exists()
    assert 'action="/interactions/undo/"' in answer.content.decode()
    client.post("/interactions/undo/")
    again = Interaction.objects.get()
    assert (again.text, again.occurred_at) == ("By mistake", NOW - timedelta(days=1, hours=2))


def test_what_they_wrote_is_voided_with_a_reason(alice: Staff, ana: Contact) -> None:
    it = log(alice, ana, "inbound", days=1, text="From another Ana")
    client = signed_in(alice)
    assert b"never deleted" in client.post(f"/interactions/{it.pk}/remove/").content
    client.post(f"/interactions/{it.pk}/remove/", {"reason": "Another Ana"})
    it.refresh_from_db()
    assert it.void_reason == "Another Ana"
    assert "Voided: Another Ana" in client.get(f"/contacts/{ana.pk}/").content.decode()


def test_bob_does_not_take_out_what_alice_logged(alice: Staff, bob: Staff, ana: Contact) -> None:
    it = log(alice, ana, days=1)
    signed_in(bob).post(f"/interactions/{it.pk}/remove/")
    assert Interaction.objects.filter(pk=it.pk).exists()


def test_the_timeline_goes_back_page_by_page(alice: Staff, ana: Contact, clock: Clock) -> None:
    for number in range(35):
        log(alice, ana, days=number + 1, text=f"Moment number {number}.")
    client = signed_in(alice)
    text = client.get(f"/contacts/{ana.pk}/").content.decode()
    assert "Moment number 0." in text
    assert "Moment number 34." not in text
    following = client.get(f"/contacts/{ana.pk}/", {"before": (NOW - timedelta(days=21)).isoformat()})
    assert "Moment number 34." in following.content.decode()
    more = fragment(client, f"/contacts/{ana.pk}/", {"before": (NOW - timedelta(days=21)).isoformat()})
    assert more.content.decode().lstrip().startswith('<li class="moment')
    assert client.get(f"/contacts/{ana.pk}/?before=nonsense").status_code == 200


def test_their_words_open_the_way(alice: Staff, ana: Contact, topic: Topic, campaign: Campaign) -> None:
    it = log(alice, ana, "mutual", "meeting", days=1, text="Do send me your news on cargo bikes")
    client = signed_in(alice)
    path = f"/interactions/{it.pk}/invitation/"
    assert path in client.get(f"/contacts/{ana.pk}/").content.decode()
    assert b"Do send me your news" in client.get(path).content
    answer = client.post(path, {"quote": "Do send me your news on cargo bikes", "topic": "cargo bikes"}, follow=True)
    invitation = ana.invitations.get()
    assert (invitation.topic, invitation.given_on, invitation.interaction) == (topic, TODAY - timedelta(days=1), it)
    assert "by invitation" in answer.content.decode()


def test_what_we_wrote_is_no_invitation(alice: Staff, ana: Contact, topic: Topic) -> None:
    it = log(alice, ana, days=1, text="May I send you something?")
    answer = signed_in(alice).post(f"/interactions/{it.pk}/invitation/", {"quote": "x", "topic": "cargo bikes"})
    assert answer.status_code == 422
    assert not ana.invitations.exists()


def test_a_pasted_link_finds_whose_it_is(alice: Staff, ana: Contact) -> None:
    make_handle(ana, "bluesky", "ana.bsky.social")
    for pasted in ("https://bsky.app/profile/ana.bsky.social/post/3k", "mailto:ana@example.net", "@ana.bsky.social"):
        answer = fragment(signed_in(alice), "/log/people/", {"q": pasted})
        assert f'data-pick="{ana.pk}"' in answer.content.decode(), pasted


def test_megabytes_pasted_are_refused_in_words(alice: Staff, ana: Contact) -> None:
    answer = _log(alice, ana, text="x" * 200_000)
    assert answer.status_code == 422
    assert not Interaction.objects.exists()
    assert fragment(signed_in(alice), "/log/people/", {"q": "y" * 50_000}).status_code == 200
    assert fragment(signed_in(alice), "/find/", {"q": "a\x00b"}).status_code == 200
    assert signed_in(alice).get("/contacts/?search=a%00b&tag=%00&topic=x&stage=nowhere&for=x").status_code == 200


def test_a_very_long_text_is_folded_and_one_too_long_is_refused_whole(alice: Staff, ana: Contact, clock: Clock) -> None:
    clock.now = NOW
    words = "One more word. " * 500
    log(alice, ana, days=1, text=f"{words}The end of it.")
    page = signed_in(alice).get(f"/contacts/{ana.pk}/").content.decode()
    first, rest = page[page.index("One more word.") :].split("<summary", 1)
    assert first.count("One more word.") < 90 and "The end of it." in rest and "Show the other" in rest
    answer = _log(alice, ana, text="x" * 300_000)
    assert answer.status_code == 422 and "300000" in answer.content.decode()
    assert Interaction.objects.count() == 1


def test_the_dialog_carries_the_token_and_the_draft_of_who_looks(alice: Staff, bob: Staff, ana: Contact) -> None:
    for who in (alice, bob):
        client = Client(enforce_csrf_checks=True)
        sign_in(client, who)
        dialog = client.get("/contacts/").content.decode().partition('<dialog class="dialog dialog-top" id="log"')[2]
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', dialog)
        assert found and f'data-draft="{who.pk}:log"' in dialog
        told = {"contact": ana.pk, "kind": "message", "text": who.name, "when": "today"}
        assert client.post("/log/", {**told, "csrfmiddlewaretoken": found[1][::-1]}).status_code == 403
        assert client.post("/log/", {**told, "csrfmiddlewaretoken": found[1]}).status_code < 400
    assert {it.staff.name for it in Interaction.objects.all()} == {"Alice", "Bob"}

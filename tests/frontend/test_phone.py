"""On a phone: installed, shared to, at an event; and what waited for the network is answered in JSON."""

import json
import re
from typing import Any

from django.test import Client

from crm.models import Contact, Interaction, Staff, Topic
from listening.models import Hearing, Mention
from tests.builders import NOW, make_handle
from tests.frontend.conftest import signed_in
from tests.listening.posts import a_post, hear

OUTBOX = {"X-Outbox": "1"}


def test_it_can_be_installed_and_shared_to(db: Any) -> None:
    answer = Client().get("/manifest.webmanifest")
    told = json.loads(answer.content)
    assert answer["Content-Type"] == "application/manifest+json"
    assert (told["share_target"]["action"], told["share_target"]["method"]) == ("/share/", "GET")
    assert {icon["sizes"] for icon in told["icons"]} >= {"192x192", "512x512", "any"}
    assert {icon.get("purpose") for icon in told["icons"]} >= {"maskable"}


def test_the_worker_keeps_every_style_and_script_of_a_page_and_no_page_of_the_book(alice: Staff) -> None:
    answer = Client().get("/worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    text = answer.content.decode()
    shell = json.loads(json.loads(re.search(r"JSON\.parse\((\".*\")\);", text)[1]))["shell"]  # type: ignore[index]
    page = signed_in(alice).get("/event/").content.decode()
    wanted = set(re.findall(r'<(?:script|link)[^>]+(?:src|href)="(/static/[^"]+\.(?:js|css))"', page))
    assert wanted <= set(shell)
    assert not [address for address in shell if not address.startswith(("/static/", "/offline/"))]
    assert Client().get("/offline/").status_code == 200


def test_a_name_at_an_event_is_answered_in_a_sentence(alice: Staff, ana: Contact) -> None:
    client = signed_in(alice)
    given = {"event": "Radforum", "tag": "radforum", "topic": "", "key": "k1", "typed_at": "2026-11-22T09:00:00Z"}
    met = client.post("/event/log/", {**given, "name": "Mei", "organization": "Bote", "text": "→ Thu send map"})
    assert met.status_code == 200
    assert met.json()["told"] == ["Mei is a new contact."]
    it = Interaction.objects.get()
    assert (it.occurred_at.hour, it.promises.get().text) == (9, "send map")
    assert client.post("/event/log/", {**given, "name": "Mei"}).json()["told"] == ["This was logged already."]
    wrong = client.post("/event/log/", {**given, "name": "", "key": "k2"})
    assert (wrong.status_code, "required" in wrong.json()["refused"][0]) == (422, True)
    assert client.post(met.json()["undo"], headers=OUTBOX).json()["told"] == ["It is taken back."]
    assert not Interaction.objects.exists()


def test_a_log_that_waited_is_logged_once_on_the_day_it_was_typed(alice: Staff, ana: Contact) -> None:
    client = signed_in(alice)
    given = {"contact": ana.pk, "kind": "call", "when": "yesterday", "text": "A call", "key": "k1"}
    waited = {**given, "typed_at": "2026-11-19T09:00:00Z"}
    for _ in range(2):
        assert client.post("/log/", waited, headers=OUTBOX).status_code == 200
    assert Interaction.objects.get().occurred_at.date().isoformat() == "2026-11-18"
    to_come = client.post("/log/", {**given, "when": "2030-01-01", "key": "k2"}, headers=OUTBOX)
    assert (to_come.status_code, "future" in to_come.json()["refused"][0]) == (422, True)
    client.post("/log/", {**given, "typed_at": "2030-01-01T00:00:00Z", "when": "", "key": "k3"}, headers=OUTBOX)
    assert Interaction.objects.latest("pk").occurred_at == NOW


def test_signed_out_it_is_told_to_wait(alice: Staff, ana: Contact) -> None:
    answer = Client().post("/log/", {"contact": ana.pk, "kind": "call"}, headers=OUTBOX)
    assert answer.status_code == 401
    assert not Interaction.objects.exists()


def test_what_was_logged_is_taken_back_from_the_toast(alice: Staff, bob: Staff, ana: Contact) -> None:
    client = signed_in(alice)
    answer = client.post("/log/", {"contact": ana.pk, "kind": "call", "when": "", "text": "By mistake"}, follow=True)
    undo = re.search(r'action="(/log/undo/[^"]+)"', answer.content.decode())[1]  # type: ignore[index]
    signed_in(bob).post(undo)
    assert Interaction.objects.exists()
    client.post(undo)
    assert not Interaction.objects.exists()


def test_what_a_phone_shares_is_heard_kept_or_logged(alice: Staff, ana: Contact, topic: Topic) -> None:
    make_handle(ana, "bluesky", "ana.bsky.social")
    client = signed_in(alice)
    post = "https://bsky.app/profile/ana.bsky.social/post/3k"
    page = client.get("/share/", {"text": f"Look: {post}"}).content.decode()
    assert "It is by Ana Lima." in page
    assert f'data-who="{ana.pk}"' in page
    assert "/capture/#url=" in page
    client.post("/share/heard/", {"url": post, "text": "Look:", "title": ""})
    assert (Hearing.objects.get().interaction.contact, Interaction.objects.get().kind) == (ana, "read")  # type: ignore[union-attr]
    assert b"Nothing was shared" in client.get("/share/").content
    assert client.post("/share/heard/", {"url": ""}).status_code == 302
    assert client.post("/share/heard/", {"url": "javascript:alert(1)"}).status_code == 302
    assert Mention.objects.count() == 1


def test_the_link_of_a_post_we_heard_finds_its_writer(alice: Staff, ana: Contact) -> None:
    make_topic_post = a_post(
        "A cargo bike for the bakery", by="ana.example", url="https://news.example/the-bakery-bike"
    )
    make_handle(ana, "bluesky", "ana.example")
    hear(make_topic_post)
    link = "https://www.news.example/the-bakery-bike?utm_source=x"
    answer = signed_in(alice).get("/log/people/", {"q": link}, headers={"HX-Request": "true"})
    assert f'data-pick="{ana.pk}"' in answer.content.decode()

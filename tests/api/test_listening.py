"""Mentions, voices, sources and topics over HTTP."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from crm.models import Contact, Interaction, Interest, Staff, Topic
from listening.models import Hearing, Mention, OurHandle, Overture, Source
from listening.observed import Address, Named
from listening.rerunning import run
from tests.api.conftest import V1, client_of
from tests.builders import NOW, days_ago, earn, make_campaign, make_contact, make_handle, make_topic
from tests.clock import Clock
from tests.listening.posts import a_post, hear

pytestmark = [pytest.mark.django_db, pytest.mark.deep]


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def bikes(db: Any) -> Topic:
    return make_topic("Cargo bikes", query='"cargo bike*"')


@pytest.fixture
def ana_posts(ana: Contact, bikes: Topic) -> list[int]:
    make_handle(ana, "bluesky", "ana.example")
    return [taken.mention for taken in hear(*[a_post(by="ana.example", days=days) for days in (1, 2, 3)])]


def brought(**fields: Any) -> dict[str, Any]:
    return {"channel": "x", "author": "@zoe", "external_id": "x:1", "text": "A cargo bike!", **fields}


def test_posts_that_are_brought_in_are_matched_before_it_answers(api: APIClient, bikes: Topic) -> None:
    rows = [brought(), brought(external_id="x:2", text="Nice weather"), brought(channel="nowhere")]
    answer = api.post(f"{V1}/mentions/", rows, format="json")
    assert answer.status_code == 201
    first, second, third = answer.json()["results"]
    assert (first["result"], first["topics"]) == ("created", [bikes.pk])
    assert (second["result"], second["id"]) == ("passed", None)
    assert (third["result"], list(third["errors"])) == ("refused", ["channel"])
    again = api.post(f"{V1}/mentions/", rows[:1], format="json").json()["results"]
    assert [again[0]["result"], again[0]["id"]] == ["unchanged", first["id"]]


def test_the_inbox_is_newest_first_and_pages_by_topic(api: APIClient, bikes: Topic, ana_posts: list[int]) -> None:
    for query in ("", f"&topic={bikes.pk}"):
        page = api.get(f"{V1}/mentions/?limit=2{query}").json()
        assert [row["id"] for row in page["results"]] == ana_posts[:2]
        rest = api.get(page["next"]).json()
        assert [row["id"] for row in rest["results"]] == ana_posts[2:]
        assert rest["next"] is None


def test_a_page_costs_the_same_however_long_it_is(
    api: APIClient, ana_posts: list[int], django_assert_max_num_queries: Any
) -> None:
    api.get(f"{V1}/mentions/")
    with django_assert_max_num_queries(9):
        assert len(api.get(f"{V1}/mentions/").json()["results"]) == 3


def test_whose_it_is_shows_only_to_those_who_may_see_them(
    api: APIClient, charlie: Staff, secret: Contact, bikes: Topic
) -> None:
    make_handle(secret, "bluesky", "zelda.example")
    hear(a_post(by="zelda.example"))
    assert api.get(f"{V1}/mentions/").json()["results"][0]["contact"] is None
    assert api.get(f"{V1}/mentions/?contact={secret.pk}").json()["results"] == []
    theirs = client_of(charlie).get(f"{V1}/mentions/?contact={secret.pk}").json()["results"]
    assert [row["contact"] for row in theirs] == [secret.pk]
    assert api.get(f"{V1}/interests/?topic={bikes.pk}").json()["results"] == []
    assert [voice["author"]["value"] for voice in api.get(f"{V1}/voices/").json()["results"]] == ["zelda.example"]


def test_hearing_is_logged_once_and_can_be_undone(api: APIClient, ana: Contact, ana_posts: list[int]) -> None:
    for _again in range(2):
        assert api.post(f"{V1}/mentions/{ana_posts[0]}/heard/").json()["verdict"] == "heard"
    logged = Interaction.objects.get()
    assert (logged.contact, logged.direction, logged.kind) == (ana, "observed", "read")
    assert logged.url == Mention.objects.get(pk=ana_posts[0]).url
    new = api.get(f"{V1}/mentions/?state=new").json()["results"]
    assert [row["id"] for row in new] == ana_posts[1:]
    assert api.post(f"{V1}/mentions/{ana_posts[0]}/undo/").json()["verdict"] == ""
    assert not Interaction.objects.exists()
    assert not Hearing.objects.exists()


def test_what_is_dismissed_is_out_of_ones_own_inbox_only(api: APIClient, bob: Staff, ana_posts: list[int]) -> None:
    api.post(f"{V1}/mentions/{ana_posts[0]}/dismiss/")
    assert len(api.get(f"{V1}/mentions/?state=new").json()["results"]) == 2
    assert len(client_of(bob).get(f"{V1}/mentions/?state=new").json()["results"]) == 3
    assert not Interaction.objects.exists()


def test_only_a_manager_takes_a_post_out_for_everybody(
    api: APIClient, mona: Staff, ana: Contact, ana_posts: list[int]
) -> None:
    url = f"{V1}/mentions/{ana_posts[0]}/"
    assert api.delete(url).status_code == 403
    assert Mention.objects.count() == 3
    assert client_of(mona).delete(url).status_code == 204
    assert api.get(url).status_code == 404
    assert Interest.objects.filter(contact=ana).count() == 2


def test_the_archive_is_searched_as_topics_read_it(api: APIClient, bikes: Topic) -> None:
    hear(a_post("Zürich’s #CargoBike is here"), a_post("Other cargo bikes"))
    for search, found in (("zurich", 1), ("cargo bik", 2), ("#cargobike", 1), ("ZÜRICH bike", 1), ("nothing", 0)):
        assert len(api.get(f"{V1}/mentions/", {"search": search}).json()["results"]) == found, search


def test_a_contacts_timeline_holds_what_they_wrote(api: APIClient, ana: Contact, ana_posts: list[int]) -> None:
    entries = api.get(f"{V1}/contacts/{ana.pk}/timeline/").json()["results"]
    assert [(entry["type"], entry["mention"]["id"]) for entry in entries] == [("mention", pk) for pk in ana_posts]
    assert entries[0]["mention"]["contact"] == ana.pk


def test_a_voice_is_ranked_by_days_and_becomes_a_contact(api: APIClient, alice: Staff, bikes: Topic) -> None:
    hear(*[a_post("Cargo bikes for all", by="zoe.example", author_name="Zoe", days=days) for days in (1, 5, 9)])
    hear(*[a_post("Cargo bikes for all of us", by="yan.example", days=1) for _post in range(5)])
    voices = api.get(f"{V1}/voices/?topic={bikes.pk}").json()["results"]
    assert [(one["author"]["value"], one["days"], one["posts"]) for one in voices] == [
        ("zoe.example", 3, 3),
        ("yan.example", 1, 5),
    ]
    assert all(0 < one["score"] < 1 for one in voices)
    made = api.post(f"{V1}/voices/bluesky/zoe.example/contact/", {}, format="json")
    assert made.status_code == 201
    contact = Contact.objects.get(pk=made.json()["id"])
    assert (contact.name, contact.owner, contact.origin) == ("Zoe", alice, "Heard on Bluesky")
    assert Interest.objects.filter(contact=contact, topic=bikes).count() == 3
    assert [one["author"]["value"] for one in api.get(f"{V1}/voices/").json()["results"]] == ["yan.example"]
    assert api.post(f"{V1}/voices/bluesky/zoe.example/contact/", {}, format="json").status_code == 409


def test_a_blocked_voice_stays_away_until_it_is_let_back(api: APIClient, bikes: Topic) -> None:
    hear(a_post(by="zoe.example"))
    assert api.post(f"{V1}/voices/bluesky/zoe.example/block/").status_code == 204
    hear(a_post(by="zoe.example"))
    assert api.get(f"{V1}/voices/").json()["results"] == []
    assert api.delete(f"{V1}/voices/bluesky/zoe.example/block/").status_code == 204
    assert len(api.get(f"{V1}/voices/").json()["results"]) == 1
    assert api.post(f"{V1}/voices/bluesky/nobody.example/block/").status_code == 404


def test_an_answer_to_us_is_offered_and_accepted_as_theirs(
    api: APIClient, alice: Staff, ana: Contact, bikes: Topic
) -> None:
    make_handle(ana, "bluesky", "ana.example")
    api.post(f"{V1}/our-handles/", {"channel": "bluesky", "value": "alice.example", "staff": alice.pk}, format="json")
    ours = OurHandle.objects.get()
    hear(
        a_post(
            "Yes, cargo bikes!", by="ana.example", days=2, in_reply_to="at://x", to=(Address(ours.channel, ours.value),)
        )
    )
    [row] = api.get(f"{V1}/mentions/").json()["results"]
    assert row["overtures"] == [{"id": Overture.objects.get().pk, "kind": "replied", "to": "alice.example"}]
    accepted = api.post(f"{V1}/mentions/{row['id']}/overtures/{row['overtures'][0]['id']}/accept/").json()
    assert (accepted["direction"], accepted["kind"], accepted["contact"]) == ("inbound", "reply", ana.pk)
    assert Interaction.objects.get().occurred_at == days_ago(2)
    assert api.get(f"{V1}/mentions/").json()["results"][0]["overtures"] == []


def test_an_ask_may_rest_on_a_post_of_theirs_and_on_nobody_elses(
    api: APIClient, alice: Staff, ana: Contact, ana_posts: list[int], bikes: Topic
) -> None:
    campaign = make_campaign(alice, topics=[bikes])
    earn(alice, ana, bikes)
    [other] = hear(a_post("Cargo bikes elsewhere", by="zoe.example"))
    from tests.builders import LETTER

    ask = {"campaign": campaign.pk, "contact": ana.pk, "channel": "email", "text": LETTER}
    refused = api.post(f"{V1}/asks/", {**ask, "because": {"mention": other.mention}}, format="json")
    assert refused.status_code == 409
    assert [missing["name"] for missing in refused.json()["missing"]] == ["because"]
    made = api.post(f"{V1}/asks/", {**ask, "because": {"mention": ana_posts[0]}}, format="json")
    assert made.status_code == 201, made.json()


def test_a_topics_query_is_checked_explained_previewed_and_asked_of_what_is_kept(api: APIClient, bikes: Topic) -> None:
    hear(a_post("Cargo bikes and bread"), a_post("Cargo bikes and roses"))
    wrong = api.post(f"{V1}/topics/", {"name": "Bread", "query": "bread AND ("}, format="json")
    assert (wrong.status_code, list(wrong.json()["errors"])) == (422, ["query"])
    assert Topic.objects.count() == 1
    topic = api.post(f"{V1}/topics/", {"name": "Bread", "query": "flour"}, format="json").json()["id"]
    url = f"{V1}/topics/{topic}"
    found = api.post(f"{url}/preview/", {"query": "bread"}, format="json").json()
    assert (found["found"], found["whole"], found["posts"][0]["places"]) == (
        1, True, [{"field": "text", "start": 16, "end": 21}])  # fmt: skip
    assert "bread" in api.post(f"{url}/explain/", {"query": "bread"}, format="json").json()["explanation"]
    api.patch(f"{url}/", {"query": "bread"}, format="json")
    assert run(topic, as_of=NOW)
    assert api.get(f"{url}/run/").json()["added"] == 1
    assert len(api.get(f"{V1}/mentions/?topic={topic}").json()["results"]) == 1
    assert api.get(f"{url}/overlap/").json()["results"] == [{"topic": bikes.pk, "part": 1.0}]
    figures = api.get(f"{url}/figures/").json()
    assert (len(figures["weeks"]), figures["weeks"][-1]["posts"]) == (12, 1)
    api.patch(f"{url}/", {"query": "roses"}, format="json")
    run(topic, as_of=NOW)
    assert (api.get(f"{url}/run/").json()["added"], api.get(f"{url}/run/").json()["removed"]) == (1, 1)


def test_sources_are_added_checked_paused_and_taken_out(api: APIClient, bob: Staff) -> None:
    feed = {"kind": "feed", "settings": {"base": "news.example/feed"}}
    made = api.post(f"{V1}/sources/", feed, format="json").json()
    assert (made["name"], made["settings"]["base"]) == ("https://news.example/feed", "https://news.example/feed")
    assert api.post(f"{V1}/sources/", feed, format="json").status_code == 409
    assert api.post(f"{V1}/sources/", {"kind": "owl"}, format="json").status_code == 422
    url = f"{V1}/sources/{made['id']}"
    assert client_of(bob).post(f"{url}/pause/").status_code == 403
    assert api.post(f"{url}/pause/").json()["paused_at"]
    assert api.post(f"{url}/resume/").json()["paused_at"] is None
    assert api.delete(f"{url}/").status_code == 204
    assert api.get(f"{V1}/sources/").json()["results"] == []
    assert api.post(f"{url}/restore/").status_code == 200


def test_lists_of_feeds_come_and_go_as_opml(api: APIClient) -> None:
    opml = (
        '<opml version="1.0"><body><outline text="Folder"><outline text="A" xmlUrl="https://a.example/feed"/>'
        '<outline title="B" XMLURL="https://b.example/feed"/></outline><outline xmlUrl="javascript:x"/></body></opml>'
    )
    answer = api.post(f"{V1}/sources/opml/", {"opml": opml}, format="json")
    assert (answer.status_code, answer.json()["created"], len(answer.json()["refused"])) == (201, 2, 1)
    assert api.post(f"{V1}/sources/opml/", {"opml": opml}, format="json").json()["known"] == 2
    assert sorted(Source.objects.values_list("name", flat=True)) == ["A", "B"]
    written = api.get(f"{V1}/sources/opml/").json()["opml"]
    assert 'xmlUrl="https://a.example/feed"' in written
    laughs = '<!DOCTYPE x [<!ENTITY a "ha">]><opml><body>&a;</body></opml>'
    assert api.post(f"{V1}/sources/opml/", {"opml": laughs}, format="json").status_code == 422


def test_another_contact_of_the_same_name_is_not_the_author(api: APIClient, alice: Staff, bikes: Topic) -> None:
    other = make_contact(alice, "Zoe")
    hear(a_post(by="zoe.example", author_name="Zoe"))
    assert api.get(f"{V1}/mentions/?contact={other.pk}").json()["results"] == []


def test_a_page_is_kept_by_hand_whatever_it_is_about(api: APIClient, ana: Contact) -> None:
    make_handle(ana, "linkedin", "linkedin.com/in/ana-lima")
    page = {"url": "https://www.linkedin.com/feed/1/", "text": "Trams!", "author_url": "linkedin.com/in/ana-lima"}
    first, again = (api.post(f"{V1}/mentions/capture/", page) for _time in range(2))
    assert first.status_code == again.status_code == 201 and first.data["id"] == again.data["id"]
    assert first.data["author"]["channel"] == "linkedin" and Mention.objects.get().keep
    refused = api.post(f"{V1}/mentions/capture/", {**page, "url": "javascript:alert(1)"})
    assert refused.status_code == 422 and "url" in refused.data["errors"] and Mention.objects.count() == 1


def test_two_addresses_of_one_person_are_suggested_confirmed_and_taken_back(
    api: APIClient, bob: Staff, secret: Contact, bikes: Topic
) -> None:
    make_handle(secret, "website", "spokes.example")
    hear(a_post(author=Address("website", "https://spokes.example")))
    profile = (Named("https://spokes.example/", verified=True),)
    hear(a_post("Cargo bikes, say I", author=Address("mastodon", "ana@social.example"), calls_theirs=profile))
    [row] = api.get(f"{V1}/pairings/").json()["results"]
    assert (row["reason"], row["contact"], row["verdict"]) == ("verified", None, "")
    url = f"{V1}/pairings/{row['id']}"
    assert api.post(f"{url}/accept/").json()["verdict"] == "same"
    assert api.post(f"{url}/dismiss/").status_code == 409
    assert api.get(f"{V1}/pairings/").json()["results"] == []
    assert len(api.get(f"{V1}/pairings/?verdict=same").json()["results"]) == 1
    assert [len(voice["also"]) for voice in api.get(f"{V1}/voices/").json()["results"]] == [1]
    assert client_of(bob).post(f"{url}/undo/").status_code == 403
    assert api.post(f"{url}/undo/").json()["verdict"] == ""
    assert api.post(f"{url}/dismiss/").json()["verdict"] == "different"


def test_what_was_edited_keeps_what_it_said_before(api: APIClient, bikes: Topic) -> None:
    [first] = hear(a_post("Cargo bikes are slow", native_id="one"))
    hear(a_post("Cargo bikes are quick", native_id="one"))
    former = api.get(f"{V1}/mentions/{first.mention}/versions/").json()["results"]
    assert [one["text"] for one in former] == ["Cargo bikes are slow"]

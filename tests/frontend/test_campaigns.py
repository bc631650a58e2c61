"""Campaigns: the brief, the shortlist, the board."""

from typing import Any

from crm.actions.open_ask import open_ask
from crm.actions.save_campaign import shortlist
from crm.models import Campaign, Candidate, Contact, Staff, Topic
from tests.builders import NOW, earn, make_boundary, make_contact
from tests.frontend.conftest import fragment, signed_in

BRIEF = {"name": "Tram week", "client": "City", "topics": "Trams, cargo bikes", "status": "live", "links": ""}


def _lanes(answer: Any) -> dict[str, list[str]]:
    lanes = [*answer.context["lanes"], *answer.context["folded"]]
    return {lane.name: [card.contact.name for card in lane.cards] for lane in lanes if lane.cards}


def test_alice_starts_a_campaign_with_topics_old_and_new(alice: Staff, topic: Topic) -> None:
    answer = signed_in(alice).post("/campaigns/new/", BRIEF)
    made = Campaign.objects.get()
    assert answer["Location"] == f"/campaigns/{made.pk}/"
    assert {t.name for t in made.topics.all()} == {"Trams", "Cargo bikes"}
    assert Topic.objects.count() == 2


def test_a_brief_that_cannot_be_keeps_what_was_typed(alice: Staff) -> None:
    dates = {"starts_on": "2026-12-02", "ends_on": "2026-12-01"}
    answer = signed_in(alice).post("/campaigns/new/", {**BRIEF, **dates})
    assert answer.status_code == 422
    assert b"It ends before it starts" in answer.content
    assert b'value="Tram week"' in answer.content
    assert not Campaign.objects.exists()


def test_the_brief_can_be_changed(alice: Staff, campaign: Campaign) -> None:
    answer = signed_in(alice).post(f"/campaigns/{campaign.pk}/brief/", {**BRIEF, "topics": "Trams"})
    assert answer.status_code == 302
    campaign.refresh_from_db()
    assert (campaign.name, [t.name for t in campaign.topics.all()]) == ("Tram week", ["Trams"])


def test_people_are_picked_from_contacts(alice: Staff, bob: Staff, ana: Contact, campaign: Campaign) -> None:
    secret = make_contact(bob, "Greta", visibility="private", email="greta@example.net")
    picked = {"contact": [ana.pk, secret.pk, "x"], "action": "shortlist", "campaign": campaign.pk, "staff": bob.pk}
    signed_in(alice).post("/contacts/bulk/", picked)
    assert (Candidate.objects.get().contact, Candidate.objects.get().staff) == (ana, bob)


def test_everybody_stands_where_they_are(alice: Staff, bob: Staff, topic: Topic, campaign: Campaign) -> None:
    people = {name: make_contact(alice, name, email=f"{name.lower()}@example.net") for name in "ABCD"}
    earn(alice, people["A"], topic)
    make_boundary(people["B"])
    shortlist(campaign=campaign, contacts=people.values(), staff=alice)
    open_ask(
        staff=alice,
        contact=people["D"],
        campaign=campaign,
        channel="email",
        text="",
        as_of=NOW,
        already_made=True,
        asked_at=NOW,
    )
    answer = signed_in(bob).get(f"/campaigns/{campaign.pk}/")
    assert _lanes(answer) == {"ready": ["A"], "closed": ["B"], "listen": ["C"], "asked": ["D"]}
    assert _lanes(signed_in(bob).get(f"/campaigns/{campaign.pk}/?asker={bob.pk}")) == {}


def test_the_board_does_not_show_bobs_own_people(alice: Staff, bob: Staff, campaign: Campaign) -> None:
    secret = make_contact(bob, "Greta", visibility="private", email="greta@example.net")
    shortlist(campaign=campaign, contacts=[secret], staff=bob)
    assert _lanes(signed_in(alice).get(f"/campaigns/{campaign.pk}/")) == {}
    assert _lanes(signed_in(bob).get(f"/campaigns/{campaign.pk}/")) == {"listen": ["Greta"]}


def test_somebody_else_would_ask(alice: Staff, bob: Staff, ana: Contact, campaign: Campaign) -> None:
    [candidate] = shortlist(campaign=campaign, contacts=[ana], staff=alice)
    signed_in(alice).post(f"/candidates/{candidate.pk}/", {"staff": bob.pk})
    candidate.refresh_from_db()
    assert candidate.staff == bob


def test_off_the_shortlist_and_back(alice: Staff, ana: Contact, campaign: Campaign) -> None:
    [candidate] = shortlist(campaign=campaign, contacts=[ana], staff=alice)
    client = signed_in(alice)
    answer = client.post(f"/candidates/{candidate.pk}/", {"remove": "1"}, follow=True)
    assert not Candidate.objects.exists()
    undo = f"/campaigns/{campaign.pk}/shortlist/{ana.pk}/by/{alice.pk}/"
    assert undo in answer.content.decode()
    client.post(undo)
    assert Candidate.objects.get().contact == ana


def test_a_board_of_many_asks_the_database_as_often_as_one_of_few(
    alice: Staff, campaign: Campaign, django_assert_max_num_queries: Any
) -> None:
    people = [make_contact(alice, f"P{n}", email=f"p{n}@example.net") for n in range(30)]
    shortlist(campaign=campaign, contacts=people, staff=alice)
    client = signed_in(alice)
    with django_assert_max_num_queries(16):
        fragment(client, f"/campaigns/{campaign.pk}/")

"""What was heard, on the other screens: a contact's page and Today."""

from typing import Any

import pytest

from crm.actions.save_campaign import shortlist
from crm.models import Campaign, Contact, Staff
from tests.builders import make_contact, make_handle
from tests.frontend.conftest import signed_in
from tests.listening.posts import a_post, hear

pytestmark = pytest.mark.django_db


def test_a_contacts_posts_stand_in_the_timeline_and_can_be_marked_heard(alice: Staff, ana: Contact, posts: Any) -> None:
    client, path = signed_in(alice), f"/contacts/{ana.pk}/"
    assert "They published" in client.get(path).content.decode()
    answer = client.post(f"/listening/mentions/{posts['ana'].pk}/heard/", {"told": "1"}, headers={"HX-Request": "true"})
    assert "logged" in answer["HX-Trigger"]
    assert ana.interactions.get().direction == "observed"


@pytest.mark.slow
def test_today_tells_of_new_posts_by_people_on_the_shortlist_and_of_new_voices(
    alice: Staff, ana: Contact, bikes: Any, posts: Any, campaign: Campaign
) -> None:
    client = signed_in(alice)
    campaign.topics.add(bikes)
    assert "One new post" not in client.get("/").content.decode()
    shortlist(campaign=campaign, contacts=[ana], staff=alice)
    text = client.get("/").content.decode()
    assert "One new post:" in text and "new voice" in text and "Zoe" in text
    client.post("/today/snooze/", {"card": f"heard:{ana.pk}", "for": "week"})
    client.post(f"/listening/mentions/{posts['zoe'].pk}/contact/")
    text = client.get("/").content.decode()
    assert "One new post:" not in text and "new voice" not in text


def test_today_says_nothing_of_somebody_elses_private_contact(
    alice: Staff, bob: Staff, bikes: Any, campaign: Campaign
) -> None:
    hidden = make_contact(bob, "Hidden Hanna", visibility="private")
    make_handle(hidden, "bluesky", "hanna.example")
    shortlist(campaign=campaign, contacts=[hidden], staff=bob)
    hear(a_post("My cargo bike", by="hanna.example"))
    assert "Hidden Hanna" in signed_in(bob).get("/").content.decode()
    assert "Hidden Hanna" not in signed_in(alice).get("/").content.decode()

"""What mail may mean, in Today and over HTTP: one key takes it up, another puts it aside."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from crm.models import Ask, Boundary, Campaign, Contact, Draft, Interaction, MailOffer, Staff
from tests.api.conftest import client_of
from tests.builders import log
from tests.frontend.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def theirs(alice: Staff, ana: Contact) -> Interaction:
    return log(alice, ana, "inbound", "message", text="Could you send me the numbers?", days=2)


def offer(interaction: Interaction, kind: str = "request", **told: Any) -> MailOffer:
    return MailOffer.objects.create(interaction=interaction, kind=kind, quote="Could you send me the numbers?", **told)


def test_a_card_shows_their_words_and_one_key_settles_it(alice: Staff, theirs: Interaction) -> None:
    Interaction.objects.filter(pk=theirs.pk).update(occurred_at=timezone.now() - timedelta(days=2))
    made, client = offer(theirs), signed_in(alice)
    page = client.get("/").content.decode()
    assert "They may ask for something" in page and "Could you send me the numbers?" in page
    client.post(f"/offers/{made.pk}/")
    theirs.refresh_from_db()
    assert theirs.kind == "request" and MailOffer.objects.get().taken_up
    assert "They may ask for something" not in client.get("/").content.decode()


def test_what_is_put_aside_changes_nothing_and_an_invitation_asks_its_topic(alice: Staff, theirs: Interaction) -> None:
    client = signed_in(alice)
    client.post(f"/offers/{offer(theirs, 'boundary').pk}/", {"aside": "1"})
    assert not Boundary.objects.exists()
    answer = client.post(f"/offers/{offer(theirs, 'invitation').pk}/")
    assert answer["Location"].endswith(f"/interactions/{theirs.pk}/invitation/")


def test_a_wish_not_to_be_written_to_is_asked_how_far_it_goes(alice: Staff, bob: Staff, theirs: Interaction) -> None:
    made, client = offer(theirs, "boundary"), signed_in(alice)
    form = f"/offers/{made.pk}/boundary/"
    assert client.post(f"/offers/{made.pk}/")["Location"] == form and not Boundary.objects.exists()
    page = client.get(form).content.decode()
    assert "Could you send me the numbers?" in page and "What should we not do?" in page
    said = {"scope": "channel", "channel": "phone", "until": "2000-01-01", "note": "Not by phone, please."}
    assert client.post(form, said).status_code == 422 and not Boundary.objects.exists()
    assert signed_in(bob).post(form, said | {"until": ""}).status_code == 404
    client.post(form, said | {"until": ""})
    noted = Boundary.objects.get()
    assert (noted.scope, noted.channel, noted.until, noted.note) == ("channel", "phone", None, "Not by phone, please.")
    assert noted.origin == "opted_out" and MailOffer.objects.get().taken_up


def test_nobody_else_settles_ones_own(alice: Staff, bob: Staff, theirs: Interaction) -> None:
    made = offer(theirs)
    assert signed_in(bob).post(f"/offers/{made.pk}/").status_code == 404
    assert client_of(bob).post(f"/api/v1/offers/{made.pk}/put_aside/").status_code == 404
    assert MailOffer.objects.get().settled_at is None


def test_the_api_does_the_same(alice: Staff, theirs: Interaction) -> None:
    made, client = offer(theirs, "boundary"), client_of(alice)
    [listed] = client.get("/api/v1/offers/?settled=false").json()["results"]
    assert (listed["id"], listed["kind"], listed["contact"]) == (made.pk, "boundary", theirs.contact_id)
    answer = client.post(f"/api/v1/offers/{made.pk}/take_up/", {"scope": "channel"}, format="json")
    assert answer.status_code == 200 and answer.json()["taken_up"] is True
    assert Boundary.objects.get().channel == "email"
    assert client.post(f"/api/v1/offers/{made.pk}/put_aside/").status_code == 409


def test_an_ask_handed_to_the_mail_program_is_asked_about_after_a_day(
    alice: Staff, ana: Contact, campaign: Campaign
) -> None:
    client = signed_in(alice)
    assert client.post(f"/campaigns/{campaign.pk}/ask/{ana.pk}/handed/").status_code == 204
    assert "did it go?" not in client.get("/").content.decode()
    Draft.objects.update(handed_at=timezone.now() - timedelta(hours=25))
    assert "did it go?" in client.get("/").content.decode()


def test_an_answer_by_mail_turns_the_card_of_its_ask(alice: Staff, theirs: Interaction, campaign: Campaign) -> None:
    asked = timezone.now() - timedelta(days=8)
    ask = Ask.objects.create(
        contact=theirs.contact, staff=alice, campaign=campaign, channel="email", asked_at=asked, text="An ask",
        already_made=True, earned=True,
    )  # fmt: skip
    client = signed_in(alice)
    assert "what did they say?" not in client.get("/").content.decode()
    offer(theirs, "outcome", ask=ask)
    assert "They wrote after you asked for" in client.get("/").content.decode()


def test_what_their_mail_may_mean_stands_on_their_page_until_it_is_said(
    alice: Staff, bob: Staff, campaign: Campaign, ana: Contact, theirs: Interaction
) -> None:
    Interaction.objects.filter(pk=theirs.pk).update(occurred_at=timezone.now() - timedelta(days=2))
    ask = Ask.objects.create(
        staff=alice, contact=ana, campaign=campaign, channel="email", asked_at=theirs.occurred_at, earned=True
    )
    made, client, page = offer(theirs, "outcome", ask=ask), signed_in(alice), f"/contacts/{ana.pk}/"
    words = f"after your ask for “{campaign.name}”: what did they say?"
    shown = client.get(page).content.decode()
    assert words in shown and f'href="/asks/{ask.pk}/' in shown
    assert words not in signed_in(bob).get(page).content.decode()
    Ask.objects.filter(pk=ask.pk).update(outcome="yes", outcome_at=timezone.now())
    assert words not in client.get(page).content.decode()
    Ask.objects.filter(pk=ask.pk).update(outcome="", outcome_at=None)
    client.post(f"/offers/{made.pk}/", {"aside": "1"})
    assert words not in client.get(page).content.decode()

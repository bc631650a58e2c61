"""Settings: the addresses by which an answer to us is recognised, and what is offered because of them."""

import pytest

from crm.models import Contact, Interaction, Staff
from listening.models import OurHandle, Overture
from listening.observed import Address
from tests.builders import make_handle
from tests.frontend.conftest import signed_in
from tests.listening.posts import a_post, hear

pytestmark = pytest.mark.django_db
PAGE = "/settings/addresses/"


def test_a_member_adds_their_own_and_takes_it_off_and_back(alice: Staff, bob: Staff) -> None:
    client = signed_in(alice)
    assert "Whom do people talk to when they mean you?" in client.get(PAGE).content.decode()
    client.post(PAGE, {"value": "https://bsky.app/profile/alice.example", "channel": "", "whose": alice.pk})
    handle = OurHandle.objects.get()
    assert (handle.channel, handle.key, handle.staff) == ("bluesky", "alice.example", alice)
    signed_in(bob).post(f"{PAGE}{handle.pk}/remove/")
    assert OurHandle.objects.in_use().exists()
    off = client.post(f"{PAGE}{handle.pk}/remove/", follow=True).content.decode()
    assert f"{PAGE}{handle.pk}/restore/" in off and not OurHandle.objects.in_use().exists()
    client.post(f"{PAGE}{handle.pk}/restore/")
    assert "alice.example" in client.get(PAGE).content.decode()


def test_what_cannot_be_told_is_asked_and_the_organisations_are_a_managers(alice: Staff, mona: Staff) -> None:
    client = signed_in(alice)
    vague = client.post(PAGE, {"value": "not an address", "channel": "", "whose": alice.pk})
    assert vague.status_code == 422 and "not an address" in vague.content.decode()
    assert client.post(PAGE, {"value": "@spokes", "channel": "x", "whose": ""}).status_code == 422
    signed_in(mona).post(PAGE, {"value": "@spokes", "channel": "x", "whose": ""})
    assert OurHandle.objects.get().staff is None
    again = signed_in(mona).post(PAGE, {"value": "https://x.com/Spokes", "channel": "", "whose": ""})
    assert again.status_code == 422 and "on the list already" in again.content.decode()


def test_an_offer_that_was_taken_up_is_taken_back_by_its_toast(alice: Staff, ana: Contact) -> None:
    make_handle(ana, "bluesky", "ana.example")
    OurHandle.objects.create(channel="bluesky", key="alice.example", value="alice.example", staff=alice)
    hear(a_post("Yes!", by="ana.example", days=1, in_reply_to="at://x", to=(Address("bluesky", "alice.example"),)))
    offer, client = Overture.objects.get(), signed_in(alice)
    accept, undo = (f"/listening/overtures/{offer.pk}/{verb}/" for verb in ("accept", "undo"))
    assert undo in client.post(accept, headers={"HX-Request": "true"}).content.decode()
    first = Interaction.objects.get()
    client.post(undo)
    first.refresh_from_db()
    offer.refresh_from_db()
    assert first.voided_at is not None and first.void_reason and offer.settled_at is None
    client.post(accept)
    assert Interaction.objects.get(voided_at=None).direction == "inbound"
    client.post(undo)
    client.post(f"/listening/overtures/{offer.pk}/aside/")
    client.post(undo)
    assert Overture.objects.get().settled_at is None and not Interaction.objects.filter(voided_at=None).exists()

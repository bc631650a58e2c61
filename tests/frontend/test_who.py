"""Who should ask, on screen: on the board, on a page of its own, and in Today."""

from crm.actions.attest import attest
from crm.actions.save_campaign import shortlist
from crm.models import Attestation, Campaign, Contact, Interaction, Staff, Topic
from crm.readiness.policy import THRESHOLDS, default_policy
from tests.builders import NOW, earn, make_contact
from tests.crm.reports.made import made
from tests.frontend.conftest import signed_in


def test_the_board_names_a_colleague_who_is_nearer(
    alice: Staff, bob: Staff, ana: Contact, campaign: Campaign, topic: Topic
) -> None:
    shortlist(campaign=campaign, contacts=[ana], staff=alice)
    assert b"is nearer" not in signed_in(alice).get(f"/campaigns/{campaign.pk}/").content
    earn(bob, ana, topic)
    assert "Bob is nearer." in signed_in(alice).get(f"/campaigns/{campaign.pk}/").content.decode()


def test_alice_sees_why_and_hands_ana_on(
    alice: Staff, bob: Staff, ana: Contact, campaign: Campaign, topic: Topic
) -> None:
    earn(bob, ana, topic)
    where, client = f"/campaigns/{campaign.pk}/who/{ana.pk}/", signed_in(alice)
    text = client.get(where).content.decode()
    assert "Nothing is missing: all 13 lines are met." in text and "You have not taken in anything" in text
    client.post(f"{where}hand-on/", {"to": bob.pk, "note": "She likes short letters."})
    assert campaign.candidates.get().staff == bob
    assert "She likes short letters." in signed_in(bob).get(f"/campaigns/{campaign.pk}/").content.decode()
    assert "She likes short letters." in signed_in(bob).get(where).content.decode()


def test_bob_finds_in_today_that_he_is_to_introduce_and_does(
    alice: Staff, bob: Staff, ana: Contact, campaign: Campaign, topic: Topic
) -> None:
    shortlist(campaign=campaign, contacts=[ana], staff=alice)
    earn(bob, ana, topic)
    where = f"/campaigns/{campaign.pk}/who/{ana.pk}/"
    assert "Ask to introduce me" in signed_in(alice).get(where).content.decode()
    signed_in(alice).post(f"{where}wanted/", {"colleague": bob.pk})
    client = signed_in(bob)
    assert "Alice asks you to introduce them to Ana Lima." in client.get("/").content.decode()
    client.post(f"{where}introduce/", {"introduction": "Ana, meet Alice.", "channel": "email"})
    assert Interaction.objects.get(kind="introduction").introduces == alice
    assert "asks you to introduce" not in client.get("/").content.decode()


def test_about_a_hidden_contact_nobody_else_is_told(alice: Staff, bob: Staff, campaign: Campaign) -> None:
    hidden = make_contact(bob, "Zelda", visibility="private")
    where = f"/campaigns/{campaign.pk}/who/{hidden.pk}/"
    client = signed_in(alice)
    assert client.get(where).status_code == 404
    for to in ("hand-on/", "wanted/", "introduce/"):
        assert client.post(where + to, {"to": alice.pk}).status_code == 404
    assert not campaign.candidates.exists()


def test_an_ask_shows_the_rules_it_was_sent_under(alice: Staff, ana: Contact, campaign: Campaign) -> None:
    policy = {name: getattr(default_policy(), name) for name in THRESHOLDS}
    lines = [{"name": "known", "group": "connect", "met": False, "have": 3, "need": 14, "stood_in_by": ""}]
    asked = made(alice, ana, campaign, stage="connect")
    asked.judged = {"stage": "connect", "policy": {**policy, "known_days": 14}, "criteria": lines}
    asked.save()
    text = signed_in(alice).get(f"/asks/{asked.pk}/outcome/").content.decode()
    assert "the rules have changed since" in text and "3 / 14" in text
    assert '<td class="figure">14</td><td class="figure"><strong>21</strong></td>' in text


def test_alice_takes_back_what_she_vouched_for_and_bob_does_not(alice: Staff, bob: Staff, ana: Contact) -> None:
    vouched = attest(staff=alice, contact=ana, reason="We studied together.", as_of=NOW)
    signed_in(bob).post(f"/attestations/{vouched.pk}/withdraw/")
    assert Attestation.objects.exists()
    assert b"Take that back" in signed_in(alice).get(f"/contacts/{ana.pk}/").content
    signed_in(alice).post(f"/attestations/{vouched.pk}/withdraw/")
    assert not Attestation.objects.exists()

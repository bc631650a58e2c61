"""A near-copy shows beside the text with the shared parts marked, if it is the reader's to see; why something does not
count, and a manager's word that it does."""

import pytest

from crm.models import Campaign, Contact, Interaction, Staff
from tests.builders import LETTER, log, make_contact, make_staff
from tests.frontend.conftest import signed_in

CHANGED = LETTER.replace("small towns", "big cities").replace("Would you have a look", "Could you look")


@pytest.fixture
def check(campaign: Campaign, ana: Contact) -> str:
    return f"/campaigns/{campaign.pk}/ask/{ana.pk}/check/"


def test_the_other_text_shows_beside_with_the_shared_parts_marked(alice: Staff, ana: Contact, check: str) -> None:
    log(alice, make_contact(alice, "Ben Okoro"), text=f"Dear Ben,\n{CHANGED}")
    seen = signed_in(alice).post(check, {"text": f"Hello Ana!\n{LETTER}"}).content.decode()
    assert "Nearly the same went to Ben Okoro" in seen
    assert "<mark>We are about to publish the first figures" in seen
    assert "big cities" in seen and "<mark>big cities" not in seen


def test_of_somebody_elses_private_contact_only_that_there_is_one(alice: Staff, ana: Contact, check: str) -> None:
    bob = make_staff("Bob")
    log(bob, make_contact(bob, "Cem Yildiz", visibility="private"), text=CHANGED)
    seen = signed_in(alice).post(check, {"text": LETTER}).content.decode()
    assert "Nearly the same went to somebody else" in seen
    assert "Cem" not in seen and "big cities" not in seen and "<mark>" not in seen


def test_a_text_of_its_own_has_nothing_beside(alice: Staff, ana: Contact, check: str) -> None:
    log(alice, make_contact(alice, "Ben Okoro"), text="The ferry runs again, and its captain still sings to the gulls.")
    assert "Nearly the same" not in signed_in(alice).post(check, {"text": LETTER}).content.decode()


def test_a_manager_reads_why_it_does_not_count_and_lets_it(alice: Staff, ana: Contact) -> None:
    log(alice, make_contact(alice, "Ben Okoro"), days=2, text=LETTER)
    it = log(alice, ana, days=1, text=CHANGED)
    page, boss = f"/interactions/{it.pk}/counting/", make_staff("Boss", role="manager")
    assert "Why it does not count" in signed_in(alice).get(f"/contacts/{ana.pk}/").content.decode()
    read = signed_in(alice).get(page).content.decode()
    assert "Nearly the same went to Ben Okoro" in read and 'name="reason"' not in read
    signed_in(alice).post(page, {"reason": "I say so."})
    assert not Interaction.objects.get(pk=it.pk).genuine
    assert 'name="reason"' in signed_in(boss).get(page).content.decode()
    signed_in(boss).post(page, {"reason": "Both had asked for it."})
    assert Interaction.objects.get(pk=it.pk).genuine
    assert "Both had asked for it." in signed_in(alice).get(page).content.decode()
    signed_in(boss).post(f"/interactions/{it.pk}/uncount/")
    assert not Interaction.objects.get(pk=it.pk).genuine


def test_the_page_of_somebody_elses_private_contact_is_not_there(alice: Staff) -> None:
    bob = make_staff("Bob")
    it = log(bob, make_contact(bob, "Cem Yildiz", visibility="private"), text=LETTER)
    assert signed_in(alice).get(f"/interactions/{it.pk}/counting/").status_code == 404
    assert signed_in(alice).post(f"/interactions/{it.pk}/uncount/").status_code == 404

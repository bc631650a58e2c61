"""Alice keeps Zelda private and shares her with Carol by name; Bob is not named, Mona manages."""

import pytest

from crm.actions.save_contact import update_contact
from crm.actions.share_contact import share_contact
from crm.errors import NotAllowed, Refusal
from crm.models import Contact, Share, Staff
from tests.builders import NOW, TODAY, make_contact, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> Staff:
    return make_staff("Alice")


@pytest.fixture
def carol() -> Staff:
    return make_staff("Carol")


@pytest.fixture
def zelda(alice: Staff, carol: Staff) -> Contact:
    contact = make_contact(alice, "Zelda", visibility="private")
    return share_contact(staff=alice, contact=contact, with_whom=[carol], as_of=NOW)


def seen_by(staff: Staff) -> list[Contact]:
    return list(Contact.objects.visible_to(staff))


def test_whom_it_is_shared_with_sees_it_and_nobody_else(zelda: Contact, carol: Staff) -> None:
    assert seen_by(carol) == [zelda]
    assert seen_by(make_staff("Bob")) == [] == seen_by(make_staff("Mona", role="manager"))


def test_who_was_let_in_shares_it_no_further(zelda: Contact, alice: Staff, carol: Staff) -> None:
    bob = make_staff("Bob")
    with pytest.raises(NotAllowed):
        share_contact(staff=carol, contact=zelda, with_whom=[carol, bob], as_of=NOW)
    with pytest.raises(Refusal, match="no such contact"):
        share_contact(staff=bob, contact=zelda, with_whom=[bob], as_of=NOW)
    assert seen_by(bob) == []
    share_contact(staff=alice, contact=zelda, with_whom=[], as_of=NOW)
    assert seen_by(carol) == []


def test_a_contact_of_the_team_is_everybodys_already(alice: Staff, carol: Staff) -> None:
    with pytest.raises(Refusal, match="make it private first"):
        share_contact(staff=alice, contact=make_contact(alice), with_whom=[carol], as_of=NOW)
    gone = make_staff("Gone", left_on=TODAY)
    with pytest.raises(Refusal, match="has left"):
        share_contact(staff=alice, contact=make_contact(alice, visibility="private"), with_whom=[gone], as_of=NOW)
    assert not Share.objects.exists()


def test_made_private_again_it_is_its_owners_alone(zelda: Contact, alice: Staff, carol: Staff) -> None:
    for visibility in ("team", "private"):
        update_contact(staff=alice, contact=zelda, as_of=NOW, visibility=visibility)
    assert seen_by(carol) == []

"""One hands over, one leaves: what they had begun goes on, nobody waits for somebody who is not there."""

import pytest

from crm.actions.change_staff import change_staff
from crm.actions.follow_up import follow_up
from crm.actions.hand_over import hand_over
from crm.actions.leave import leave
from crm.actions.promise import make_promise
from crm.errors import Conflict, NotAllowed, Refusal
from crm.models import Ask, Candidate, Contact, Interaction, Promise, Relationship, Staff
from crm.today import today_cards
from tests.builders import NOW, TODAY, day, days_ago, log, make_campaign, make_contact, make_staff
from tests.crm.actions.unchanged import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> Staff:
    return make_staff("Ada", role="admin")


@pytest.fixture
def alice() -> Staff:
    return make_staff("Alice")


@pytest.fixture
def bob() -> Staff:
    return make_staff("Bob")


def cards(staff: Staff, section: str) -> list[str]:
    found = next(one for one in today_cards(staff=staff, as_of=NOW) if one.name == section)
    return [card.contact.name for card in found.cards]


def began(alice: Staff, contact: Contact) -> Ask:
    """An open ask, a promise, a waiting answer and a place on a shortlist."""
    campaign = make_campaign(alice, name=f"For {contact}")
    Candidate.objects.create(campaign=campaign, contact=contact, staff=alice)
    make_promise(staff=alice, contact=contact, text="Send the figures", due_on=TODAY, as_of=NOW)
    log(alice, contact, "inbound", days=9, text="When do the figures come?")
    fields = {"channel": "email", "asked_at": days_ago(8), "earned": True, "judged": {"stage": "ready"}}
    return Ask.objects.create(staff=alice, contact=contact, campaign=campaign, **fields)


def test_one_contact_passes_on_with_an_introduction_that_was_made(alice: Staff, bob: Staff) -> None:
    ana = make_contact(alice, "Ana Lima")
    began(alice, ana)
    with refused(NotAllowed, "hand this contact over"):
        hand_over(staff=bob, contact=ana, to=bob, as_of=NOW)
    with refused(Conflict, "already"):
        hand_over(staff=alice, contact=ana, to=alice, as_of=NOW)
    passed = hand_over(staff=alice, contact=ana, to=bob, introduced_on="email", words="Ana, meet Bob.", as_of=NOW)
    assert (passed.contacts, passed.candidates, passed.promises) == (1, 1, 1)
    ana.refresh_from_db()
    assert ana.owner == bob and Promise.objects.get().staff == bob and Candidate.objects.get().staff == bob
    introduction = Interaction.objects.get(kind="introduction")
    assert (introduction.staff, introduction.introduces, introduction.text) == (alice, bob, "Ana, meet Bob.")
    assert Relationship.objects.get(staff=bob, contact=ana).introduced_on == TODAY


def test_no_introduction_is_logged_that_was_not_made(alice: Staff, bob: Staff) -> None:
    ana = make_contact(alice, "Ana Lima")
    hand_over(staff=alice, contact=ana, to=bob, as_of=NOW)
    assert not Interaction.objects.exists()


@pytest.mark.slow
def test_who_leaves_leaves_nothing_waiting(ada: Staff, alice: Staff, bob: Staff) -> None:
    ana, ben = make_contact(alice, "Ana Lima"), make_contact(bob, "Ben Ortiz")
    asks = [began(alice, ana), began(alice, ben)]
    assert cards(bob, "answer") == cards(bob, "record") == cards(bob, "promised") == []
    passed = leave(staff=ada, leaver=alice, to=ada, as_of=NOW)
    assert (passed.contacts, passed.campaigns, passed.candidates, passed.promises) == (1, 2, 2, 2)
    alice.refresh_from_db()
    assert alice.left_on == TODAY
    for staff, name in ((ada, "Ana Lima"), (bob, "Ben Ortiz")):
        for section in ("answer", "record", "promised"):
            assert cards(staff, section) == [name], (staff.name, section)
    follow_up(staff=bob, ask=asks[1], text="Did it reach you?", as_of=NOW)
    log(bob, ben, "outbound", text="Here they are.")
    assert cards(bob, "answer") == []


def test_whom_they_introduced_before_they_left_is_logged(ada: Staff, alice: Staff, bob: Staff) -> None:
    ana, _ben = make_contact(alice, "Ana Lima"), make_contact(alice, "Ben Ortiz")
    leave(staff=ada, leaver=alice, to=bob, introduced=[ana], introduced_on="video", as_of=NOW)
    logged = Interaction.objects.get()
    assert (logged.kind, logged.contact, logged.introduces, logged.channel) == ("introduction", ana, bob, "video")


def test_what_is_private_stays_so_when_its_owner_leaves(ada: Staff, alice: Staff, bob: Staff) -> None:
    hers = make_contact(alice, "Dora Secret", visibility="private")
    began(alice, hers)
    leave(staff=ada, leaver=alice, to=bob, as_of=NOW)
    hers.refresh_from_db()
    assert hers.owner == alice and not hers.is_visible_to(bob)
    assert Promise.objects.get().staff == alice
    assert cards(bob, "promised") == []


def test_leaving_is_said_by_an_admin_and_to_somebody_who_stays(ada: Staff, alice: Staff, bob: Staff) -> None:
    with refused(NotAllowed, "Only an admin"):
        leave(staff=bob, leaver=alice, to=bob, as_of=NOW)
    with refused(Refusal, "a colleague who stays"):
        leave(staff=ada, leaver=alice, to=alice, as_of=NOW)
    leave(staff=ada, leaver=alice, to=bob, as_of=NOW)
    with refused(Conflict, "left already"):
        leave(staff=ada, leaver=alice, to=bob, as_of=NOW)


def test_where_nobody_is_named_it_goes_to_the_cover_or_to_the_admin(ada: Staff, alice: Staff, bob: Staff) -> None:
    ana = make_contact(alice, "Ana Lima")
    alice.covered_by = bob
    alice.save()
    change_staff(staff=ada, colleague=alice, left_on=day(0), as_of=NOW)
    ana.refresh_from_db()
    assert ana.owner == bob
    change_staff(staff=ada, colleague=bob, left_on=day(0), as_of=NOW)
    ana.refresh_from_db()
    assert ana.owner == ada

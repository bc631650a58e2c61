"""A manager lets count what was taken for no personal message; an ask never profits from it."""

import pytest

from crm.actions.edit_interaction import void_interaction
from crm.actions.overrule import overrule, take_back_overruling
from crm.errors import Conflict, NotAllowed, Refusal
from crm.models import Contact, Interaction, Staff
from crm.readiness import readiness_of
from crm.readiness.facts import drifted
from tests.builders import NOW, earn, log, make_campaign, make_contact, make_staff, make_topic
from tests.crm.actions.unchanged import refused

pytestmark = pytest.mark.django_db
TEXT = "the ferry across the bay runs again after eleven years of silence and the captain still sings to the gulls"


@pytest.fixture
def alice() -> Staff:
    return make_staff("Alice")


@pytest.fixture
def boss() -> Staff:
    return make_staff("Boss", role="manager")


@pytest.fixture
def copy(alice: Staff) -> Interaction:
    log(alice, make_contact(alice, "Ben Okoro"), days=5, text=TEXT)
    it = log(alice, make_contact(alice, "Ana Lima"), days=4, text=TEXT)
    assert it.not_genuine_because == "canned"
    return it


def reached(alice: Staff, contact: Contact) -> int:
    return alice.relationships.get(contact=contact).reached_days


def test_a_manager_lets_a_near_copy_count_and_takes_it_back(alice: Staff, boss: Staff, copy: Interaction) -> None:
    assert reached(alice, copy.contact) == 0
    overrule(staff=boss, interaction=copy, reason="Both had asked for the same times.", as_of=NOW)
    assert copy.genuine and copy.would_not_count_because == "canned"
    assert Interaction.objects.genuine().filter(pk=copy.pk).exists()
    assert reached(alice, copy.contact) == 1 and drifted() == []
    take_back_overruling(staff=boss, interaction=copy)
    assert copy.not_genuine_because == "canned" and copy.overrule_reason == ""
    assert reached(alice, copy.contact) == 0 and drifted() == []


def test_it_refuses_anybody_else_and_anything_without_a_reason(alice: Staff, boss: Staff, copy: Interaction) -> None:
    with refused(NotAllowed, "Only a manager"):
        overrule(staff=alice, interaction=copy, reason="Mine.", as_of=NOW)
    with refused(Refusal, "Say why"):
        overrule(staff=boss, interaction=copy, reason=" ", as_of=NOW)
    with refused(Conflict, "Nobody overruled"):
        take_back_overruling(staff=boss, interaction=copy)


def test_it_refuses_what_counts_and_what_is_void(alice: Staff, boss: Staff, copy: Interaction) -> None:
    fine = log(alice, copy.contact, days=3, text="Something else entirely, for you alone.")
    with refused(Conflict, "counts already"):
        overrule(staff=boss, interaction=fine, reason="So.", as_of=NOW)
    overrule(staff=boss, interaction=copy, reason="So.", as_of=NOW)
    with refused(Conflict, "overruled before"):
        overrule(staff=boss, interaction=copy, reason="Again.", as_of=NOW)
    void_interaction(staff=alice, interaction=copy, reason="Never sent.", as_of=NOW)
    assert copy.not_genuine_because == "voided"
    with refused(Conflict, "voided"):
        overrule(staff=boss, interaction=copy, reason="So.", as_of=NOW)


def test_a_link_pushed_unasked_rests_them_whoever_lets_it_count(alice: Staff, boss: Staff) -> None:
    topic, ana = make_topic(), make_contact(alice)
    campaign = make_campaign(alice, topics=[topic], links=["https://velo.example/bike"])
    earn(alice, ana, topic)
    pushed = log(alice, ana, days=1, text="Have you seen this? velo.example/bike?ref=ana")
    assert pushed.not_genuine_because == "promotional"
    overrule(staff=boss, interaction=pushed, reason="She had asked by phone.", as_of=NOW)
    missing = {v.name for v in readiness_of(contact=ana, staff=alice, campaign=campaign, as_of=NOW).missing}
    assert "rested" in missing


@pytest.mark.parametrize(
    ("link", "carries"),
    [
        ("http://velo.example/bike", True),
        ("https://www.velo.example/bike/?utm_source=x", True),
        ("https://velo.example/bike?ref=7&x=1", True),
        ("https://velo.example/bike/press-kit.pdf", True),
        ("velo.example/bike", True),
        ("https://click.tool.example/go?url=https%3A%2F%2Fvelo.example%2Fbike", True),
        ("https://velo.example/", False),
        ("https://velo.example/bikes", False),
        ("https://other.example/bike", False),
        ("bike.velo", False),
    ],
)
def test_a_campaigns_link_is_known_in_every_dress(alice: Staff, link: str, carries: bool) -> None:
    make_campaign(alice, links=["https://velo.example/bike"])
    assert log(alice, make_contact(alice), days=1, text=f"Look: {link}").promotional is carries

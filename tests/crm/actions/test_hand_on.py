"""Who should ask, and how somebody is handed on to them."""

import pytest

from crm.actions.hand_on import ask_to_introduce, decline_to_introduce, hand_on
from crm.actions.introduce import introduce
from crm.actions.log_interaction import log_interaction
from crm.actions.save_campaign import shortlist
from crm.actions.save_draft import save_draft
from crm.errors import Conflict, NotAllowed, Refusal
from crm.introductions import introductions_to_make
from crm.models import Draft, Interaction
from crm.readiness import readiness_of
from crm.readiness.askers import askers_of, who_should_ask
from crm.today import today_cards
from tests.builders import NOW, TODAY, day, days_ago, earn, log, make_campaign, make_contact, make_staff, make_topic
from tests.crm.actions.unchanged import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice():
    return make_staff("Alice")


@pytest.fixture
def bob():
    return make_staff("Bob")


@pytest.fixture
def topic():
    return make_topic()


@pytest.fixture
def ana(alice):
    return make_contact(alice, "Ana Lima")


@pytest.fixture
def campaign(alice, topic):
    return make_campaign(alice, topics=[topic])


@pytest.fixture
def candidate(alice, ana, campaign):
    [one] = shortlist(campaign=campaign, contacts=[ana], staff=alice)
    return one


def known(alice, ana, campaign):
    judged = readiness_of(contact=ana, staff=alice, campaign=campaign, as_of=NOW)
    return next(verdict for verdict in judged.criteria if verdict.name == "known")


# Who should ask? -------------------------------------------------------------------------------------------------


def test_the_ready_one_comes_first_then_the_nearest_then_the_warmest(alice, bob, ana, campaign, topic):
    cleo, dora = make_staff("Cleo"), make_staff("Dora")
    earn(bob, ana, topic)
    earn(cleo, ana, topic, but="given")
    log(dora, ana, days=300, text="Hello there, a year ago nearly.")
    found = who_should_ask(contact=ana, campaign=campaign, viewer=alice, as_of=NOW)
    assert [asker.staff.name for asker in found] == ["Bob", "Cleo", "Dora", "Alice"]
    assert [asker.readiness.stage for asker in found] == ["ready", "give", "listen", "listen"]
    assert "not done anything for Ana Lima" in found[1].readiness.next.sentence


def test_whoever_left_or_may_not_see_them_is_not_named(alice, bob, ana, campaign, topic):
    earn(bob, ana, topic)
    earn(make_staff("Gone", left_on=TODAY), ana, topic)
    ana.visibility = "private"
    ana.save()
    found = who_should_ask(contact=ana, campaign=campaign, viewer=alice, as_of=NOW)
    assert [asker.staff for asker in found] == [alice]


def test_who_is_away_is_told(alice, ana, campaign, topic):
    bob = make_staff("Bob", away_until=day(3))
    earn(bob, ana, topic)
    first, _alice = who_should_ask(contact=ana, campaign=campaign, viewer=alice, as_of=NOW)
    assert first.staff == bob and first.is_away


def test_a_board_asks_as_often_for_many_people(alice, bob, campaign, django_assert_num_queries):
    people = [make_contact(alice, f"Reader {n}") for n in range(6)]
    for n, who in enumerate(people):
        log(bob, who, days=30, text=f"Something for reader {n} alone, no other.")
    with django_assert_num_queries(10):
        found = askers_of(people, campaign=campaign, viewer=alice, as_of=NOW)
    assert all({asker.staff for asker in askers} == {alice, bob} for askers in found.values())


# Handing on ------------------------------------------------------------------------------------------------------


def test_alice_hands_ana_on_with_her_note_her_draft_and_an_introduction(alice, bob, ana, campaign, candidate):
    save_draft(staff=alice, campaign=campaign, contact=ana, as_of=NOW, text="Dear Ana, as you wrote …")
    assert not known(bob, ana, campaign).met
    words = "Ana, meet Bob, who knows every bicycle shop in town."
    hand_on(staff=alice, candidate=candidate, to=bob, note="Prefers mornings.", introduction=words, as_of=NOW)
    candidate.refresh_from_db()
    assert (candidate.staff, candidate.handed_on_by, candidate.note) == (bob, alice, "Prefers mornings.")
    assert Draft.objects.get().staff == bob
    logged = Interaction.objects.get()
    assert (logged.staff, logged.introduces, logged.kind, logged.text) == (alice, bob, "introduction", words)
    assert known(bob, ana, campaign).stood_in_by == "introduction"


def test_without_words_to_both_nobody_was_introduced(alice, bob, ana, campaign, candidate):
    hand_on(staff=alice, candidate=candidate, to=bob, as_of=NOW)
    assert not Interaction.objects.exists()
    assert not known(bob, ana, campaign).met


def test_bobs_own_draft_stays_his(alice, bob, ana, campaign, candidate):
    for who, text in ((alice, "Alice’s words"), (bob, "Bob’s words")):
        save_draft(staff=who, campaign=campaign, contact=ana, as_of=NOW, text=text)
    hand_on(staff=alice, candidate=candidate, to=bob, as_of=NOW)
    assert Draft.objects.get(staff=bob).text == "Bob’s words"


def test_bob_takes_somebody_on_but_does_not_give_alices_away(alice, bob, candidate):
    cleo = make_staff("Cleo")
    with refused(NotAllowed, "hand this on"):
        hand_on(staff=bob, candidate=candidate, to=cleo, as_of=NOW)
    assert hand_on(staff=bob, candidate=candidate, to=bob, as_of=NOW).staff == bob


def test_nobody_is_handed_to_somebody_who_left_may_not_see_them_or_would_ask_already(alice, bob, ana, candidate):
    gone = make_staff("Gone", left_on=TODAY)
    with refused(Refusal, "does not work here"):
        hand_on(staff=alice, candidate=candidate, to=gone, as_of=NOW)
    with refused(Conflict, "would ask already"):
        hand_on(staff=alice, candidate=candidate, to=alice, as_of=NOW)
    ana.visibility = "private"
    ana.save()
    with refused(Refusal, "no such contact"):
        hand_on(staff=alice, candidate=candidate, to=bob, introduction="Meet Bob.", as_of=NOW)


# Asking for an introduction ------------------------------------------------------------------------------------


def cards(staff):
    return [
        card for section in today_cards(staff=staff, as_of=NOW) for card in section.cards if card.verb == "introduce"
    ]


def test_bob_is_asked_in_his_today_until_he_introduced_alice(alice, bob, ana, campaign, candidate):
    log(bob, ana, days=100, text="We spoke of gears, she and I.")
    ask_to_introduce(staff=alice, candidate=candidate, colleague=bob)
    [card] = cards(bob)
    assert card.sentence == "Alice asks you to introduce them to Ana Lima." and card.campaign == campaign
    assert not cards(alice)
    introduce(staff=bob, contact=ana, to=alice, text="Ana, this is Alice, of whom I told you.", as_of=NOW)
    assert not cards(bob) and not introductions_to_make().exists()
    assert known(alice, ana, campaign).stood_in_by == "introduction"


def test_an_introduction_that_is_logged_in_any_other_way_will_do(alice, bob, ana, candidate):
    log(bob, ana, days=100, text="We spoke of gears, she and I.")
    ask_to_introduce(staff=alice, candidate=candidate, colleague=bob)
    log_interaction(
        staff=bob, contact=ana, channel="phone", direction="outbound", kind="introduction", occurred_at=days_ago(0),
        as_of=NOW, introduces=alice,
    )  # fmt: skip
    assert not cards(bob)


def test_bob_may_decline(alice, bob, ana, candidate):
    log(bob, ana, days=100, text="We spoke of gears, she and I.")
    ask_to_introduce(staff=alice, candidate=candidate, colleague=bob)
    cleo = make_staff("Cleo")
    with refused(NotAllowed):
        decline_to_introduce(staff=cleo, candidate=candidate)
    decline_to_introduce(staff=bob, candidate=candidate)
    assert not cards(bob)
    with refused(Conflict):
        decline_to_introduce(staff=bob, candidate=candidate)


def test_a_stranger_is_not_asked_to_introduce_nor_whoever_would_ask(alice, bob, candidate):
    with refused(Refusal, "has not exchanged a word"):
        ask_to_introduce(staff=alice, candidate=candidate, colleague=bob)
    with refused(Conflict, "introduces themselves"):
        ask_to_introduce(staff=alice, candidate=candidate, colleague=alice)

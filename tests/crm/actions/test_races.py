"""Two colleagues in two processes ask at one instant: exactly one ask comes through, a hundred times over."""

import pytest

from crm.models import Ask, AskSlot, Boundary
from tests.builders import NOW, days_ago, make_campaign, make_staff, make_topic
from tests.crm.actions.people import earn_all, letter, link, make_people
from tests.crm.actions.rivals import Rivals

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

TIMES = 100


@pytest.fixture(scope="module")
def rivals(django_db_setup):
    with Rivals() as two:
        yield two


@pytest.fixture
def office():
    alice, bob = make_staff("Alice"), make_staff("Bob")
    topic = make_topic()
    summer, winter = (make_campaign(alice, topics=[topic], name=name) for name in ("Summer", "Winter"))
    return alice, bob, topic, summer, winter


def ask(staff, contact, campaign, number):
    return "ask", {
        "staff": staff.pk,
        "contact": contact.pk,
        "campaign": campaign.pk,
        "text": letter(number, staff.name),
    }


def one_of_two_came_through(answers, times=TIMES):
    assert len(answers) == times
    for pair in answers:
        refused = [answer for answer in pair if answer != "done"]
        assert len(refused) == 1, pair
        assert refused[0] in ("locked: closed", "locked: resting", "conflict"), pair
    assert Ask.objects.count() == times


def test_one_of_two_asks_to_one_contact_comes_through(office, rivals):
    alice, bob, topic, summer, _ = office
    people = make_people(alice, TIMES)
    earn_all([alice, bob], people, topic)
    rounds = [(ask(alice, who, summer, n), ask(bob, who, summer, n)) for n, who in enumerate(people)]
    one_of_two_came_through(rivals.at_once(rounds))
    assert AskSlot.objects.filter(exclusive=True).count() == 2 * TIMES  # the record and its address


def test_one_of_two_asks_for_two_campaigns_comes_through(office, rivals):
    alice, bob, topic, summer, winter = office
    people = make_people(alice, TIMES // 2)
    earn_all([alice, bob], people, topic)
    rounds = [(ask(alice, who, summer, n), ask(bob, who, winter, n)) for n, who in enumerate(people)]
    one_of_two_came_through(rivals.at_once(rounds), TIMES // 2)


def test_one_of_two_asks_to_two_records_of_a_person_comes_through(office, rivals):
    """One of them private; every other time for two campaigns."""
    alice, bob, topic, summer, winter = office
    people = make_people(alice, TIMES)
    private = make_people(bob, TIMES, same_as=people, visibility="private")
    assert [who.person for who in private] == [who.pk for who in people]
    earn_all([alice], people, topic)
    earn_all([bob], private, topic)
    rounds = [
        (ask(alice, one, summer, n), ask(bob, second, winter if n % 2 else summer, n))
        for n, (one, second) in enumerate(zip(people, private, strict=True))
    ]
    one_of_two_came_through(rivals.at_once(rounds))


def test_one_of_two_asks_to_records_that_a_third_one_links_comes_through(office, rivals):
    """They share no address with each other: only the lock on the whole person keeps the second ask back."""
    alice, bob, topic, summer, winter = office
    people, others = make_people(alice, TIMES // 2), make_people(alice, TIMES // 2)
    between = make_people(make_staff("Charlie"), TIMES // 2, same_as=people, visibility="private")
    link(between, others)
    earn_all([alice], people, topic)
    earn_all([bob], others, topic)
    rounds = [
        (ask(alice, one, summer, n), ask(bob, other, winter if n % 2 else summer, n))
        for n, (one, other) in enumerate(zip(people, others, strict=True))
    ]
    one_of_two_came_through(rivals.at_once(rounds), TIMES // 2)


def test_a_boundary_noted_while_an_ask_is_made_comes_before_or_after_it(office, rivals):
    alice, bob, topic, summer, _ = office
    people = make_people(alice, TIMES)
    private = make_people(bob, TIMES, same_as=people, visibility="private")
    earn_all([alice], people, topic)
    rounds = [
        (ask(alice, who, summer, n), ("bound", {"staff": bob.pk, "contact": (who if n % 2 else second).pk}))
        for n, (who, second) in enumerate(zip(people, private, strict=True))
    ]
    answers = rivals.at_once(rounds)
    assert {asked for asked, _ in answers} <= {"done", "locked: closed"}
    assert {noted for _, noted in answers} == {"done"}
    assert Boundary.objects.count() == TIMES
    assert Ask.objects.count() == sum(asked == "done" for asked, _ in answers)


def test_a_no_recorded_while_a_colleague_follows_up_is_never_lost(office, rivals):
    alice, bob, topic, summer, _ = office
    alice.role = "manager"
    alice.save()
    people = make_people(alice, TIMES)
    made = {
        "campaign": summer,
        "staff": bob,
        "channel": "email",
        "asked_at": days_ago(9),
        "earned": True,
        "judged": {"stage": "ready"},
    }
    asks = Ask.objects.bulk_create(Ask(contact=who, **made) for who in people)
    rounds = [
        (("answer no", {"staff": alice.pk, "ask": one.pk}), ("follow up", {"staff": bob.pk, "ask": one.pk}))
        for one in asks
    ]
    answers = rivals.at_once(rounds)
    assert {answered for answered, _ in answers} == {"done"}
    assert {followed for _, followed in answers} <= {"done", "conflict"}
    assert Ask.objects.filter(outcome="no", outcome_at=NOW).count() == TIMES
    assert Boundary.objects.filter(origin="answered_no").count() == TIMES

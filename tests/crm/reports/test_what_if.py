"""Other thresholds, held against asks that were made; and how many people are ready today."""

import pytest

from crm.actions.save_policy import create_policy
from crm.errors import Refusal
from crm.models import Ask, Direction, Policy
from crm.readiness.policy import default_policy
from crm.reports.asks_made import asks_seen_by
from crm.reports.ready_today import ready_today
from crm.reports.what_if import trial_policy, what_if
from tests.builders import (
    NOW,
    days_ago,
    earn,
    log,
    make_boundary,
    make_campaign,
    make_contact,
    make_staff,
    make_topic,
)
from tests.crm.actions.test_open_ask import ask
from tests.crm.reports.made import made

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice():
    return make_staff("Alice")


@pytest.fixture
def mona():
    return make_staff("Mona", role="manager")


@pytest.fixture
def topic():
    return make_topic("Cargo bikes")


@pytest.fixture
def campaign(alice, topic):
    return make_campaign(alice, topics=[topic])


@pytest.fixture
def ana(alice):
    return make_contact(alice, "Ana Lima")


def tried(alice, **thresholds):
    return what_if(asks_seen_by(alice), policy=trial_policy(thresholds), as_of=NOW)


def test_a_longer_acquaintance_would_have_held_two_and_what_came_of_them(alice, ana, campaign):
    for known, outcome in ((30, "no"), (59, "yes"), (60, "yes"), (200, "yes")):
        made(alice, ana, campaign, outcome, facts={"known": known})
    made(alice, ana, campaign, "yes", judged=False)
    found = tried(alice, known_days=60)
    assert (found.held.yes, found.held.no, found.open.yes, found.open.no) == (1, 1, 2, 0)
    assert found.newly_held == found.held and found.newly_open.asks == 0
    assert [(row.key, row.tally.asks) for row in found.by_criterion] == [("known", 2)]
    assert (found.asks, found.unknown, found.is_enough, found.changed) == (4, 1, False, {"known_days": 21})


def test_an_ask_can_be_held_by_several(alice, ana, campaign):
    made(alice, ana, campaign, "no", facts={"heard": [5], "heard_days": [5], "given": []})
    found = tried(alice)
    assert found.held.asks == 1 and found.newly_held.asks == 0
    assert [row.key for row in found.by_criterion] == ["heard", "given"]


def test_laxer_rules_would_have_opened_what_a_manager_opened(alice, mona, ana, campaign):
    overridden = {"override_reason": "On air tomorrow.", "overridden_by": mona, "stage": "connect"}
    made(alice, ana, campaign, "yes", facts={"known": 15}, missing=("known",), **overridden)
    found = tried(alice, known_days=14)
    assert found.newly_open.yes == 1 and found.held.asks == 0


def test_an_attestation_stands_in_under_other_rules_too(alice, ana, campaign):
    made(alice, ana, campaign, "yes", facts={"known": 3, "reached": 0, "stands_in": ["attestation"]})
    assert tried(alice, known_days=100).held.asks == 0
    assert tried(alice, answered_days=10).held.asks == 1


def test_a_campaign_keeps_its_stricter_rules(alice, mona, ana, topic):
    strict = create_policy(staff=mona, name="Careful", known_days=50)
    made(alice, ana, make_campaign(alice, topics=[topic], policy=strict), "yes", facts={"known": 40})
    assert tried(alice, known_days=10).held.asks == 1


def test_fifty_asks_are_enough_to_learn_from(alice, ana, campaign):
    for _ in range(50):
        made(alice, ana, campaign, "yes")
    assert tried(alice).is_enough
    Ask.objects.last().delete()
    assert not tried(alice).is_enough


@pytest.mark.parametrize(
    "wrong", [{"known_days": -1}, {"heard_min": 11}, {"no_such": 1}, {"quiet_min_days": 300, "quiet_max_days": 200}]
)
def test_it_refuses_thresholds_that_no_policy_may_have(alice, wrong):
    with pytest.raises(Refusal) as refused:
        trial_policy(wrong)
    assert set(refused.value.errors) <= set(wrong)
    assert default_policy().known_days == 21 and Policy.objects.count() == 1


def test_an_ask_keeps_the_facts_it_was_judged_on(alice, ana, campaign, topic):
    earn(alice, ana, topic)
    kept = ask(alice, ana, campaign).judged["facts"]
    assert (kept["known"], kept["reached"], kept["answered"], kept["given"]) == (200, 4, 3, [10])
    assert (kept["heard"][:3], kept["stated"], kept["owed"], kept["wrote"]) == ([20, 21, 22], True, None, [3, 100, 99])
    assert tried(alice).open.asks == 1 and tried(alice, unhurried_days=11).held.asks == 1


# Ready today ----------------------------------------------------------------------------------------------------


def ready(staff, **thresholds):
    return [found.people for found in ready_today(staff=staff, as_of=NOW, policies=policies(**thresholds))]


def policies(**thresholds):
    return [default_policy(), trial_policy(thresholds)]


def test_how_many_are_ready_now_and_under_other_rules(alice, ana, campaign, topic):
    earn(alice, ana, topic)
    earn(alice, make_contact(alice, "Ben"), topic, but="given")
    assert ready(alice, known_days=201) == [1, 0]
    assert ready(alice, unhurried_days=0) == [1, 1]
    [now, then] = ready_today(staff=alice, as_of=NOW, policies=policies(heard_min=4))
    assert now.by_campaign == ((campaign, 1),) and then.by_campaign == ((campaign, 0),)


def test_a_person_counts_once_however_many_may_ask_them_for_however_much(alice, ana, campaign, topic):
    bob = make_staff("Bob", time_zone="Asia/Tokyo")
    make_campaign(bob, topics=[topic], name="Another")
    for colleague in (alice, bob):
        earn(colleague, ana, topic)
    assert ready(alice) == [1, 1]


def test_bobs_private_contact_is_not_counted_for_alice(alice, campaign, topic):
    bob = make_staff("Bob")
    hidden = make_contact(bob, "Zelda", visibility="private")
    earn(bob, hidden, topic)
    assert (ready(alice), ready(bob)) == ([0, 0], [1, 1])


def test_a_tie_of_a_colleague_who_may_no_longer_see_them_readies_nobody(alice, ana, campaign, topic):
    earn(make_staff("Bob"), ana, topic)
    assert ready(alice) == [1, 1]
    ana.visibility = "private"
    ana.save()
    assert ready(alice) == [0, 0]


def test_what_waits_for_a_colleague_who_left_holds_back_whoever_owns_them_now(alice, ana, campaign, topic):
    """Alice and Bob share a time zone, and are asked about at once: each by what waits for them."""
    bob, gone = make_staff("Bob"), make_staff("Former", left_on=days_ago(1).date())
    theirs = make_contact(bob, "Ben")
    earn(bob, theirs, topic)
    assert ready(alice) == [1, 1]
    log(gone, theirs, Direction.INBOUND, days=9, text="Could you send me the table?")
    assert ready(alice) == [0, 0]
    log(bob, theirs, days=1, text="Here it is; sorry that it took so long.")
    assert ready(alice) == [1, 1]


def test_whoever_set_a_boundary_or_left_is_not_counted(alice, ana, campaign, topic):
    earn(alice, ana, topic)
    make_boundary(ana, "topic", topic=topic)
    assert ready(alice) == [0, 0]


def test_nobody_is_ready_where_no_campaign_is_live(alice, ana, topic):
    earn(alice, ana, topic)
    assert ready(alice) == [0, 0]

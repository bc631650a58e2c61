"""Asking: what opens, what is refused, and what the refusal says."""

import pytest

from crm.actions.open_ask import Because, open_ask
from crm.actions.record_outcome import record_outcome
from crm.errors import AskLocked
from crm.models import Ask, Boundary, Interest
from crm.readiness import readiness_of
from tests.builders import LETTER, NOW, day, days_ago, earn, make_campaign, make_contact, make_staff, make_topic

pytestmark = pytest.mark.django_db
MOST_QUERIES = 30  # of those that go through Django; savepoints included


@pytest.fixture
def alice():
    return make_staff("Alice")


@pytest.fixture
def topic():
    return make_topic("Cargo bikes")


@pytest.fixture
def ana(alice):
    return make_contact(alice, "Ana Lima")


@pytest.fixture
def campaign(alice, topic):
    return make_campaign(alice, topics=[topic], client="Velo", facts="The study asked 4,000 riders.")


def ask(alice, ana, campaign, **fields):
    interest = Interest.objects.filter(contact=ana).first()
    fields.setdefault("because", interest and Because("interest", interest.pk))
    fields.setdefault("text", LETTER)
    return open_ask(staff=alice, contact=ana, campaign=campaign, channel="email", as_of=NOW, **fields)


def test_it_refuses_an_ask_to_a_stranger(alice, ana, campaign):
    with pytest.raises(AskLocked) as locked:
        ask(alice, ana, campaign)
    assert locked.value.stage == "listen"
    missing = {verdict.name for verdict in locked.value.missing}
    assert missing == {"heard", "fit", "known", "reached", "answered", "alive", "given", "because", "channel"}


def test_an_earned_ask_opens_is_answered_no_and_has_them_rest(alice, ana, campaign, topic):
    earn(alice, ana, topic)
    opened = ask(alice, ana, campaign)
    assert opened.earned and opened.judged["stage"] == "ready"
    record_outcome(staff=alice, ask=opened, outcome="no", as_of=NOW, scope="client", note="Please not Velo.")
    boundary = Boundary.objects.get(contact=ana)
    assert (boundary.scope, boundary.client, boundary.ask) == ("client", "Velo", opened)
    other = make_campaign(alice, name="Trains", topics=[topic], client="Rail")
    readiness = readiness_of(contact=ana, staff=alice, campaign=other, as_of=NOW)
    assert readiness.stage == "resting"
    rested = next(verdict for verdict in readiness.criteria if verdict.name == "rested")
    assert rested.by_time_on == day(181)


@pytest.mark.parametrize(
    ("but", "stage"), [("heard", "listen"), ("fit", "listen"), ("exchange", "connect"), ("given", "give")]
)
def test_what_is_missing_decides_the_stage(alice, ana, campaign, topic, but, stage):
    earn(alice, ana, topic, but=but)
    assert readiness_of(contact=ana, staff=alice, campaign=campaign, as_of=NOW).stage == stage


def test_opening_an_ask_costs_the_same_however_many_were_made(
    alice, ana, campaign, topic, django_assert_max_num_queries
):
    earn(alice, ana, topic)
    for number in range(20):
        asked = {"channel": "email", "already_made": True, "earned": False, "asked_at": days_ago(400 + number)}
        other = make_contact(alice, f"Other {number}")
        Ask.objects.create(staff=alice, contact=other, campaign=campaign, text=f"{number}", **asked)
        elsewhere = make_campaign(alice, name="Trains", topics=[topic])
        Ask.objects.create(staff=alice, contact=ana, campaign=elsewhere, text=f"{number}", **asked)
    with django_assert_max_num_queries(MOST_QUERIES):
        ask(alice, ana, campaign)

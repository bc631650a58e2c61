"""Doing what a locked answer lists unlocks it, from any locked world in which they have done their part."""

import os
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings

from crm.actions.log_interaction import log_interaction
from crm.actions.note_interest import note_interest
from crm.readiness import Readiness, readiness_of
from crm.readiness.verdict import Verdict
from tests.crm.readiness.invented import Invented, worlds
from tests.crm.readiness.worlds import write
from tests.oracle.book import ANA, ME

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

K = 1
THEIR_PART = {"answered", "alive"}
MOST_STEPS = 40


class Colleague:
    """Reads the next step of what is missing, and does it: on its day, and no more than it says."""

    def __init__(self, staff, contact, campaign, as_of: datetime):
        self.staff, self.contact, self.campaign, self.as_of = staff, contact, campaign, as_of
        self.done: list[str] = []

    def asks(self) -> Readiness:
        return readiness_of(contact=self.contact, staff=self.staff, campaign=self.campaign, as_of=self.as_of)

    def follow(self, verdict: Verdict) -> None:
        """One step of advice; afterwards it is another day, or the day it was told to wait for."""
        self.done.append(f"{verdict.name}: {verdict.next_step}")
        if verdict.by_time_on is not None:
            self.wait_until(verdict.by_time_on)
            return
        steps: dict[str, Callable[[], None]] = {
            "heard": lambda: self.log("observed", "read", url=f"https://ana.example/new/{len(self.done)}"),
            "known": lambda: self.log("outbound", "message"),
            "reached": lambda: self.log("outbound", "message"),
            "owed": lambda: self.log("outbound", "reply"),
            "given": lambda: self.log("outbound", "help"),
            "fit": self.note_interest,
        }
        steps[verdict.name]()
        self.wait_until(self.staff.today(self.as_of) + timedelta(days=1))

    def log(self, direction: str, kind: str, **fields) -> None:
        text = f"Something of our own, number {'i' * len(self.done)}."
        who = {"staff": self.staff, "contact": self.contact, "channel": "email"}
        when = {"occurred_at": self.as_of, "as_of": self.as_of}
        log_interaction(**who, **when, direction=direction, kind=kind, text=text, **fields)

    def note_interest(self) -> None:
        topic = self.campaign.topics.first()
        who = {"staff": self.staff, "contact": self.contact, "topic": topic, "basis": "stated"}
        note_interest(**who, noted_at=self.as_of, as_of=self.as_of, quote="I care.")

    def wait_until(self, day: date) -> None:
        self.as_of = max(self.as_of, datetime.combine(day, time(12), ZoneInfo(self.staff.time_zone)))


def unlock(colleague: Colleague) -> Readiness:
    """Until it is unlocked, or only they can go on."""
    for _ in range(MOST_STEPS):
        readiness = colleague.asks()
        ours = [verdict for verdict in readiness.missing if verdict.name not in THEIR_PART]
        if readiness.stage == "closed" and readiness.next is None or not ours:
            return readiness
        doable = [v for v in ours if v.by_time_on is not None or v.name not in ("boundaries", "once")]
        if not doable:
            return readiness
        # What can be done now comes before what only time does.
        colleague.follow(min(doable, key=lambda verdict: verdict.by_time_on is not None))
    raise AssertionError(f"it goes on for ever: {colleague.done}")


def they_do_their_part(colleague: Colleague) -> None:
    """They write on enough days that they count as lively."""
    for _ in range(10):
        if not {verdict.name for verdict in colleague.asks().missing} & THEIR_PART:
            return
        colleague.log("inbound", "message")
        colleague.wait_until(colleague.staff.today(colleague.as_of) + timedelta(days=1))


@settings(
    max_examples=int(os.environ.get("UNLOCKING_EXAMPLES", "20")),
    derandomize="UNLOCKING_EXAMPLES" not in os.environ,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(worlds(contacts=3))
def test_doing_what_a_locked_answer_lists_unlocks_it(invented: Invented):
    with transaction.atomic():
        written = write(invented.world, invented.zones, invented.house, invented.own)
        for number in (ANA, ANA + 1, ANA + 2):
            start = max(invented.as_of, *(touch.at for touch in invented.world.touches), invented.as_of)
            who = (written.staff[ME], written.contacts[number], written.campaigns[K])
            colleague = Colleague(*who, start.astimezone(ZoneInfo(invented.zones[ME])))
            for _ in range(3):  # waiting long, they fall quiet, and get back in touch
                they_do_their_part(colleague)
                readiness = unlock(colleague)
                if readiness.unlocked or readiness.stage == "closed":
                    break
            if readiness.stage == "closed":
                lasting = {verdict.name for verdict in readiness.missing} & {"boundaries", "once"}
                assert lasting or not readiness.channels, readiness
            else:
                assert readiness.unlocked, (readiness.missing, colleague.done)
        transaction.set_rollback(True)


def test_a_stranger_becomes_ready_by_the_steps_that_are_told():
    from tests.builders import NOW, make_campaign, make_contact, make_staff, make_topic

    alice, topic = make_staff(time_zone="Pacific/Auckland"), make_topic()
    campaign = make_campaign(alice, topics=[topic])
    colleague = Colleague(alice, make_contact(alice, "Ana"), campaign, NOW)
    first = unlock(colleague)
    assert {verdict.name for verdict in first.missing} == THEIR_PART
    assert colleague.done[0] == "heard: Read 3 more posts or talks of Ana’s, or listen to them."
    they_do_their_part(colleague)
    last = unlock(colleague)
    assert last.unlocked, (last.missing, colleague.done)

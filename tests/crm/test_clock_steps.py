"""A machine whose clock is an hour back, or a year ahead: the clock that is handed in, never the system's.

Nothing that holds somebody back is lost by it, nothing is done a second time, and the doctor finds nothing."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from config.doctor import examine
from crm import jobs
from crm.actions.log_interaction import log_interaction
from crm.actions.open_ask import Because, open_ask
from crm.actions.record_outcome import record_outcome
from crm.errors import AskLocked, Refusal
from crm.models import Ask, Boundary, Campaign, Contact, Interaction, Interest, Relationship, Staff
from crm.readiness.facts import refresh_all
from listening import jobs as listening_jobs
from listening.months import open_months
from tests.builders import LETTER, NOW, earn, make_boundary, make_campaign, make_contact, make_staff, make_topic
from tests.listening.posts import a_post, hear

pytestmark = pytest.mark.django_db
BACK, AHEAD = NOW - timedelta(hours=1), NOW + timedelta(days=365)
PERIODIC = (
    jobs.forget_exports, jobs.find_lost_deliveries, jobs.find_lost_letters, jobs.fall_silent, jobs.tidy_wordings,
    jobs.find_duplicates, jobs.forget_answers, jobs.forget_sessions, jobs.forget_previews, jobs.look_back,
    jobs.forget_what_is_past, listening_jobs.clean_up,
)  # fmt: skip


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path) -> None:
    settings.HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"


@pytest.fixture
def alice() -> Staff:
    return make_staff("Alice", role="manager")


@pytest.fixture
def ana(alice: Staff) -> Contact:
    open_months(NOW)
    topic = make_topic("Cargo bikes", query='"cargo bike*"')
    ana = make_contact(alice, "Ana Lima", email="ana@example.net")
    earn(alice, ana, topic)
    hear(a_post(by="zoe.example"))
    return ana


@pytest.fixture
def summer(ana: Contact, alice: Staff) -> Campaign:
    return make_campaign(alice, name="Summer", topics=[Interest.objects.filter(contact=ana)[0].topic])


def ask_ana(alice: Staff, ana: Contact, campaign: Campaign, as_of: datetime) -> Ask:
    interest = Interest.objects.get(contact=ana, basis="stated")
    return open_ask(
        staff=alice, contact=ana, campaign=campaign, channel="email", text=LETTER, as_of=as_of,
        because=Because("interest", interest.pk),
    )  # fmt: skip


def everything_that_is_due(as_of: datetime) -> None:
    for task in PERIODIC:
        task.func(timestamp=int(as_of.timestamp()))


def is_sound(as_of: datetime) -> None:
    assert {finding.name: finding.offenders for finding in examine(as_of=as_of) if finding.offenders} == {}


@pytest.mark.parametrize("as_of", [BACK, AHEAD], ids=["an hour back", "a year ahead"])
def test_what_is_due_by_a_wrong_clock_leaves_a_sound_book(
    alice: Staff, ana: Contact, summer: Campaign, as_of: datetime
) -> None:
    ask_ana(alice, ana, summer, NOW)
    bo = make_contact(alice, "Bo Lund", email="bo@example.net")
    make_boundary(bo)
    everything_that_is_due(as_of)
    everything_that_is_due(NOW)  # and set right again
    assert Boundary.objects.get(contact=bo).lifted_at is None
    assert Contact.objects.filter(trashed_at=None).count() == 2
    assert Interaction.objects.filter(contact=ana).exists()
    is_sound(NOW)


def test_an_hour_back_nobody_can_be_asked_a_second_time(alice: Staff, ana: Contact, summer: Campaign) -> None:
    ask_ana(alice, ana, summer, NOW)
    winter = make_campaign(alice, name="Winter", topics=list(summer.topics.all()))
    for campaign in (summer, winter):
        with pytest.raises((AskLocked, Refusal)):
            ask_ana(alice, ana, campaign, BACK)
    assert Ask.objects.count() == 1
    is_sound(NOW)


def test_an_hour_back_a_no_still_stands(alice: Staff, ana: Contact, summer: Campaign) -> None:
    """It was noted after what the clock now calls now."""
    ask = ask_ana(alice, ana, summer, NOW - timedelta(days=1))
    record_outcome(staff=alice, ask=ask, outcome="no", scope="everything", as_of=NOW)
    with pytest.raises((AskLocked, Refusal)):
        ask_ana(alice, ana, make_campaign(alice, name="Winter", topics=list(summer.topics.all())), BACK)
    assert Ask.objects.count() == 1


def test_an_hour_back_what_is_logged_is_kept_and_counted(alice: Staff, ana: Contact) -> None:
    log_interaction(
        staff=alice, contact=ana, channel="email", direction="inbound", kind="message", occurred_at=BACK,
        text="I read your piece on the new cycle lanes in our street.", as_of=BACK,
    )  # fmt: skip
    before = Relationship.objects.filter(contact=ana).values().get()
    refresh_all()
    assert Relationship.objects.filter(contact=ana).values().get() == before
    is_sound(NOW)


def test_a_year_ahead_an_open_ask_falls_silent_once_and_an_answer_still_takes_its_place(
    alice: Staff, ana: Contact, summer: Campaign
) -> None:
    ask = ask_ana(alice, ana, summer, NOW)
    everything_that_is_due(AHEAD)
    ask.refresh_from_db()
    assert ask.outcome == "silent"
    record_outcome(staff=alice, ask=ask, outcome="yes", as_of=NOW + timedelta(days=2))
    ask.refresh_from_db()
    assert ask.outcome == "yes"
    is_sound(NOW + timedelta(days=2))

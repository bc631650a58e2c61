"""A mailbox or a calendar is let go of in one of two ways: what was logged stays, or it goes after a week."""

from datetime import timedelta
from typing import Any

import pytest

from crm.actions.change_staff import change_staff
from crm.actions.connect_calendar import connect_calendar
from crm.actions.disconnect import disconnect, forget_what_came, keep_what_came
from crm.actions.pause_connection import pause_connection, resume_connection
from crm.actions.promise import make_promise
from crm.actions.save_mailbox import connect_mailbox
from crm.errors import Conflict, NotAllowed
from crm.models import (
    Ask,
    Calendar,
    Contact,
    Interaction,
    LeftMail,
    Mailbox,
    MailFolder,
    MailOffer,
    Meeting,
    Relationship,
    Staff,
    TakenMail,
)
from crm.retention import forget_what_is_past
from tests.builders import NOW, log, make_campaign, make_contact, make_staff
from tests.crm.correspondence.letters import ALICE, ANA, letter
from tests.crm.correspondence.test_taking import read

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture
def alice() -> Staff:
    return make_staff("Alice", email=ALICE)


@pytest.fixture
def ana(alice: Staff) -> Contact:
    return make_contact(alice, email=ANA)


def mailbox_of(alice: Staff) -> Mailbox:
    given = {"host": "imap.house.example", "user": ALICE, "password": "app pass word"}
    return connect_mailbox(staff=alice, as_of=NOW, **given)


def calendar_of(alice: Staff) -> Calendar:
    given = {"kind": "caldav", "address": "https://dav.house.example/alice/", "username": "alice", "password": "secret"}
    return connect_calendar(staff=alice, as_of=NOW, **given)  # type: ignore[arg-type]


def with_mail(alice: Staff) -> Mailbox:
    """What Ana wrote, and how far her folder was read."""
    mailbox = mailbox_of(alice)
    MailFolder.objects.create(mailbox=mailbox, name="INBOX")
    LeftMail.objects.create(mailbox=mailbox, number=7, reason="crowd", at=NOW)
    read(alice, letter(text="Could you send me the numbers?\n\n-- \nAna"))
    TakenMail.objects.update(mailbox=mailbox)
    return mailbox


def with_a_meeting(alice: Staff, ana: Contact) -> Calendar:
    calendar = calendar_of(alice)
    met = log(alice, ana, "mutual", days=3, kind="meeting", channel="in_person", external_id="coffee")
    told = {"staff": alice, "contact": ana, "kind": "meeting", "channel": "in_person", "seen_at": NOW}
    was = {"starts_at": met.occurred_at, "ends_at": met.occurred_at}
    calendar.meetings.create(uid="coffee", state="taken", interaction=met, **was, **told)
    calendar.meetings.create(uid="lunch", state="ahead", starts_at=NOW + WEEK, ends_at=NOW + WEEK, **told)
    return calendar


def both(alice: Staff, ana: Contact) -> list[Any]:
    return [with_mail(alice), with_a_meeting(alice, ana)]


def test_disconnected_the_secret_goes_at_once_and_what_was_logged_stays(alice: Staff, ana: Contact) -> None:
    for connection in both(alice, ana):
        disconnect(staff=alice, connection=connection, as_of=NOW)
        connection.refresh_from_db()
        assert (connection.sealed, connection.disconnected_at, connection.forget_at) == ("", NOW, None)
    assert not MailFolder.objects.exists() and not LeftMail.objects.exists()
    assert Interaction.objects.count() == 2 and list(Meeting.objects.values_list("uid", flat=True)) == ["coffee"]
    forget_what_is_past(as_of=NOW + 2 * WEEK)
    assert Interaction.objects.count() == 2


def test_to_be_forgotten_it_stays_for_a_week_and_then_is_as_if_it_had_never_been_read(
    alice: Staff, ana: Contact
) -> None:
    for connection in both(alice, ana):
        disconnect(staff=alice, connection=connection, as_of=NOW, forget=True)
    forget_what_is_past(as_of=NOW + WEEK - timedelta(minutes=1))
    assert Interaction.objects.count() == 2
    forget_what_is_past(as_of=NOW + WEEK)
    assert not Interaction.objects.exists() and not TakenMail.objects.exists() and not MailOffer.objects.exists()
    assert not Meeting.objects.exists()
    assert Relationship.objects.get(staff=alice, contact=ana).last_exchange_at is None
    assert not Mailbox.objects.to_forget().exists() and not Calendar.objects.to_forget().exists()


def test_it_can_be_thought_over_and_hurried(alice: Staff, ana: Contact) -> None:
    mailbox, calendar = both(alice, ana)
    for connection in (mailbox, calendar):
        disconnect(staff=alice, connection=connection, as_of=NOW, forget=True)
    keep_what_came(staff=alice, connection=mailbox)
    assert forget_what_came(staff=alice, connection=calendar) == 1
    assert Interaction.objects.get().mail.mailbox == mailbox
    for decide in (keep_what_came, forget_what_came):
        with pytest.raises(Conflict):
            decide(staff=alice, connection=mailbox)


def test_connected_again_within_the_week_nothing_is_forgotten(alice: Staff, ana: Contact) -> None:
    for connection in both(alice, ana):
        disconnect(staff=alice, connection=connection, as_of=NOW, forget=True)
    mailbox_of(alice)
    calendar_of(alice)
    forget_what_is_past(as_of=NOW + 2 * WEEK)
    assert Interaction.objects.count() == 2


@pytest.mark.parametrize("rests", ["promise", "answer", "no", "ask", "decision", "voided"])
def test_what_somebody_built_on_is_not_forgotten(alice: Staff, ana: Contact, rests: str) -> None:
    mailbox = with_mail(alice)
    theirs = Interaction.objects.get()
    if rests == "promise":
        make_promise(staff=alice, contact=ana, text="The numbers", due_on=NOW.date(), as_of=NOW, interaction=theirs)
    elif rests == "answer":
        log(alice, ana, "outbound", days=0, answers=theirs)
    elif rests == "ask":
        Ask.objects.create(
            staff=alice, contact=ana, campaign=make_campaign(alice), channel="email", asked_at=NOW, earned=True,
            because_kind="interaction", because_id=theirs.pk,
        )  # fmt: skip
    elif rests == "decision":
        MailOffer.objects.update(taken_up=True, settled_at=NOW, settled_by=alice)
    else:
        told = {"no": {"refusal": True}, "voided": {"voided_at": NOW, "void_reason": "Not from her"}}[rests]
        Interaction.objects.update(**told)
    disconnect(staff=alice, connection=mailbox, as_of=NOW, forget=True)
    assert forget_what_came(staff=alice, connection=mailbox) == 0
    assert Interaction.objects.filter(pk=theirs.pk).exists()


def test_nobody_else_pauses_ends_or_forgets_it(alice: Staff, ana: Contact) -> None:
    bob = make_staff("Bob", role="admin")
    for connection in both(alice, ana):
        for verb in (pause_connection, resume_connection, disconnect):
            with pytest.raises(NotAllowed):
                verb(staff=bob, connection=connection, as_of=NOW)  # type: ignore[operator]
        disconnect(staff=alice, connection=connection, as_of=NOW, forget=True)
        for decide in (keep_what_came, forget_what_came):
            with pytest.raises(NotAllowed):
                decide(staff=bob, connection=connection)
        with pytest.raises(NotAllowed):
            resume_connection(staff=alice, connection=connection, as_of=NOW)
    assert Interaction.objects.count() == 2


def test_paused_a_mailbox_is_not_read_and_then_goes_on(alice: Staff) -> None:
    mailbox = mailbox_of(alice)
    pause_connection(staff=alice, connection=mailbox, as_of=NOW)
    assert not Mailbox.objects.reading().exists()
    resume_connection(staff=alice, connection=mailbox, as_of=NOW)
    assert Mailbox.objects.reading().exists()


def test_whoever_leaves_takes_the_keys_along(alice: Staff, ana: Contact) -> None:
    ada, connections = make_staff("Ada", role="admin"), both(alice, ana)
    change_staff(staff=ada, colleague=alice, left_on=NOW.date(), as_of=NOW)
    for connection in connections:
        connection.refresh_from_db()
        assert (connection.sealed, connection.disconnected_at, connection.forget_at) == ("", NOW, None)

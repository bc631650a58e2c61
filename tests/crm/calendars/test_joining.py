"""Meetings with people we know become exchanges once they took place; what moves or falls through follows."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from crm.actions.edit_interaction import delete_interaction
from crm.actions.merge_contacts import merge_contacts
from crm.calendars.joining import Joined, take_in
from crm.calendars.reading import cut
from crm.calendars.settling import settle
from crm.models import Calendar, Contact, Interaction, Meeting, Relationship, Staff
from tests.builders import NOW, days_ago, log, make_contact, make_staff
from tests.crm.calendars.ics import calendar_of, connect, event

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
ANA = "ana@paper.example"


@pytest.fixture
def alice() -> Staff:
    return make_staff("Alice", email="alice@us.example")


@pytest.fixture
def ana(alice: Staff) -> Contact:
    return make_contact(alice, "Ana Lima", email=ANA)


@pytest.fixture
def calendar(alice: Staff) -> Calendar:
    return connect(alice)


def taken(calendar: Calendar, *events: str, as_of: datetime = NOW, whole: bool = True, **how: Any) -> Joined:
    """Looked at and settled."""
    pieces = [cut(calendar_of(*events, **how))]
    joined = take_in(calendar, pieces, since=calendar.since, whole=whole, as_of=as_of)
    settle(calendar, as_of=as_of)
    return joined


def coffee(days: float, uid: str = "coffee", **fields: Any) -> str:
    fields.setdefault("invited", {ANA: "ACCEPTED", "alice@us.example": "ACCEPTED"})
    return event(uid, days_ago(days), days_ago(days) + HOUR, **fields)


def state_of(uid: str = "coffee") -> tuple[str, str]:
    found = Meeting.objects.get(uid=uid)
    return found.state, found.why_not


def test_a_meeting_that_took_place_is_logged_once_and_counts_both_ways(
    alice: Staff, ana: Contact, calendar: Calendar
) -> None:
    for _again in range(2):
        taken(calendar, coffee(40, title="Coffee in Lisbon"))
    exchange = Interaction.objects.get()
    assert (exchange.contact, exchange.staff, exchange.external_id) == (ana, alice, "coffee")
    assert (exchange.direction, exchange.kind, exchange.channel) == ("mutual", "meeting", "in_person")
    assert (exchange.text, exchange.occurred_at) == ("Coffee in Lisbon", days_ago(40))
    tie = Relationship.objects.get(staff=alice, contact=ana)
    assert (tie.reached_days, tie.answered_days) == (1, 1)  # entered late, and yet: it has an identity and words


def test_it_is_logged_only_after_it_ended(ana: Contact, calendar: Calendar) -> None:
    taken(calendar, coffee(-2))
    assert state_of() == ("ahead", "")
    assert not Interaction.objects.exists()
    settle(calendar, as_of=days_ago(-2))
    assert not Interaction.objects.exists()  # it has only begun
    settle(calendar, as_of=days_ago(-2) + HOUR)
    assert Interaction.objects.get().occurred_at == days_ago(-2)


@pytest.mark.parametrize(
    ("fields", "state", "why"),
    [
        ({"more": "STATUS:CANCELLED"}, "cancelled", "cancelled"),
        ({"invited": {ANA: "DECLINED"}}, "left_out", "they_declined"),
        ({"invited": {ANA: "ACCEPTED", "alice@us.example": "DECLINED"}}, "left_out", "we_declined"),
        ({"invited": {ANA: "NEEDS-ACTION"}}, "unsure", "unanswered"),
        ({"invited": {ANA: "ACCEPTED", "alice@us.example": "NEEDS-ACTION"}}, "unsure", "unanswered"),
        (
            {"invited": {ANA: "ACCEPTED", "alice@us.example": "NEEDS-ACTION"}, "organizer": "alice@us.example"},
            "taken",
            "",
        ),
        ({"invited": {ANA: ""}}, "taken", ""),
        ({"invited": {}, "organizer": ANA}, "taken", ""),
    ],
)
def test_an_invitation_is_no_meeting(
    ana: Contact, calendar: Calendar, fields: dict[str, Any], state: str, why: str
) -> None:
    """Whoever sends invitations to people who never answer has met nobody."""
    taken(calendar, coffee(3, **fields))
    assert state_of() == (state, why)
    assert Interaction.objects.exists() == (state == "taken")


def test_an_event_that_is_called_back_as_a_whole_did_not_take_place(ana: Contact, calendar: Calendar) -> None:
    taken(calendar, coffee(3), more="METHOD:CANCEL")
    assert state_of() == ("cancelled", "cancelled")


def test_what_moved_moves(ana: Contact, calendar: Calendar) -> None:
    taken(calendar, coffee(3))
    taken(calendar, coffee(2))
    assert Interaction.objects.get().occurred_at == days_ago(2)
    taken(calendar, coffee(-5))  # put off: it has not been
    assert state_of() == ("ahead", "")
    assert not Interaction.objects.exists()


def test_what_was_cancelled_after_it_was_logged_is_taken_out(alice: Staff, ana: Contact, calendar: Calendar) -> None:
    taken(calendar, coffee(3))
    taken(calendar, coffee(3, more="STATUS:CANCELLED"))
    assert not Interaction.objects.exists()
    assert Relationship.objects.get(staff=alice, contact=ana).reached_days == 0


def test_one_of_a_series_that_was_struck_out_goes_and_the_others_stay(ana: Contact, calendar: Calendar) -> None:
    weekly = {"invited": {ANA: ""}, "more": "RRULE:FREQ=WEEKLY;COUNT=3"}
    taken(calendar, coffee(20, **weekly))
    assert Interaction.objects.count() == 3
    gone = f"EXDATE:{days_ago(13).strftime('%Y%m%dT%H%M%SZ')}"
    taken(calendar, coffee(20, invited={ANA: ""}, more=f"RRULE:FREQ=WEEKLY;COUNT=3\n{gone}"))
    assert sorted(Interaction.objects.values_list("occurred_at", flat=True)) == [days_ago(20), days_ago(6)]


def test_what_is_no_longer_in_the_calendar_is_not_ahead_but_was_if_it_was(ana: Contact, calendar: Calendar) -> None:
    """Makers publish the last months only: what is missing of the past was not called off."""
    taken(calendar, coffee(3, "past"), coffee(-3, "ahead"))
    taken(calendar, coffee(1, "other"))
    assert sorted(Meeting.objects.values_list("uid", flat=True)) == ["other", "past"]
    assert Interaction.objects.count() == 2


def test_a_file_of_one_event_calls_off_no_other(ana: Contact, calendar: Calendar) -> None:
    taken(calendar, coffee(-3, "ahead"))
    taken(calendar, coffee(1, "other"), whole=False)
    assert Meeting.objects.count() == 2


def test_the_same_event_in_two_calendars_is_one_meeting(alice: Staff, ana: Contact, calendar: Calendar) -> None:
    taken(calendar, coffee(3))
    taken(connect(alice, name="Phone"), coffee(3))
    assert Meeting.objects.count() == Interaction.objects.count() == 1


def test_what_was_logged_by_hand_on_that_day_is_not_logged_again(
    alice: Staff, ana: Contact, calendar: Calendar
) -> None:
    by_hand = log(alice, ana, "mutual", "meeting", days=3, hour=20, text="Long talk, she wants the figures.")
    taken(calendar, coffee(3))
    assert Interaction.objects.get() == by_hand == Meeting.objects.get().interaction
    taken(calendar, coffee(3, more="STATUS:CANCELLED"))
    assert Interaction.objects.get() == by_hand  # a person said that they met


def test_what_a_person_took_out_stays_out(alice: Staff, ana: Contact, calendar: Calendar) -> None:
    taken(calendar, coffee(3))
    delete_interaction(staff=alice, interaction=Interaction.objects.get(), as_of=NOW)
    for _again in range(2):
        taken(calendar, coffee(3))
    assert not Interaction.objects.exists()
    assert state_of() == ("left_out", "taken_back")


def test_bob_does_not_learn_of_anas_private_record(alice: Staff) -> None:
    make_contact(alice, "Ana Lima", email=ANA, visibility="private")
    bobs = connect(make_staff("Bob"))
    joined = taken(bobs, coffee(3))
    assert not Meeting.objects.exists()
    assert joined.left_out == {"strangers": 1}


def test_a_desk_is_nobody(alice: Staff, ana: Contact, calendar: Calendar) -> None:
    ana.handles.update(shared=True)
    taken(calendar, coffee(3))
    assert not Meeting.objects.exists()


@pytest.mark.parametrize(
    ("shows", "text"),
    [("everything", "Coffee\n\nCafé Bilen\n\nBring the deck"), ("titles", "Coffee"), ("happened", "")],
)
def test_no_more_is_stored_than_may_be_shown(alice: Staff, ana: Contact, shows: str, text: str) -> None:
    taken(connect(alice, shows=shows), coffee(3, more="LOCATION:Café Bilen\nDESCRIPTION:Bring the deck"))
    assert Interaction.objects.get().text == text
    meeting = Meeting.objects.get()
    assert [meeting.title, meeting.place, meeting.notes] == [*text.split("\n\n"), "", "", ""][:3]


@pytest.mark.parametrize(
    "fields",
    [
        {"more": "CLASS:PRIVATE"},
        {"more": "CATEGORIES:Family,Fun"},
        {"title": "[Family] Birthday"},
        {"invited": {ANA: "", "mum@home.example": ""}},
    ],
)
def test_what_bears_a_private_mark_stays_out(alice: Staff, ana: Contact, fields: dict[str, Any]) -> None:
    joined = taken(connect(alice, private_marks=["family", "mum@home.example"]), coffee(3, **fields))
    assert not Meeting.objects.exists()
    assert joined.left_out == {"private": 1}


def test_meetings_go_with_the_person_when_two_records_become_one(
    alice: Staff, ana: Contact, calendar: Calendar
) -> None:
    taken(calendar, coffee(-3))
    other = make_contact(alice, "Ana L.")
    merge_contacts(staff=alice, survivor=other, other=ana, as_of=NOW)
    assert Meeting.objects.get().contact == other
    taken(calendar, coffee(-3))
    assert Meeting.objects.count() == 1

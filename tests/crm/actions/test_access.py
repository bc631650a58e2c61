"""Alice owns, Bob is a teammate, Charlie keeps a private contact: to everybody else there is no such contact."""

from datetime import timedelta

import pytest

from crm.actions.attest import attest, withdraw_attestation
from crm.actions.edit_interaction import delete_interaction, edit_interaction, void_interaction
from crm.actions.follow_up import follow_up
from crm.actions.hand_on import ask_to_introduce, decline_to_introduce, hand_on
from crm.actions.introduce import introduce
from crm.actions.judge_message import judge_message, possible_channels
from crm.actions.log_interaction import log_interaction
from crm.actions.note_boundary import change_boundary, lift_boundary, note_boundary
from crm.actions.note_interest import note_interest
from crm.actions.note_invitation import note_invitation
from crm.actions.open_ask import open_ask
from crm.actions.promise import keep_promise, make_promise
from crm.actions.record_outcome import record_outcome
from crm.actions.save_campaign import change_candidate, shortlist
from crm.actions.save_contact import create_contact, update_contact
from crm.actions.save_draft import save_draft
from crm.actions.trash_contact import restore_contact, trash_contact
from crm.actions.void_ask import void_ask
from crm.errors import Conflict, NotAllowed, Refusal
from crm.models import Ask, Attestation, Candidate, Promise
from crm.readiness import book
from tests.builders import NOW, day, days_ago, log, make_boundary, make_campaign, make_contact, make_staff, make_topic
from tests.crm.actions.unchanged import refused

pytestmark = pytest.mark.django_db


class Room:
    """Charlie's private contact, with one of everything, and somebody else who knocks."""

    def __init__(self, role="admin"):
        self.charlie, self.alice = make_staff("Charlie"), make_staff("Alice", role=role)
        self.hers = make_contact(self.charlie, "Ana Private", visibility="private")
        self.own = make_contact(self.alice, "Own")
        self.topic = make_topic()
        self.campaign = make_campaign(self.alice, topics=[self.topic])
        self.said = log(self.charlie, self.hers, "inbound", days=3, text="Between us.")
        self.wall = make_boundary(self.hers, "channel", channel="x")
        self.attestation = Attestation.objects.create(
            staff=self.charlie, contact=self.hers, reason="School.", attested_on=day(-9)
        )
        self.promise = Promise.objects.create(staff=self.charlie, contact=self.hers, text="Call.", due_on=day(3))
        self.candidate = Candidate.objects.create(campaign=self.campaign, contact=self.hers, staff=self.charlie)
        made = {"channel": "email", "asked_at": days_ago(8), "earned": True, "judged": {"stage": "ready"}}
        self.ask = Ask.objects.create(staff=self.charlie, contact=self.hers, campaign=self.campaign, **made)
        self.who = {"staff": self.alice, "contact": self.hers}
        self.when = {"as_of": NOW}
        self.message = {"channel": "email", "direction": "outbound", "kind": "message", "occurred_at": NOW}


WAYS_IN = {
    "log": lambda r: log_interaction(**r.who, **r.message, **r.when),
    "move to": lambda r: edit_interaction(
        staff=r.alice, interaction=log(r.alice, r.own, days=1), contact=r.hers, **r.when
    ),
    "edit": lambda r: edit_interaction(staff=r.alice, interaction=r.said, text="x", **r.when),
    "void": lambda r: void_interaction(staff=r.alice, interaction=r.said, reason="x", **r.when),
    "delete": lambda r: delete_interaction(staff=r.alice, interaction=r.said, **r.when),
    "bound": lambda r: note_boundary(**r.who, scope="everything", **r.when),
    "change boundary": lambda r: change_boundary(staff=r.alice, boundary=r.wall, note="x", **r.when),
    "lift boundary": lambda r: lift_boundary(staff=r.alice, boundary=r.wall, reason="x", **r.when),
    "interest": lambda r: note_interest(**r.who, topic=r.topic, basis="stated", noted_at=NOW, **r.when),
    "invitation": lambda r: note_invitation(
        **r.who, topic=r.topic, quote="x", given_on=day(0), interaction=r.said, **r.when
    ),
    "ask": lambda r: open_ask(**r.who, campaign=r.campaign, channel="email", text="x", **r.when),
    "ask elsewhere": lambda r: open_ask(
        **r.who, campaign=r.campaign, channel="email", text="x", already_made=True, asked_at=NOW, **r.when
    ),
    "void ask": lambda r: void_ask(staff=r.alice, ask=r.ask, reason="x", **r.when),
    "outcome": lambda r: record_outcome(staff=r.alice, ask=r.ask, outcome="yes", **r.when),
    "follow up": lambda r: follow_up(staff=r.alice, ask=r.ask, text="x", **r.when),
    "attest": lambda r: attest(**r.who, reason="x", **r.when),
    "withdraw attestation": lambda r: withdraw_attestation(staff=r.alice, attestation=r.attestation),
    "promise": lambda r: make_promise(**r.who, text="x", due_on=day(1), **r.when),
    "keep promise": lambda r: keep_promise(staff=r.alice, promise=r.promise, **r.when),
    "shortlist": lambda r: shortlist(campaign=r.campaign, contacts=[r.own, r.hers], staff=r.alice),
    "candidate": lambda r: change_candidate(staff=r.alice, candidate=r.candidate, asker=r.alice),
    "hand on": lambda r: hand_on(staff=r.alice, candidate=r.candidate, to=r.alice, **r.when),
    "want an introduction": lambda r: ask_to_introduce(staff=r.alice, candidate=r.candidate, colleague=r.charlie),
    "decline to introduce": lambda r: decline_to_introduce(staff=r.alice, candidate=r.candidate),
    "introduce": lambda r: introduce(**r.who, to=r.charlie, text="x", **r.when),
    "draft": lambda r: save_draft(**r.who, campaign=r.campaign, text="x", **r.when),
    "judge message": lambda r: judge_message(
        **r.who, campaign=r.campaign, channel="email", text="x", because=None, **r.when
    ),
    "channels": lambda r: possible_channels(**r.who, campaign=r.campaign, **r.when),
    "update": lambda r: update_contact(**r.who, name="x", **r.when),
    "trash": lambda r: trash_contact(**r.who, **r.when),
    "restore": lambda r: restore_contact(**r.who),
}


@pytest.mark.parametrize("way", [way for way in WAYS_IN if way not in ("move to", "shortlist")])
def test_to_others_there_is_no_such_contact(way):
    room = Room()
    with refused(Refusal, "There is no such contact.") as refusal:
        WAYS_IN[way](room)
    assert "Ana" not in str(refusal.value) and "Charlie" not in str(refusal.value)


@pytest.mark.parametrize("way", ["move to", "shortlist"])
def test_nothing_moves_to_a_contact_there_is_not(way):
    room = Room()
    with pytest.raises(Refusal, match="There is no such contact."):
        WAYS_IN[way](room)
    assert room.hers.interactions.count() == 1
    assert Candidate.objects.count() == 1


def test_those_she_shares_it_with_see_it_and_others_do_not():
    room = Room(role="member")
    question = {"campaign": room.campaign, "as_of": NOW}
    seen = book(staff=room.alice, **question).values_list("pk", flat=True)
    assert list(seen) == [room.own.pk]
    room.hers.shared_with.add(room.alice)
    assert set(book(staff=room.alice, **question).values_list("pk", flat=True)) == {room.own.pk, room.hers.pk}
    log_interaction(**room.who, **room.message, **room.when)


@pytest.mark.parametrize("way", ["log", "ask", "bound", "outcome", "update", "draft"])
def test_what_is_in_the_trash_is_no_such_contact_either(way):
    room = Room()
    trash_contact(staff=room.charlie, contact=room.hers, as_of=NOW)
    room.alice = room.charlie
    room.who["staff"] = room.charlie
    with refused(Refusal, "There is no such contact."):
        WAYS_IN[way](room)


def test_an_address_that_somebody_keeps_privately_is_free_to_the_team():
    room = Room()
    address = room.hers.handles.get().value
    made = create_contact(staff=room.alice, as_of=NOW, name="Ana", handles=[{"channel": "email", "value": address}])
    assert made.person == room.hers.person
    with refused(Conflict, "belongs to Ana.") as conflict:
        create_contact(staff=room.alice, as_of=NOW, name="Ana 2", handles=[{"channel": "email", "value": address}])
    assert conflict.value.existing == made


def test_a_colleagues_interaction_is_changed_by_its_author_or_a_manager():
    alice, bob, mona = make_staff("Alice"), make_staff("Bob"), make_staff("Mona", role="manager")
    ana = make_contact(alice)
    logged = log(alice, ana, days=3)
    for change in (
        lambda: edit_interaction(staff=bob, interaction=logged, as_of=NOW, text="x"),
        lambda: void_interaction(staff=bob, interaction=logged, as_of=NOW, reason="x"),
        lambda: delete_interaction(staff=bob, interaction=logged, as_of=NOW),
    ):
        with refused(NotAllowed, "A colleague logged this"):
            change()
    edit_interaction(staff=mona, interaction=logged, as_of=NOW, text="Corrected.")
    delete_interaction(staff=alice, interaction=logged, as_of=NOW)


def test_what_they_wrote_is_voided_with_a_reason_and_never_deleted():
    alice = make_staff("Alice")
    ana = make_contact(alice)
    theirs = log(alice, ana, "inbound", days=3, text="Please.")
    with refused(Refusal, "never deleted"):
        delete_interaction(staff=alice, interaction=theirs, as_of=NOW)
    with refused(Refusal, "Say why"):
        void_interaction(staff=alice, interaction=theirs, as_of=NOW, reason=" ")
    void_interaction(staff=alice, interaction=theirs, as_of=NOW, reason="It was spam.")
    with refused(Refusal, "voided before"):
        void_interaction(staff=alice, interaction=theirs, as_of=NOW, reason="Again.")
    assert ana.interactions.count() == 1
    assert alice.relationships.get().they_wrote_days == 0


def test_what_cannot_have_happened_is_refused():
    alice = make_staff("Alice")
    ana = make_contact(alice)
    who = {"staff": alice, "contact": ana, "channel": "email", "as_of": NOW}
    for fields, sentence in (
        ({"occurred_at": NOW + timedelta(seconds=1)}, "in the future"),
        ({"occurred_at": NOW.replace(year=1949)}, "before 1950"),
        ({"kind": "read"}, "observed"),
        ({"refusal": True}, "Only something of theirs"),
        ({"kind": "shout"}, "shout"),
        ({"text": "a\x00b"}, "NUL"),
        ({"url": "javascript:x"}, ""),
    ):
        wrong = {"direction": "outbound", "kind": "message", "occurred_at": NOW, **who, **fields}
        with refused(Refusal, sentence):
            log_interaction(**wrong)

"""Respect looks at every record of a person; its sentences tell nothing of a record one may not see."""

import json
from datetime import timedelta

import pytest

from crm.actions.open_ask import open_ask
from crm.errors import AskLocked
from crm.models import Ask
from crm.readiness import assess, book, readiness_of
from tests.builders import (
    LETTER,
    NOW,
    day,
    days_ago,
    earn,
    log,
    make_boundary,
    make_campaign,
    make_contact,
    make_staff,
    make_topic,
)

pytestmark = pytest.mark.django_db

SECRETS = ("Charlie", "Confidencia", "Hush", "hush", "Secretly")


class Two:
    """Ana stands in the team's book, and in Charlie's private one under a name and with notes of his."""

    def __init__(self):
        self.alice, self.charlie = make_staff("Alice"), make_staff("Charlie")
        self.topic = make_topic("Bikes")
        self.summer = make_campaign(self.alice, name="Summer", topics=[self.topic], client="Velo")
        self.hushed = make_campaign(self.charlie, name="Hush campaign", topics=[self.topic], client="Velo")
        self.ana = make_contact(self.alice, "Ana")
        address = self.ana.handles.get().value
        self.hers = make_contact(self.charlie, "Ana Confidencia", email=address, visibility="private")
        self.ana.refresh_from_db()
        assert self.ana.person == self.hers.person
        earn(self.alice, self.ana, self.topic)

    def asked(self, days, **fields):
        who = {"staff": self.charlie, "contact": self.hers, "campaign": self.hushed}
        made = {"channel": "email", "earned": True, "judged": {"stage": "ready"}, "text": "Hush, Ana."}
        return Ask.objects.create(**{**who, **made, **fields}, asked_at=days_ago(days))


def everything_told(two):
    """All that Alice gets to read, from the judgement, the book and the refusal."""
    readiness = readiness_of(contact=two.ana, staff=two.alice, campaign=two.summer, as_of=NOW)
    row = book(staff=two.alice, campaign=two.summer, as_of=NOW).get(pk=two.ana.pk)
    assert [(v.name, v.sentence) for v in assess(row).criteria] == [(v.name, v.sentence) for v in readiness.criteria]
    with pytest.raises(AskLocked) as locked:
        open_ask(staff=two.alice, contact=two.ana, campaign=two.summer, channel="email", text=LETTER, as_of=NOW)
    words = [line for v in (*readiness.criteria, *locked.value.missing) for line in (v.sentence, v.next_step)]
    return readiness, " ".join([*words, str(locked.value), json.dumps(readiness.ask, default=str)])


HIDDEN = {
    "a boundary on everything": lambda two: make_boundary(two.hers, note="Hush: she is ill."),
    "a boundary on the client": lambda two: make_boundary(two.hers, "client", client="VELO", note="Hush, hush."),
    "a boundary on the topic": lambda two: make_boundary(
        two.hers, "topic", topic=two.topic, note="Hush.", until=day(9)
    ),
    "a boundary on the campaign": lambda two: make_boundary(two.hers, "campaign", campaign=two.summer, note="Hush."),
    "a boundary on the channel": lambda two: make_boundary(two.hers, "channel", channel="email", note="Hush."),
    "an open ask": lambda two: two.asked(3),
    "an ask for the same": lambda two: two.asked(3, campaign=two.summer),
    "a no": lambda two: two.asked(30, outcome="no", outcome_at=days_ago(20), outcome_note="Hush."),
    "a not now": lambda two: two.asked(
        30, outcome="not_now", outcome_at=days_ago(20), not_now_until=day(9), outcome_note="Hush."
    ),
    "silence": lambda two: two.asked(60, follow_up_at=days_ago(50), follow_up_text="Hush?"),
    "many asks": lambda two: [
        two.asked(100 + n, already_made=True, outcome="yes", outcome_at=days_ago(99)) for n in range(3)
    ],
    "a pitch": lambda two: log(two.charlie, two.hers, days=4, text="Hush https://hush.example"),
}
STAGES = dict.fromkeys(HIDDEN, "resting") | {name: "closed" for name in HIDDEN if "boundary" in name or "same" in name}


@pytest.mark.parametrize("what", HIDDEN)
def test_it_holds_for_the_other_record_and_names_neither_it_nor_the_colleague(what):
    two = Two()
    two.hushed.links = ["https://hush.example"]
    two.hushed.save()
    made = HIDDEN[what](two)
    readiness, told = everything_told(two)
    assert readiness.stage == STAGES[what]
    assert not [secret for secret in SECRETS if secret in told], told
    if readiness.ask is not None:
        assert (readiness.ask["id"], readiness.ask["staff"]) == (None, None)
    ids = [row.pk for row in (made if isinstance(made, list) else [made])]
    assert not [pk for pk in ids if f"#{pk}" in told]


def test_charlie_reads_his_own_note():
    two = Two()
    make_boundary(two.hers, note="She is on leave.", until=day(20))
    theirs = readiness_of(contact=two.hers, staff=two.charlie, campaign=two.summer, as_of=NOW)
    assert "She is on leave." in next(v for v in theirs.criteria if v.name == "boundaries").sentence
    readiness, told = everything_told(two)
    boundaries = next(v for v in readiness.criteria if v.name == "boundaries")
    assert boundaries.sentence == "They asked not to be asked about this."
    assert (boundaries.next_step, boundaries.by_time_on) == ("Wait until 12 December 2026.", day(20))


def test_facts_of_one_record_are_not_mixed_into_the_other():
    two = Two()
    theirs = readiness_of(contact=two.hers, staff=two.alice, campaign=two.summer, as_of=NOW)
    assert {v.name for v in theirs.missing} == {"heard", "fit", "known", "reached", "answered", "alive", "given"}


def test_a_copy_that_went_to_a_private_contact_names_nobody():
    two = Two()
    log(two.charlie, make_contact(two.charlie, "Ben Secretly", visibility="private"), days=3, text=LETTER)
    with pytest.raises(AskLocked) as locked:
        open_ask(staff=two.alice, contact=two.ana, campaign=two.summer, channel="email", text=LETTER, as_of=NOW)
    assert "Nearly the same text went to somebody else." in str(locked.value)
    assert "Secretly" not in str(locked.value)


def test_the_wait_that_is_told_is_the_wait_there_is():
    two = Two()
    two.asked(3)
    free = next(v for v in everything_told(two)[0].criteria if v.name == "free")
    assert free.by_time_on == day(18)
    later = NOW + timedelta(days=18)
    then = readiness_of(contact=two.ana, staff=two.alice, campaign=two.summer, as_of=later)
    assert next(v for v in then.criteria if v.name == "free").met

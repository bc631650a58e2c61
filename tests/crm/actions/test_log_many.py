"""Alice logs many things at once: each is answered by itself, and all count as if logged one after another."""

from typing import Any

import pytest

from crm.actions.log_interaction import log_interaction
from crm.actions.log_many import log_many
from crm.errors import Conflict, Refusal
from crm.models import Contact, Interaction, Relationship, Staff
from crm.readiness.facts import drifted
from tests.builders import NOW, days_ago, make_contact, make_staff, make_topic

pytestmark = pytest.mark.django_db


def _word(number: int) -> str:
    """Numbers are nobody's own words."""
    return "w" + "".join("abcdefghij"[int(digit)] for digit in str(number))


def entry(contact: Contact, number: int, **fields: Any) -> dict[str, Any]:
    direction, kind = (("outbound", "message"), ("inbound", "reply"), ("observed", "read"))[number % 3]
    given = {"channel": "email", "direction": direction, "kind": kind, "occurred_at": days_ago(60 - number)}
    return {"contact": contact, **given, "text": f"Words {_word(number)} for {_word(contact.pk)} about bikes", **fields}


def facts(staff: Staff) -> list[dict[str, Any]]:
    return list(Relationship.objects.filter(staff=staff).order_by("contact__name").values())


def test_together_is_as_one_by_one() -> None:
    alice, bob = make_staff("Alice"), make_staff("Bob")
    blast = {"text": "Something new for all of your readers, have a look at it when you can this week.", "days": 0}
    books = []
    for staff in (alice, bob):
        people = [make_contact(staff, f"Person {n}") for n in range(4)]
        entries = [entry(person, n) for n in range(12) for person in people]
        entries += [entry(person, 0, text=blast["text"] + staff.name) for person in people]
        books.append(entries)
    log_many(staff=alice, entries=books[0], as_of=NOW)
    for one in books[1]:
        log_interaction(staff=bob, as_of=NOW, **one)
    ours, theirs = facts(alice), facts(bob)
    for row in (*ours, *theirs):
        del row["id"], row["staff_id"], row["contact_id"]
    assert ours == theirs
    for staff in (alice, bob):
        assert Interaction.objects.filter(staff=staff, canned=True).count() == 4
    assert not drifted()


def test_what_is_wrong_refuses_itself_alone() -> None:
    alice, bob = make_staff("Alice"), make_staff("Bob")
    ana, secret = make_contact(alice), make_contact(bob, visibility="private")
    topic = make_topic()
    answers = log_many(
        staff=alice,
        entries=[
            entry(ana, 1, external_id="m1", topics=[topic]),
            entry(ana, 2, external_id="m1"),
            entry(secret, 1),
            entry(ana, 90),
            entry(ana, 3),
        ],
        as_of=NOW,
    )
    kinds = [type(answer) for answer in answers]
    assert kinds == [Interaction, Conflict, Refusal, Refusal, Interaction]
    assert isinstance(answers[1], Conflict) and answers[1].existing == answers[0]
    assert Interaction.objects.count() == 2
    assert list(Interaction.objects.get(external_id="m1").topics.all()) == [topic]
    [again] = log_many(staff=alice, entries=[entry(ana, 1, external_id="m1")], as_of=NOW)
    assert isinstance(again, Conflict)


def test_many_cost_no_more_queries_than_few(django_assert_max_num_queries: Any) -> None:
    alice = make_staff("Alice")
    people = [make_contact(alice, f"Person {n}") for n in range(50)]
    with django_assert_max_num_queries(12):
        log_many(staff=alice, entries=[entry(person, n) for n in range(4) for person in people], as_of=NOW)
    assert Interaction.objects.count() == 200

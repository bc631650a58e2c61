"""What counts as a copy of what, judged by the database and, side by side, by a plain re-statement of domain.md."""

from datetime import timedelta
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.actions.edit_interaction import delete_interaction, edit_interaction, void_interaction
from crm.actions.open_ask import open_ask
from crm.actions.void_ask import void_ask
from crm.genuine.anew import read_unread
from crm.genuine.copies import rejudge_copies, rejudge_people
from crm.genuine.kept import forget_unused_wordings
from crm.models import Ask, Contact, Interaction, Staff, Wording, WordingBand
from crm.readiness.facts import drifted
from tests.builders import NOW, days_ago, log, make_campaign, make_contact, make_handle, make_staff
from tests.oracle.copies import Text
from tests.oracle.copies import canned as by_hand

pytestmark = pytest.mark.django_db

NEWS = (
    "the ferry across the bay runs again after eleven years of silence. "
    "its captain learned the route from her father and still sings to the gulls. "
    "we could take you along on an early trip before the others come"
)
OTHERS = (
    "school kitchens in the valley cook for whole villages now because the last inn closed. "
    "nobody planned it and nobody pays for it. the cooks would talk to you if you asked them",
    "good to hear that",
    "see you at the fair on the market square",
)


@pytest.fixture
def alice() -> Staff:
    return make_staff("Alice")


@pytest.fixture
def people(alice: Staff) -> list[Contact]:
    return [make_contact(alice, f"Person{'abcdef'[n] * 3}", organization="") for n in range(6)]


def canned() -> set[int]:
    return set(Interaction.objects.standing().filter(canned=True).values_list("pk", flat=True))


def varied(text: str, dice: Random) -> str:
    """Some words replaced, sentences in another order, or a sentence left out."""
    sentences = [sentence.split() for sentence in text.split(".")]
    dice.shuffle(sentences)
    if len(sentences) > 1 and dice.random() < 0.3:
        sentences.pop()
    for _ in range(dice.choice((0, 0, 1, 2, 4, 8))):
        sentence = dice.choice(sentences)
        sentence[dice.randrange(len(sentence))] = dice.choice(("lantern", "pebble", "violet", "harbour"))
    return ". ".join(" ".join(sentence) for sentence in sentences)


def expected(people: list[Contact]) -> set[int]:
    person = dict(Contact.objects.values_list("pk", "person"))
    theirs = list(Interaction.objects.filter(direction="inbound", voided_at=None, automated=False))
    sent = Interaction.objects.filter(direction="outbound", voided_at=None)
    texts = [
        Text(
            id=it.pk,
            person=person[it.contact_id],
            at=it.occurred_at,
            words=it.text,
            answers_them=any(
                said.contact_id == it.contact_id
                and timedelta(0) <= it.occurred_at - said.occurred_at <= timedelta(days=7)
                for said in theirs
            ),
        )
        for it in sent
    ]
    asks = Ask.objects.filter(voided_at=None)
    texts += [
        Text(id=ask.pk, person=person[ask.contact_id], at=ask.asked_at, words=ask.text, is_ask=True) for ask in asks
    ]
    return by_hand(texts)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_the_database_and_a_plain_restatement_agree(alice: Staff, people: list[Contact], seed: int) -> None:
    dice = Random(seed)
    campaign = make_campaign(alice)
    for _ in range(14):
        whom = dice.choice(people)
        days = dice.choice((1, 2, 5, 5, 80, 95, 100, 170))
        if dice.random() < 0.15:
            log(alice, whom, "inbound", days=days, text="oh really")
        elif dice.random() < 0.15 and not Ask.objects.filter(contact=whom).exists():
            asked = {"already_made": True, "asked_at": days_ago(days, hour=9), "as_of": NOW}
            text = varied(NEWS, dice)
            open_ask(staff=alice, contact=whom, campaign=campaign, channel="email", text=text, **asked)
        else:
            text = (
                varied(dice.choice((NEWS, NEWS, *OTHERS)), dice)
                if dice.random() < 0.6
                else dice.choice((NEWS, *OTHERS))
            )
            log(alice, whom, days=days, hour=dice.randrange(12), entered=NOW, text=text)
    assert canned() == expected(people), "after logging"
    rows = list(Interaction.objects.filter(direction="outbound").order_by("pk"))
    for interaction in dice.sample(rows, 4):
        what = dice.choice(("void", "delete", "move", "later"))
        if what == "void":
            void_interaction(staff=alice, interaction=interaction, reason="Never sent.", as_of=NOW)
        elif what == "delete":
            delete_interaction(staff=alice, interaction=interaction, as_of=NOW)
        elif what == "move":
            edit_interaction(staff=alice, interaction=interaction, as_of=NOW, contact=dice.choice(people))
        else:
            edit_interaction(staff=alice, interaction=interaction, as_of=NOW, occurred_at=days_ago(3, hour=4))
        assert canned() == expected(people), what
    for ask in Ask.objects.all():
        alice.role = "manager"
        void_ask(staff=alice, ask=ask, reason="Never made.", as_of=NOW)
    assert canned() == expected(people), "without the asks"
    assert drifted() == []


def test_two_records_of_one_person_are_no_two_people(alice: Staff, people: list[Contact]) -> None:
    ana, too, ben = people[:3]
    first, second = (log(alice, who, days=9 - n, text=NEWS) for n, who in enumerate((ana, too)))
    assert canned() == {second.pk}
    Contact.objects.filter(pk=too.pk).update(person=ana.pk)
    rejudge_people([ana.pk, too.pk])
    assert canned() == set()
    third = log(alice, ben, days=1, text=NEWS)
    assert canned() == {third.pk}, "they are two, of which the later counts for nothing"


def test_an_ask_is_a_text_like_any_other(alice: Staff, people: list[Contact]) -> None:
    made = {"already_made": True, "asked_at": days_ago(9), "as_of": NOW}
    ask = open_ask(staff=alice, contact=people[0], campaign=make_campaign(alice), channel="email", text=NEWS, **made)
    told = log(alice, people[1], days=3, text=NEWS)
    assert canned() == {told.pk}
    alice.role = "manager"
    void_ask(staff=alice, ask=ask, reason="Never made.", as_of=NOW)
    assert canned() == set()


def test_many_of_the_same_are_judged_in_as_many_statements_as_one(alice: Staff, people: list[Contact]) -> None:
    def statements(days: float) -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            log(alice, people[0], days=days, text=NEWS)
        return len(seen)

    one = statements(30)
    for n in range(20):
        log(alice, people[1 + n % 5], days=20, hour=n % 12, text=NEWS)
    assert statements(2) <= one + 1  # + reading back that it is canned


def test_wordings_are_kept_once(alice: Staff, people: list[Contact]) -> None:
    for who in people:
        log(alice, who, days=2, text=f"Dear {who.name}, {NEWS}")
    assert Wording.objects.count() == 1
    assert WordingBand.objects.count() == len(set(Wording.objects.get().bands))
    log(alice, people[0], days=1, text="too short to be kept")
    assert Wording.objects.count() == 1


def test_what_was_stored_before_wordings_were_kept_is_read_anew(alice: Staff, people: list[Contact]) -> None:
    rows = [log(alice, who, days=5 - n, text=f"Dear {who.name}, {NEWS}") for n, who in enumerate(people[:2])]
    Interaction.objects.update(fingerprint="of another time", canned=False)
    Wording.objects.all().delete()
    assert read_unread() == 2
    assert canned() == {rows[1].pk}
    assert read_unread() == 0 and drifted() == []


def test_a_wording_that_nothing_carries_is_forgotten(alice: Staff, people: list[Contact]) -> None:
    sent, other = log(alice, people[0], days=2, text=NEWS), log(alice, people[1], days=2, text=OTHERS[0])
    delete_interaction(staff=alice, interaction=sent, as_of=NOW)
    forget_unused_wordings()
    assert list(Wording.objects.values_list("fingerprint", flat=True)) == [other.fingerprint]
    assert set(WordingBand.objects.values_list("key", flat=True)) == set(Wording.objects.get().bands)


def test_only_more_leaves_alone_what_is_canned(alice: Staff, people: list[Contact]) -> None:
    rows = [log(alice, who, days=5, text=NEWS) for who in people[:3]]
    Interaction.objects.filter(pk=rows[0].pk).update(voided_at=NOW, void_reason="x")
    mark = rows[0].fingerprint
    rejudge_copies([mark], only_more=True)
    assert len(canned()) == 2
    rejudge_copies([mark])
    assert canned() == {rows[2].pk}


def test_somebody_with_an_address_more_is_still_one(alice: Staff, people: list[Contact]) -> None:
    make_handle(people[0], "email", "second@example.net")
    rows = [log(alice, people[0], days=5 - n, text=NEWS) for n in range(3)]
    assert canned() == set() and all(row.fingerprint for row in rows)

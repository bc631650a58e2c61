"""A whole book is compared chunk by chunk. What is found does not depend on where one ends, or on being stopped."""

import random

import pytest

from crm.duplicates import candidates, find
from crm.duplicates.find import find_everywhere, find_waiting
from crm.handles import normalise
from crm.models import Contact, Duplicate, DuplicateCheck, DuplicateKey, Handle
from crm.models.duplicates import KeyKind
from tests.builders import NOW, days_ago, make_contact, make_handle, make_staff
from tests.crm.duplicates import oracle

pytestmark = [pytest.mark.django_db, pytest.mark.deep]


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(find, "CHUNK", 11)


@pytest.fixture
def alice():
    return make_staff("Alice")


def found() -> dict[tuple[int, int], list[str]]:
    return {(pair.first_id, pair.second_id): pair.reasons for pair in Duplicate.objects.all()}


ADDRESSES = [
    *(("phone", "030 901820"), ("phone", "+49 30 901820"), ("sms", "+4930901820")),
    *(("website", "lima.example/blog"), ("newsletter", "lima.example/blog")),
]


def make_world(alice, seed: int) -> None:
    """Forty records that look alike in many ways, some of them Bob's own, some in the trash."""
    dice, bob = random.Random(seed), make_staff("Bob")
    for number in range(40):
        first = dice.choice(["Ana", "Anna", "A.", "Ben", "Benjamin", "Dr. Jörg", "Joerg"])
        fields = {
            "organization": dice.choice(["", "", "Radio X", "The Radio X GmbH", "Blatt"]),
            "location": dice.choice(["", "", "Porto", "Porto, Portugal"]),
        }
        if dice.random() < 0.2:
            fields |= {"visibility": "private", "owner": bob}
        owner = fields.pop("owner", alice)
        name = f"{first} {dice.choice(['Lima', 'Limma', 'Weber', 'Volkov'])}"
        person = make_contact(owner, name, email=f"{dice.choice(['ana', 'press'])}@{number}.example", **fields)
        if dice.random() < 0.3:
            kind, address = dice.choice(ADDRESSES)
            taken = Handle.objects.filter(channel=kind, key=normalise(kind, address).key)
            if not taken.exists():  # within one book the database allows an address once
                make_handle(person, kind, address)
        elif owner == bob and (known := Handle.objects.filter(channel="email", book=0).order_by("pk").first()):
            make_handle(person, "email", known.value)
            bob = make_staff("Bob")  # another one, with a book of his own
        if dice.random() < 0.1:
            Contact.objects.filter(pk=person.pk).update(trashed_at=days_ago(1))


@pytest.mark.slow  # hundreds of pairs, held against each other twice
@pytest.mark.parametrize("seed", range(2))
def test_chunk_by_chunk_it_finds_what_every_record_held_against_every_other_shows(alice, small_chunks, seed):
    make_world(alice, seed)
    find_everywhere(as_of=NOW)
    expected = oracle.suspected()
    assert found() == expected
    assert len({reason for reasons in expected.values() for reason in reasons}) >= 6
    find_everywhere(as_of=NOW)
    assert found() == expected
    assert not DuplicateCheck.objects.exists()


def test_many_that_changed_at_once_are_all_known_by_their_keys_before_the_first_is_compared(alice, small_chunks):
    make_world(alice, 4)
    find_waiting(as_of=NOW)  # as after an import: nobody was compared before
    assert found() == oracle.suspected()


class Killed(Exception):
    pass


@pytest.mark.slow
def test_a_comparison_that_is_killed_goes_on_where_it_stood(alice, small_chunks):
    make_world(alice, 5)
    told = []

    def die(step: str, done: int, total: int) -> None:
        told.append((step, done))
        if told[-1] == ("compared", 22):
            raise Killed

    with pytest.raises(Killed):
        find_everywhere(as_of=NOW, progress=die)
    assert told[-3:] == [("read", 40), ("compared", 11), ("compared", 22)]
    assert DuplicateCheck.objects.count() == 18
    assert found() != oracle.suspected()
    assert find_waiting(as_of=NOW) == 18
    assert found() == oracle.suspected()


def test_a_suspicion_stands_while_one_of_the_two_waits_to_be_compared_again(alice, monkeypatch):
    monkeypatch.setattr(find, "CHUNK", 1)
    for _ in range(2):
        make_contact(alice, "Ana Lima", organization="Radio X")
    find_waiting(as_of=NOW)
    known = Duplicate.objects.get()
    seen = []
    find_everywhere(as_of=NOW, progress=lambda *told: seen.append((*told, list(Duplicate.objects.all()))))
    assert seen == [(step, done, 2, [known]) for step in ("read", "compared") for done in (1, 2)]


def test_what_is_left_of_records_that_are_gone_goes(alice):
    Duplicate.objects.create(first_id=10**9, second_id=10**9 + 1, reasons=["rare_name"], score=0.4, found_at=NOW)
    DuplicateKey.objects.create(kind=KeyKind.NAME, key=1, contact_id=10**9 + 2)
    find_everywhere(as_of=NOW)
    assert not Duplicate.objects.exists() and not DuplicateKey.objects.exists()


def test_of_a_name_that_a_crowd_has_chunks_find_those_of_one_house_or_place(alice, monkeypatch):
    monkeypatch.setattr(find, "CHUNK", 23)
    crowd = [Contact(name="Jo Smith", organization=f"Outlet {number}", owner=alice) for number in range(58)]
    crowd += [Contact(name="Smith, Jo", organization=f"The Outlet {number}", owner=alice) for number in (3, 57)]
    crowd += [Contact(name="Jo Smith", location=place, owner=alice) for place in ("Lund, Sweden", "Lund")]
    assert len(crowd) > candidates.MOST
    people = [person.pk for person in Contact.objects.bulk_create(crowd)]
    find_everywhere(as_of=NOW)
    assert found() == {
        (people[3], people[58]): ["same_name_organization"],
        (people[57], people[59]): ["same_name_organization"],
        (people[60], people[61]): ["same_name_place"],
    }

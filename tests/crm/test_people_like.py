"""Typing a name: any order, no accents, a slip or two; and those one knows best come first."""

import pytest

from crm.filters.people import people_at, people_like
from crm.models import Staff
from tests.builders import log, make_contact, make_handle, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> Staff:
    alice = make_staff("Alice")
    for name, where in (
        ("Ana Lima", "Stadtrad"),
        ("Jürgen Weiß", "Tagblatt"),
        ("Mei Tanaka", "Hamburger Bote"),
        ("Olu Adeyemi", "Lagos Weekly"),
        ("Liam Byrne", "Harbour Radio"),
    ):
        make_contact(alice, name, email=None, organization=where)
    return alice


def _names(words: str, staff: Staff, at_most: int = 8) -> list[str]:
    return [person.name for person in people_like(words, staff=staff, at_most=at_most)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("jurgen", "Jürgen Weiß"),
        ("WEISS", "Jürgen Weiß"),
        ("lima ana", "Ana Lima"),
        ("mei hamb", "Mei Tanaka"),
        ("tanka", "Mei Tanaka"),
        ("tanaak", "Mei Tanaka"),
        ("Olu Adeyami", "Olu Adeyemi"),
        ("jurgn weis", "Jürgen Weiß"),
        ("ol", "Olu Adeyemi"),
        ("  mei\x00 ", "Mei Tanaka"),
    ],
)
def test_who_is_meant_is_found(alice: Staff, typed: str, meant: str) -> None:
    assert _names(typed, alice)[0] == meant


def test_what_is_like_nobody_finds_nobody(alice: Staff) -> None:
    assert _names("xylophone", alice) == []
    assert _names("   ", alice) == []
    assert _names("100%_", alice) == []


def test_who_is_hardly_like_it_is_offered_only_where_nobody_is_more(alice: Staff) -> None:
    make_contact(alice, "Michael Schmidt", email=None, organization="Spiegel")
    assert _names("micheal schmit", alice) == ["Michael Schmidt"]
    make_contact(alice, "Micheala Schmitt", email=None, organization="Ibadan Post")
    assert _names("micheal schmit", alice) == ["Micheala Schmitt"]


def test_the_first_letters_find_whom_they_begin_and_the_warmest_first(alice: Staff) -> None:
    assert _names("li", alice) == ["Liam Byrne", "Ana Lima"]
    ana = people_like("ana lima", staff=alice, at_most=1)[0]
    log(alice, ana, days=2, text="Hello")
    assert _names("li", alice) == ["Ana Lima", "Liam Byrne"]


def test_an_address_finds_whose_it_is_and_part_of_one_too(alice: Staff) -> None:
    ana = people_like("ana lima", staff=alice, at_most=1)[0]
    make_handle(ana, "mastodon", "@rider@social.example")
    assert people_at("https://social.example/@rider/1122", staff=alice, at_most=8) == [ana]
    assert _names("rider@soc", alice) == ["Ana Lima"]
    assert people_at("nobody@example.net", staff=alice, at_most=8) == []


def test_a_colleagues_own_person_is_never_hinted_at(alice: Staff) -> None:
    bob = make_staff("Bob")
    make_contact(bob, "Greta Holm", email="greta@example.net", visibility="private")
    for typed in ("greta", "gr", "grtea holm", "greta@example.net"):
        assert _names(typed, alice) == []
        assert people_at(typed, staff=alice, at_most=8) == []
    assert _names("grta holm", bob) == ["Greta Holm"]


def test_it_costs_the_same_however_many_there_are(alice: Staff, django_assert_max_num_queries: object) -> None:
    for number in range(40):
        make_contact(alice, f"Robin Number {number}", email=f"robin{number}@example.net")
    with django_assert_max_num_queries(3):  # type: ignore[operator]
        assert len(_names("robin", alice)) == 8

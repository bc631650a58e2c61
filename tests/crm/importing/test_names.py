"""When an address is the same, do the names let it be one person? And which rows of a file are one?"""

import pytest

from crm.importing.grouping import Claim, grouped
from crm.importing.names import may_be_one


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana Lee", "ana lee"),
        ("Lee, Ana", "Ana Lee"),
        ("Ana", "Ana Lee"),
        ("A. Lee", "Ana Lee"),
        ("Dr. Zoë Müller", "Zoe Muller"),
        ("Ana Maria Lee", "Ana Lee"),
        ("李娜", "李娜"),
        ("!!", "!!"),
    ],
)
def test_names_that_may_be_one_person(one: str, other: str) -> None:
    assert may_be_one(one, other)
    assert may_be_one(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana Lee", "Robert Poe"),
        ("Ana Lee", "Bob Lee"),
        ("A. L.", "Ana Lee"),
        ("The Paper", "Ana Lee"),
        ("!!", "Ana"),
    ],
)
def test_names_that_are_two_people(one: str, other: str) -> None:
    assert not may_be_one(one, other)
    assert not may_be_one(other, one)


def claim(key: str, row: int, name: str, contact: int | None = None, *, nameless: bool = False) -> Claim:
    return Claim(key, row, name, nameless=nameless, contact=contact, known_as="", by_name=True)


def test_rows_join_through_a_third() -> None:
    groups = grouped([claim("a", 1, "Ana"), claim("a", 3, "Ana Lee"), claim("b", 2, "Lee"), claim("b", 3, "Ana Lee")])
    assert [groups.lead(row) for row in (1, 2, 3)] == [1, 1, 1]


def test_rows_of_two_known_people_stay_apart() -> None:
    groups = grouped([claim("a", 1, "Ana", contact=7), claim("a", 2, "Ana", contact=8), claim("a", 3, "Ana")])
    assert [groups.contacts.get(groups.lead(row)) for row in (1, 2, 3)] == [7, 8, 7]


def test_a_group_takes_the_contact_any_of_its_rows_has() -> None:
    groups = grouped([claim("a", 1, "Ana"), claim("a", 2, "Ana Lee", contact=7)])
    assert groups.contacts[groups.lead(1)] == 7


def test_a_group_is_also_known_by_the_name_its_person_will_have() -> None:
    one_id = [Claim("#id:1", row, name, False, None, "", by_name=False) for row, name in ((1, "Ana Lee"), (2, "Bob"))]
    groups = grouped([*one_id, claim("phone:12345", 2, "Bob"), claim("phone:12345", 3, "Ana")])
    assert groups.lead(3) == 1


@pytest.mark.parametrize("place", [1, 2, 3])
def test_a_row_without_a_name_is_no_bridge_between_two_people(place: int) -> None:
    named = iter(["Ana", "Kim"])
    rows = [claim("a", row, "a@x.example" if row == place else next(named), nameless=row == place) for row in (1, 2, 3)]
    groups = grouped(rows)
    ana, kim = (row for row in (1, 2, 3) if row != place)
    assert groups.lead(ana) != groups.lead(kim)
    assert groups.lead(place) == groups.lead(ana)

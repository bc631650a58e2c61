"""A name that turns the direction of writing turns its own letters only."""

import pytest

from crm.actions.save_contact import create_contact
from crm.directions import turned_back
from tests.builders import NOW, make_staff


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Ana Lima", "Ana Lima"),
        ("\u202eamiL anA", "\u202eamiL anA\u202c"),
        ("\u202eamiL\u202c Ana", "\u202eamiL\u202c Ana"),
        ("\u2067\u202bAna", "\u2067\u202bAna\u202c\u2069"),
        ("Ana\u202c", "Ana\u202c"),
        ("", ""),
    ],
)
def test_what_a_text_opens_is_closed_at_its_end(given: str, kept: str) -> None:
    assert turned_back(given) == kept
    assert turned_back(kept) == kept


@pytest.mark.django_db
def test_a_contacts_name_does_not_turn_what_is_said_of_them() -> None:
    alice = make_staff("Alice")
    ana = create_contact(staff=alice, as_of=NOW, name=" \u202eamiL anA ", organization="\u2067Stadtrad")
    assert (ana.name, ana.organization) == ("\u202eamiL anA\u202c", "\u2067Stadtrad\u2069")

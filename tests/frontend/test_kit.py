"""The page to build with: it shows every component, and only where somebody develops."""

import re
from typing import Any

from crm.models import Staff
from frontend.specimens import specimens
from tests.frontend.conftest import signed_in


def test_every_component_is_shown_in_its_states_without_a_book(alice: Staff, settings: Any) -> None:
    settings.DEBUG = True
    text = signed_in(alice).get("/kit/").content.decode()
    assert text.count('class="specimen"') == sum(len(it.states) for it in specimens())
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert sorted(i for i in ids if ids.count(i) > 1) == []
    for words in ("Undo", "Nobody fits", "This field is required.", "near-copy", "Off limits", "for a colleague who"):
        assert words in text, words


def test_every_component_says_what_it_takes_and_has_an_example() -> None:
    for it in specimens():
        assert it.states or it.of_the_frame, f"{it.name}: add an example to frontend/specimens.py"


def test_an_installation_has_no_kit_page(alice: Staff) -> None:
    assert signed_in(alice).get("/kit/").status_code == 404

"""What holds for every page: no inline script or style, nothing from elsewhere, words instead of traces."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from crm.actions.note_interest import note_interest
from crm.models import Campaign, Contact, Staff
from tests.builders import NOW, days_ago, log, make_topic
from tests.frontend.conftest import signed_in

PAGES = ("/", "/contacts/", "/contacts/new/", "/campaigns/", "/campaigns/new/", "/import/", "/rules/", "/settings/")
PAGES += ("/reports/", "/reports/balance/", "/reports/exceptions/", "/reports/what-if/")
FRONTEND = Path(__file__).parents[2] / "frontend"
STAGES = ("listen", "connect", "give", "ready", "resting", "closed")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_carries_no_inline_script_or_style_and_loads_nothing_from_elsewhere(
    alice: Staff, ana: Contact, campaign: Campaign, path: str
) -> None:
    answer = signed_in(alice).get(path)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert not re.search(r"<[^>]+\s(style|on\w+)=", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', text)
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy


@pytest.mark.slow
def test_no_id_is_given_twice(alice: Staff, ana: Contact, campaign: Campaign) -> None:
    client = signed_in(alice)
    for path in (*PAGES, f"/contacts/{ana.pk}/", f"/campaigns/{campaign.pk}/ask/{ana.pk}/"):
        ids = re.findall(r'\sid="([^"]+)"', client.get(path).content.decode())
        assert len(ids) == len(set(ids)), (path, sorted(i for i in ids if ids.count(i) > 1))


def test_rail_and_bar_tell_which_place_one_is_in(alice: Staff, ana: Contact) -> None:
    marked = re.compile(r'<a class="(?:rail|bar)-link" href="([^"]+)" ?aria-current="page"')
    places = {
        f"/contacts/{ana.pk}/": ["/contacts/", "/contacts/"],
        "/contacts/tags/": ["/contacts/", "/contacts/"],
        "/": ["/", "/"],
        "/listening/voices/": ["/listening/", "/listening/"],
        "/account/sessions/": ["/settings/"],
        "/duplicates/": ["/contacts/", "/contacts/"],
        "/event/": [],
    }
    for path, expected in places.items():
        assert marked.findall(signed_in(alice).get(path).content.decode()) == expected, path


def test_a_lost_reader_is_told_what_to_do(alice: Staff) -> None:
    answer = signed_in(alice).get("/nowhere/")
    assert answer.status_code == 404
    assert b"There is nothing here" in answer.content


def test_a_fault_of_ours_is_said_in_words(alice: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    client: Client = signed_in(alice)
    client.raise_request_exception = False
    monkeypatch.setattr("frontend.views.contacts.list_contacts", lambda **_: 1 / 0)
    answer = client.get("/contacts/")
    assert answer.status_code == 500
    assert b"Something broke on our side" in answer.content
    assert b"ZeroDivision" not in answer.content


def test_a_page_that_is_too_old_is_not_sent(alice: Staff) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    answer = client.post("/log/", {"kind": "message"})
    assert answer.status_code == 403
    assert b"too old to be sent" in answer.content


def _tokens() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    text = (FRONTEND / "static/frontend/css/tokens.css").read_text()
    blocks = re.split(r"\n  (?=:root|@media)", text)
    read = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in blocks]
    light, dark_by_system, dark_by_choice = (block for block in read if "ink" in block)
    return light, dark_by_system, dark_by_choice


def _light_of(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_light_of(one), _light_of(other)))
    return (high + 0.05) / (low + 0.05)


def test_dark_by_choice_is_dark_by_system() -> None:
    _light, dark_by_system, dark_by_choice = _tokens()
    assert dark_by_system == dark_by_choice


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_every_word_can_be_read_on_its_ground(theme: int) -> None:
    tokens = _tokens()[theme]
    for stage in STAGES:
        for ground in (f"{stage}-soft", "surface", "paper", "sunken"):
            assert _contrast(tokens[stage], tokens[ground]) >= 4.5, (stage, ground)
    for ink in ("ink", "ink-soft", "ink-faint"):
        for ground in ("paper", "surface", "raised", "sunken", "hover"):
            assert _contrast(tokens[ink], tokens[ground]) >= 4.5, (ink, ground)
    assert _contrast(tokens["strong"], tokens["ink-on-strong"]) >= 4.5
    assert _contrast(tokens["surface"], tokens["ready"]) >= 4.5
    assert _contrast(tokens["line-firm"], tokens["surface"]) >= 3


def test_every_template_names_its_files_and_parts() -> None:
    """Each included template exists, and each component is used."""
    folder = FRONTEND / "templates"
    texts = {path: path.read_text() for path in folder.rglob("*.html")}
    code = "\n".join(path.read_text() for path in FRONTEND.rglob("*.py"))
    named = {name for text in texts.values() for name in re.findall(r'"(frontend/[\w/]+\.html)[#"]', text)}
    drawn = re.findall(r'drawn(?:_here|_once)?[ (]"(\w+)"', "\n".join([code, *texts.values()]))
    named |= {f"frontend/components/{name}.html" for name in drawn}
    assert not [name for name in named if not (folder / name).exists()]
    components = {f"frontend/components/{p.name}" for p in (folder / "frontend/components").iterdir()}
    assert not [name for name in components if name not in named and name not in code]


def test_a_contacts_page_asks_the_database_as_often_whatever_happened(
    alice: Staff, ana: Contact, campaign: Campaign, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        log(alice, ana, days=number + 1, text=f"Moment number {number}.")
        note_interest(
            staff=alice,
            contact=ana,
            topic=make_topic(),
            basis="stated",
            noted_at=days_ago(number),
            as_of=NOW,
        )
    client = signed_in(alice)
    with django_assert_max_num_queries(26):
        client.get(f"/contacts/{ana.pk}/")


def test_no_paragraph_holds_what_would_end_it() -> None:
    """A browser closes a paragraph before a form or a list; what follows then stands elsewhere than written."""
    for path in (FRONTEND / "templates").rglob("*.html"):
        for paragraph in re.findall(r"<p[ >].*?</p>", path.read_text(), re.DOTALL):
            assert not re.search(r"<(form|div|ul|ol|table|details|fieldset)[ >]", paragraph), (path.name, paragraph)

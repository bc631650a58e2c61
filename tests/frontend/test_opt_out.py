"""The page behind a contact's opt-out link: no signing in, one press; what only looks at it does nothing."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from crm.models import Ask, Boundary, Campaign, Contact, Staff
from crm.opting_out import leads_nowhere, opt_out_link
from tests.builders import days_ago
from tests.frontend.conftest import signed_in


@pytest.fixture
def path(alice: Staff, ana: Contact, campaign: Campaign) -> str:
    fields = {"channel": "email", "asked_at": days_ago(2), "already_made": True, "earned": False}
    ask = Ask.objects.create(staff=alice, contact=ana, campaign=campaign, **fields)
    return urlsplit(opt_out_link(ana, ask)).path


def test_looking_at_it_does_nothing(path: str) -> None:
    client = Client(enforce_csrf_checks=True)
    for look in (client.get, client.head):
        answer = look(path)
        assert answer.status_code == 200
        assert answer["Referrer-Policy"] == "no-referrer" and not answer.cookies
    assert client.options(path).status_code == 405
    assert not Boundary.objects.exists()
    text = client.get(path).content.decode()
    assert "Nothing more for Velo Verband" in text and "Stop it" in text
    assert "Ana" not in text and "Bike summer" not in text, "the page tells nothing about anybody"


def test_one_press_is_enough(path: str) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(path, {"scope": "client"})
    assert answer.status_code == 200 and b"You will not be asked again" in answer.content
    assert Boundary.objects.get().client == "Velo Verband"


def test_a_mail_programs_button_stops_everything(path: str) -> None:
    answer = Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert Boundary.objects.get().scope == "everything"


def test_a_link_that_was_cut_off_says_so_and_does_nothing(path: str) -> None:
    for wrong in (f"{path[:-4]}/", "/no-more/x/"):
        assert Client().get(wrong).status_code == 404
        assert Client().post(wrong).status_code == 404
    answer = Client().post(path, {"scope": "galaxy"})
    assert answer.status_code == 422 and b"Choose one of" in answer.content
    assert not Boundary.objects.exists()


def test_the_team_finds_the_link_on_the_page_and_the_no_beside_it(alice: Staff, ana: Contact, path: str) -> None:
    Client().post(path)
    text = signed_in(alice).get(f"/contacts/{ana.pk}/").content.decode()
    assert "/no-more/" in text and "They opted out" in text


@pytest.mark.parametrize(
    ("address", "dead"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://[::1]:8000", True),
        ("http://localhost", True),
        ("http://10.1.2.3", True),
        ("http://crm", True),
        ("https://crm.office.local/", True),
        ("https://crm.example.org", False),
        ("https://93.184.216.34", False),
    ],
)
def test_a_link_that_nobody_outside_can_open_is_known(settings: Any, address: str, dead: bool) -> None:
    settings.BASE_URL = address
    assert leads_nowhere() is dead

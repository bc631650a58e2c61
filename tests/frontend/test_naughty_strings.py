"""Texts that trip up programs, typed into screens: shown as they are, run by nobody, felling nothing."""

from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from crm.models import Contact, Staff
from frontend.urls import urlpatterns
from tests.builders import make_campaign, make_contact, make_topic
from tests.frontend.conftest import signed_in
from tests.naughty import NAUGHTY

pytestmark = pytest.mark.slow

ANSWERS = {200, 204, 302, 303, 400, 404, 405, 409, 410, 422, 429}
# Marks of ours that must never come back unescaped.
LIVE = (b"<script>alert", b"<img src=x", b"<!DOCTYPE x", b"{% load static %}{# x #}49")


def typed() -> dict[str, str]:
    """What a browser can send: of half a character it sends a sign for it."""
    return {called: text.encode(errors="replace").decode() for called, text in NAUGHTY.items()}


@pytest.fixture
def staff(ada: Staff) -> Client:
    return signed_in(ada)


def _is_sound(answer: Any, what: str) -> None:
    assert answer.status_code in ANSWERS, what
    if not answer.streaming:
        for mark in LIVE:
            assert mark not in answer.content, what


def test_a_contact_of_each_name_is_shown_and_found(staff: Client, ada: Staff) -> None:
    for called, text in typed().items():
        form = {"name": text, "organization": text, "notes": text, "tags": text, "visibility": "team", "owner": ada.pk}
        _is_sound(staff.post("/contacts/new/", form), called)
        _is_sound(staff.get("/contacts/", {"search": text}), called)
        _is_sound(staff.get("/find/", {"search": text, "q": text}), called)
    assert Contact.objects.count() > 30
    for contact in Contact.objects.all():
        _is_sound(staff.get(f"/contacts/{contact.pk}/"), contact.name)
    for page in ("/", "/contacts/", "/contacts/tags/", "/campaigns/", "/listening/", "/contacts/duplicates/"):
        _is_sound(staff.get(page), page)


FORMS = {
    "campaign_new": {
        "name": "Winter",
        "client": "",
        "what": "",
        "facts": "",
        "why": "",
        "links": "",
        "status": "draft",
    },
    "listening_topic_new": {"name": "Rail", "query": ""},
    "settings": {"name": "Ada", "time_zone": "UTC"},
    "settings_staff": {"email": "new@example.org", "name": "", "role": "member"},
    "settings_tokens": {"name": "Script", "scopes": "read", "days": "30"},
    "log": {"who": "Ana", "text": "", "kind": "message", "direction": "outbound"},
    "password": {"password": "x"},
    "sign_in": {"email": "ada@example.org", "password": "x"},
}


@pytest.mark.parametrize("name", FORMS)
def test_forms_take_each_of_them_in_each_field(staff: Client, ada: Staff, name: str) -> None:
    make_contact(ada, "Ana")
    client = Client() if name == "sign_in" else staff
    texts = list(typed().items())
    for number, field in enumerate(FORMS[name]):
        for called, text in texts[number % 3 :: 3]:
            _is_sound(client.post(reverse(f"frontend:{name}"), {**FORMS[name], field: text}), f"{called} as {field}")


@pytest.mark.parametrize("pattern", [p for p in urlpatterns if p.name != "sign_out"], ids=lambda p: p.name)
def test_no_address_falls_over_what_is_asked_of_it(staff: Client, ada: Staff, pattern: URLPattern) -> None:
    make_contact(ada)
    make_campaign(ada, topics=[make_topic(query="bikes")])
    path = reverse(f"frontend:{pattern.name}", kwargs=dict.fromkeys(pattern.pattern.converters, 1))
    names = ("search", "q", "tag", "owner", "page", "cursor", "for", "stage", "as", "next", "order", "topic", "url")
    for number, (called, text) in enumerate(typed().items()):
        if number % 4 == len(path) % 4:
            _is_sound(staff.get(path, dict.fromkeys(names, text)), f"{called} at {path}")

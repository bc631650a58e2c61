"""Getting in: by password, by a link that works once; and not otherwise."""

from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from crm.actions.add_staff import sign_in_link
from crm.models import Staff
from frontend.urls import urlpatterns
from tests.frontend.conftest import fragment, signed_in

pytestmark = pytest.mark.deep

PASSWORD = "correct horse battery"  # noqa: S105
OPEN = {"opt_out", "hub", "sign_in", "sign_in_link", "sign_out", "manifest", "worker", "offline"}


@pytest.fixture
def alice_with_password(alice: Staff) -> Staff:
    alice.set_password(PASSWORD)
    alice.save()
    return alice


def _try(client: Client, email: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/sign-in/", {"email": email, "password": password, **more})


def test_alice_gets_in_and_where_she_wanted(client: Client, alice_with_password: Staff) -> None:
    answer = _try(client, alice_with_password.email.upper(), next="/contacts/")
    assert answer.status_code == 302
    assert answer["Location"] == "/contacts/"


def test_it_does_not_send_her_to_a_strange_house(client: Client, alice_with_password: Staff) -> None:
    assert _try(client, alice_with_password.email, next="https://evil.example/")["Location"] == "/"


def test_an_unknown_address_and_a_wrong_password_sound_alike(client: Client, alice_with_password: Staff) -> None:
    unknown = _try(client, "nobody@example.org")
    wrong = _try(client, alice_with_password.email, "not it at all")
    assert unknown.status_code == wrong.status_code == 422
    assert unknown.context["form"].non_field_errors() == wrong.context["form"].non_field_errors()


@pytest.mark.slow
def test_too_many_tries_have_to_wait(client: Client, alice_with_password: Staff) -> None:
    for _ in range(10):
        assert _try(client, alice_with_password.email, "wrong").status_code == 422
    assert _try(client, alice_with_password.email).status_code == 429


def test_who_has_left_does_not_get_in(client: Client, alice_with_password: Staff) -> None:
    alice_with_password.left_on = "2026-01-01"
    alice_with_password.save()
    assert _try(client, alice_with_password.email).status_code == 422


def test_a_link_signs_in_once_and_asks_for_a_password(client: Client, alice: Staff) -> None:
    path = sign_in_link(alice).split("/", 3)[3]
    assert b"Welcome" in client.get(f"/{path}").content  # mail programs look first
    assert client.post(f"/{path}")["Location"] == "/password/"
    assert client.post("/password/", {"password": PASSWORD})["Location"] == "/"
    assert Client().get(f"/{path}").status_code == 410
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)


def test_a_weak_password_is_refused_with_the_reason(alice: Staff) -> None:
    answer = signed_in(alice).post("/password/", {"password": "12345"})
    assert answer.status_code == 422
    assert b"too short" in answer.content


@pytest.mark.parametrize("pattern", [p for p in urlpatterns if p.name not in OPEN], ids=lambda p: p.name)
def test_nobody_sees_a_screen_without_signing_in(client: Client, db: None, pattern: URLPattern) -> None:
    path = reverse(f"frontend:{pattern.name}", kwargs=dict.fromkeys(pattern.pattern.converters, 1))
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/?next=")


def test_signed_in_answers_are_kept_by_no_cache(alice: Staff) -> None:
    assert "no-store" in signed_in(alice).get("/contacts/")["Cache-Control"]


def test_a_fragment_after_the_session_ended_takes_the_page_to_sign_in(client: Client, db: None) -> None:
    answer = client.get(
        "/find/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/contacts/?search=a"}
    )
    assert answer["HX-Redirect"] == "/sign-in/?next=/contacts/%3Fsearch%3Da"


def test_signing_out_ends_it(alice: Staff) -> None:
    client = signed_in(alice)
    assert fragment(client, "/find/").status_code == 200
    client.post("/sign-out/")
    assert client.get("/").status_code == 302

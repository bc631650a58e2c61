"""A second step, passkeys' addresses, where one is signed in, and a fresh proof before keys are handed out."""

import base64
import hashlib
import hmac
import re
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client
from django.urls import reverse

from crm.actions.add_staff import sign_in_link
from crm.actions.count_try import count_try, forget_tries
from crm.models import ApiToken, Staff, Tries
from frontend.signing_in.urls import urlpatterns
from tests.builders import NOW, make_staff
from tests.frontend.conftest import signed_in
from tests.proof import sign_in

pytestmark = pytest.mark.deep

PASSWORD = "an old kettle sings"  # noqa: S105
OPEN = {"account_login", "account_logout", "account_inactive", "mfa_authenticate", "mfa_login_webauthn"}


@pytest.fixture
def alice(alice: Staff) -> Staff:
    alice.set_password(PASSWORD)
    alice.save()
    return alice


def code(secret: str, steps: int = 0) -> str:
    """What an authenticator app shows (RFC 6238)."""
    counter = int(time.time()) // 30 + steps
    digest = hmac.new(base64.b32decode(secret), counter.to_bytes(8, "big"), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at : at + 4], 'big') & 0x7FFFFFFF) % 10**6:06}"


def with_app(client: Client) -> str:
    """Set it up as a person does; the app's secret."""
    page = client.get("/account/security/codes/")
    secret = page.context["form"].secret
    assert client.post("/account/security/codes/", {"code": code(secret)})["Location"] == "/account/security/recovery/"
    return str(secret)


def try_in(client: Client, staff: Staff) -> Any:
    return client.post("/sign-in/", {"email": staff.email, "password": PASSWORD, "next": "/contacts/"})


def test_a_second_step_is_set_up_and_then_asked_for(alice: Staff) -> None:
    secret = with_app(signed_in(alice))
    client = Client()
    assert try_in(client, alice)["Location"] == "/account/second-step/"
    assert client.get("/").status_code == 302  # not in yet
    assert client.post("/account/second-step/", {"code": "000000"}).status_code == 200
    assert client.get("/").status_code == 302
    assert client.post("/account/second-step/", {"code": code(secret, 1)})["Location"] == "/contacts/"
    assert client.get("/").status_code == 200


def test_a_one_time_link_asks_for_the_second_step_too(alice: Staff) -> None:
    with_app(signed_in(alice))
    client = Client()
    assert client.post("/" + sign_in_link(alice).split("/", 3)[3])["Location"] == "/account/second-step/"
    assert client.get("/password/").status_code == 302


@pytest.mark.slow
def test_a_recovery_code_stands_in_once(alice: Staff) -> None:
    here = signed_in(alice)
    with_app(here)
    codes = re.findall(r"\b\d{8}\b", here.get("/account/security/recovery/").content.decode())
    assert len(codes) == 10
    for expected in (302, 200):
        client = Client()
        try_in(client, alice)
        assert client.post("/account/second-step/", {"code": codes[0]}).status_code == expected


def test_seeds_lie_sealed(alice: Staff) -> None:
    secret = with_app(signed_in(alice))
    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))


def test_guessing_codes_ends_soon(alice: Staff) -> None:
    secret = with_app(signed_in(alice))
    client = Client()
    try_in(client, alice)
    for _ in range(5):
        client.post("/account/second-step/", {"code": "000000"})
    assert client.post("/account/second-step/", {"code": code(secret, 1)}).status_code == 200
    assert client.get("/").status_code == 302


def test_an_admin_takes_a_lost_second_step_away_and_nobody_else(alice: Staff, bob: Staff, ada: Staff) -> None:
    with_app(signed_in(alice))
    path = f"/settings/team/{alice.pk}/second-step/"
    assert signed_in(bob).post(path).status_code == 403
    assert Authenticator.objects.filter(user=alice).exists()
    assert signed_in(ada).post(path).status_code == 302
    assert try_in(Client(), alice)["Location"] == "/contacts/"


@pytest.mark.slow
@pytest.mark.parametrize(
    "path", ["/settings/tokens/", "/password/", "/contacts/export/?as=csv", "/account/security/codes/"]
)
def test_what_hands_out_keys_or_people_takes_a_fresh_proof(alice: Staff, path: str) -> None:
    client = Client()
    sign_in(client, alice, minutes_ago=20)
    sent = {"name": "My script", "scopes": ["read"], "days": "30"}
    answer = client.post(path, sent) if "tokens" in path else client.get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/again/?next=")
    assert not ApiToken.objects.exists()
    again = answer["Location"]
    wrong = client.post(again, {"password": "not it"})
    assert wrong.status_code == 200
    assert b"That is not your password" in wrong.content
    proved = client.post(again, {"password": PASSWORD})
    if "tokens" in path:  # what was sent before is done now
        assert proved.status_code == 200
        assert ApiToken.objects.get().name == "My script"
    else:
        assert proved["Location"] == path
        assert client.get(path).status_code == 200


def test_a_new_password_does_not_wait_in_the_session(alice: Staff) -> None:
    client = Client()
    sign_in(client, alice, minutes_ago=20)
    assert client.post("/password/", {"password": "wait for me outside"}).status_code == 302
    assert "wait for me" not in str(dict(client.session))


def test_who_has_nothing_to_prove_it_by_signs_in_again(bob: Staff) -> None:
    client = Client()
    sign_in(client, bob, minutes_ago=20)
    answer = client.get("/contacts/export/?as=csv")
    assert answer["Location"].startswith("/sign-in/again/?next=")
    out = client.post("/sign-out/", {"next": "/contacts/export/?as=csv"})
    assert out["Location"] == "/sign-in/?next=%2Fcontacts%2Fexport%2F%3Fas%3Dcsv"


@pytest.mark.slow
def test_tries_at_the_proof_count_as_tries_to_get_in(alice: Staff) -> None:
    client = Client()
    sign_in(client, alice, minutes_ago=20)
    for _ in range(10):
        client.post("/account/again/?next=/", {"password": "wrong"})
    refused = client.post("/account/again/?next=/", {"password": PASSWORD})
    assert refused.status_code == 429
    assert b"Wait a quarter of an hour" in refused.content
    assert try_in(Client(), alice).status_code == 429


def test_she_sees_where_she_is_signed_in_and_ends_it_there(alice: Staff) -> None:
    phone, laptop = Client(headers={"User-Agent": "Phone"}), Client(headers={"User-Agent": "Laptop"})
    for client in (phone, laptop):
        try_in(client, alice)
    page = laptop.get("/account/sessions/")
    assert b"Phone" in page.content
    assert page.content.count(b"this browser") == 1
    theirs = UserSession.objects.get(user_agent="Phone")
    assert signed_in(make_staff("Mallory")).post(f"/settings/sessions/{theirs.pk}/end/").status_code == 404
    laptop.post(f"/settings/sessions/{theirs.pk}/end/")
    assert phone.get("/").status_code == 302
    assert laptop.get("/").status_code == 200


@pytest.mark.slow
def test_everywhere_else_at_once(alice: Staff) -> None:
    clients = [Client() for _ in range(3)]
    for client in clients:
        try_in(client, alice)
    clients[0].post("/account/sessions/")
    assert [client.get("/").status_code for client in clients] == [200, 302, 302]


@pytest.mark.slow
def test_a_new_password_ends_it_everywhere_else(alice: Staff) -> None:
    here, there = Client(), Client()
    for client in (here, there):
        try_in(client, alice)
    here.post("/password/", {"password": "a new kettle sings"})
    assert here.get("/").status_code == 200
    assert there.get("/").status_code == 302


@pytest.mark.parametrize("password", ["password123", "qwertyuiop", "1q2w3e4r5t", "iloveyou12", "alice.alice@example"])
def test_a_password_that_everybody_uses_is_refused(alice: Staff, password: str) -> None:
    alice.email = "alice.alice@example.org"
    alice.save()
    assert signed_in(alice).post("/password/", {"password": password}).status_code == 422


@pytest.mark.parametrize("pattern", [p for p in urlpatterns if p.name not in OPEN], ids=lambda p: p.name)
def test_nobody_sees_these_without_signing_in(client: Client, db: None, pattern: Any) -> None:
    answer = client.get(reverse(pattern.name, kwargs=dict.fromkeys(pattern.pattern.converters, 1)))
    assert answer.status_code == 302
    assert "/sign-in/" in answer["Location"] or "/account/in/" in answer["Location"]


@pytest.mark.parametrize("name", ["account_signup", "account_email", "account_reset_password", "account_set_password"])
def test_what_we_do_not_use_is_not_there(name: str) -> None:
    from django.urls import NoReverseMatch

    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.django_db(transaction=True)
def test_tries_are_counted_once_each_however_many_come_at_once() -> None:
    """As all web processes do, in one table: no try slips through between two."""

    def one(_: int) -> int:
        try:
            return count_try(kind="account", whose="ana@example.net", as_of=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(one, range(40))) == list(range(1, 41))
    assert "ana" not in Tries.objects.get().key
    forget_tries(kind="account", whose="ANA@example.net ")
    assert not Tries.objects.exists()

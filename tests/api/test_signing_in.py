"""Who may come in, and with which scopes."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from crm.models import ApiToken, Contact, Staff
from tests.api.conftest import V1, client_of
from tests.builders import make_contact
from tests.proof import sign_in


def test_without_a_token_one_is_told_what_to_bring(db: Any) -> None:
    answer = APIClient().get(f"{V1}/contacts/")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer nonsense", "Bearer ll_\udcff", "Basic YTpi"])
def test_a_wrong_token_opens_nothing(db: Any, header: str) -> None:
    answer = APIClient(HTTP_AUTHORIZATION=header).get(f"{V1}/contacts/")
    assert answer.status_code == 401


def test_a_basic_header_is_not_rescued_by_a_cookie(alice: Staff) -> None:
    browser = APIClient(HTTP_AUTHORIZATION="Basic YTpi")
    browser.force_login(alice)
    assert browser.get(f"{V1}/contacts/").status_code == 401


@pytest.mark.parametrize("wrong", ["expired", "revoked", "left"])
def test_a_token_that_was_good_is_good_no_more(alice: Staff, wrong: str) -> None:
    client = client_of(alice)
    assert client.get(f"{V1}/contacts/").status_code == 200
    now = timezone.now()
    if wrong == "left":
        Staff.objects.filter(pk=alice.pk).update(left_on=now.date())
    else:
        ApiToken.objects.update(**{"expires_at" if wrong == "expired" else "revoked_at": now})
    assert client.get(f"{V1}/contacts/").status_code == 401


def test_the_last_use_is_noted_once_a_minute(alice: Staff) -> None:
    client = client_of(alice)
    client.get(f"{V1}/topics/")
    first = ApiToken.objects.get().last_used_at
    assert first is not None
    client.get(f"{V1}/topics/")
    assert ApiToken.objects.get().last_used_at == first
    ApiToken.objects.update(last_used_at=first - timedelta(minutes=2))
    client.get(f"{V1}/topics/")
    assert ApiToken.objects.get().last_used_at > first


def test_a_reading_token_writes_nothing(alice: Staff) -> None:
    client = client_of(alice, ["read"])
    answer = client.post(f"{V1}/contacts/", {"name": "Ana"})
    assert answer.status_code == 403
    assert "write" in answer.json()["detail"]
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    ("path", "scope"),
    [("contacts/bulk/", "import"), ("imports/", "import"), ("asks/", "ask"), ("staff/", "admin")],
)
def test_some_doors_want_their_own_scope(ada: Staff, path: str, scope: str) -> None:
    client = client_of(ada, [other for other in ("read", "write", "import", "ask", "admin") if other != scope])
    answer = client.post(f"{V1}/{path}", [] if "bulk" in path else {}, format="json")
    assert answer.status_code == 403
    assert scope in answer.json()["detail"]


def test_a_writing_token_may_not_read(alice: Staff) -> None:
    assert client_of(alice, ["write"]).get(f"{V1}/contacts/").status_code == 403


def test_an_admin_scope_is_worth_nothing_to_a_member(alice: Staff) -> None:
    ApiToken.objects.create(staff=alice, name="old", digest=ApiToken.digest_of("k"), scopes=["read", "write", "admin"])
    client = APIClient(HTTP_AUTHORIZATION="Bearer k")
    assert client.post(f"{V1}/staff/", {"email": "new@example.org"}).status_code == 403


def test_the_browser_session_works_too(alice: Staff) -> None:
    browser = APIClient()
    browser.force_login(alice)
    make_contact(alice)
    assert len(browser.get(f"{V1}/contacts/").json()["results"]) == 1


def test_a_session_needs_the_csrf_token_to_write(alice: Staff) -> None:
    browser = APIClient(enforce_csrf_checks=True)
    browser.force_login(alice)
    answer = browser.post(f"{V1}/topics/", {"name": "Bikes"})
    assert answer.status_code == 403
    assert answer["Content-Type"] == "application/problem+json"
    browser.cookies["csrftoken"] = "a" * 32
    answer = browser.post(f"{V1}/topics/", {"name": "Bikes"}, headers={"X-CSRFToken": "a" * 32})
    assert answer.status_code == 201


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("post", "tokens/", {"name": "Script", "scopes": ["read"]}),
        ("post", "staff/", {"email": "new@example.org"}),
        ("post", "exports/", {"format": "csv"}),
        ("get", "contacts/export/", {}),
    ],
)
def test_from_a_browser_keys_and_people_take_a_fresh_proof(ada: Staff, method: str, path: str, body: Any) -> None:
    browser = APIClient()
    sign_in(browser, ada, minutes_ago=20)
    refused = getattr(browser, method)(f"{V1}/{path}", body)
    assert refused.status_code == 403
    assert "Prove again" in refused.json()["detail"]
    assert not ApiToken.objects.exists()
    assert Staff.objects.count() == 1
    sign_in(browser, ada)
    assert getattr(browser, method)(f"{V1}/{path}", body).status_code in (200, 201, 202)


def test_answers_stay_out_of_shared_caches(api: APIClient) -> None:
    assert api.get(f"{V1}/contacts/")["Cache-Control"] == "no-store"

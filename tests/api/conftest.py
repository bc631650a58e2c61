"""Alice owns, Bob is her teammate, Charlie keeps some people to himself; Mona manages, Ada is the admin."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from rest_framework.test import APIClient

from api.throttling import TokenBucket
from crm.actions.create_token import create_token
from crm.models import Campaign, Contact, Scope, Staff, Topic
from tests.builders import make_campaign, make_contact, make_staff, make_topic

V1 = "/api/v1"
Caller = Callable[..., APIClient]


def client_of(staff: Staff, scopes: Iterable[str] = ()) -> APIClient:
    """A client with a token of `staff`; all scopes that the role allows when none are named."""
    allowed = [scope for scope in Scope.values if staff.is_admin or scope != Scope.ADMIN]
    _token, key = create_token(staff=staff, name="test", scopes=list(scopes) or allowed)
    client = APIClient(HTTP_AUTHORIZATION=f"Bearer {key}")
    client.raise_request_exception = False
    return client


@pytest.fixture(autouse=True)
def _fresh_buckets() -> None:
    TokenBucket.forget()


@pytest.fixture
def alice(db: Any) -> Staff:
    return make_staff("Alice")


@pytest.fixture
def bob(db: Any) -> Staff:
    return make_staff("Bob")


@pytest.fixture
def charlie(db: Any) -> Staff:
    return make_staff("Charlie")


@pytest.fixture
def mona(db: Any) -> Staff:
    return make_staff("Mona", role="manager")


@pytest.fixture
def ada(db: Any) -> Staff:
    return make_staff("Ada", role="admin")


@pytest.fixture
def api(alice: Staff) -> APIClient:
    return client_of(alice)


@pytest.fixture
def ana(alice: Staff) -> Contact:
    return make_contact(alice, "Ana Lima", email="ana@example.net")


@pytest.fixture
def secret(charlie: Staff) -> Contact:
    """Somebody whom only Charlie may see."""
    return make_contact(charlie, "Zelda Hidden", email="zelda@hidden.example", visibility="private")


@pytest.fixture
def topic(db: Any) -> Topic:
    return make_topic("Cargo bikes")


@pytest.fixture
def campaign(alice: Staff, topic: Topic) -> Campaign:
    return make_campaign(alice, topics=[topic])

"""Alice owns, Bob is her teammate and keeps some people to himself, Mona manages, Ada is the admin."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from crm.models import Campaign, Contact, Staff, Topic
from tests.builders import make_campaign, make_contact, make_staff, make_topic
from tests.clock import Clock
from tests.proof import sign_in

SignIn = Callable[[Staff], Client]


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture(autouse=True)
def _plain_static(settings: Any) -> None:
    """Pages name files by their plain addresses: tests do not collect static files first."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def alice(db: Any) -> Staff:
    return make_staff("Alice")


@pytest.fixture
def bob(db: Any) -> Staff:
    return make_staff("Bob")


@pytest.fixture
def mona(db: Any) -> Staff:
    return make_staff("Mona", role="manager")


@pytest.fixture
def ada(db: Any) -> Staff:
    return make_staff("Ada", role="admin")


@pytest.fixture
def topic(db: Any) -> Topic:
    return make_topic("Cargo bikes")


@pytest.fixture
def campaign(alice: Staff, topic: Topic) -> Campaign:
    return make_campaign(alice, topics=[topic], client="Velo Verband")


@pytest.fixture
def ana(alice: Staff) -> Contact:
    return make_contact(alice, "Ana Lima", email="ana@example.net", organization="Stadtrad")


def signed_in(staff: Staff) -> Client:
    client = Client()
    sign_in(client, staff)
    return client


def fragment(client: Client, path: str, data: dict[str, Any] | None = None) -> Any:
    """GET as htmx does."""
    return client.get(path, data or {}, headers={"HX-Request": "true"})

"""A real dovecot for each module, which the mailboxes of its tests are read from, and Alice, who knows Ana."""

from collections.abc import Iterator
from typing import Any

import pytest

from crm.models import Staff
from tests.builders import make_contact, make_staff
from tests.crm.correspondence.letters import ANA, letter
from tests.listening.sources.dovecot import USER, running_dovecot
from tests.listening.sources.dovecot import Mailbox as Dovecot


@pytest.fixture(scope="module")
def running() -> Iterator[Dovecot]:
    with running_dovecot() as dovecot:
        yield dovecot


@pytest.fixture
def theirs(running: Dovecot, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Dovecot:
    monkeypatch.setenv("SSL_CERT_FILE", str(running.certificate))
    settings.ALLOWED_PRIVATE_NETWORKS = ["127.0.0.0/8"]
    return running


@pytest.fixture
def folder(theirs: Dovecot, request: pytest.FixtureRequest) -> str:
    """For one test alone, and there before it is asked for."""
    name = "".join(c for c in request.node.name if c.isalnum())
    theirs.deliver(letter(0, sender="nobody@no.example", to=USER), name)
    return name


@pytest.fixture
def alice(db: Any) -> Staff:
    alice = make_staff("Alice", email=USER)
    make_contact(alice, email=ANA)
    return alice

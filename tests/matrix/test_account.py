"""Below /account/ everybody sees their own account alone; and what is said of two addresses tells of nobody hidden."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from frontend.signing_in.urls import urlpatterns
from tests.api.conftest import client_of
from tests.builders import make_staff
from tests.matrix.places import ACCOUNT
from tests.matrix.world import NOBODY, OUTSIDERS, WORD, make_world, state_of
from tests.proof import sign_in

pytestmark = pytest.mark.django_db
NAMES = [pattern.name for pattern in urlpatterns if getattr(pattern, "name", None)]
LET_IN_NOWHERE = {302, 401, 403, 405}


@pytest.fixture(autouse=True)
def _plain_files(settings: Any) -> None:
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


def address(name: str, number: int) -> str:
    return reverse(name, args=[number] if ACCOUNT[name].startswith("own:") else [])


def asked(client: Client, name: str, number: int) -> list[tuple[int, bytes]]:
    answers = [getattr(client, verb)(address(name, number)) for verb in ("get", "post")]
    return [(one.status_code, one.content + one.headers.get("Location", "").encode()) for one in answers]


def test_every_address_has_its_place() -> None:
    assert sorted(NAMES) == sorted(ACCOUNT)


def test_who_is_nobody_sees_no_account() -> None:
    wrong = [
        (name, status)
        for name, place in ACCOUNT.items()
        for status, _text in asked(Client(raise_request_exception=False), name, NOBODY)
        if place != "public" and status not in LET_IN_NOWHERE
    ]
    assert wrong == []


def test_somebody_elses_passkey_is_like_none() -> None:
    alice, bob = make_staff("Alice"), make_staff("Bob", role="admin")
    theirs = Authenticator.objects.create(user=alice, type="webauthn", data={"name": WORD, "credential": {}})
    client = Client(raise_request_exception=False)
    sign_in(client, bob)
    for name, place in ACCOUNT.items():
        there = asked(client, name, theirs.pk)
        assert not [text for _status, text in there if WORD.encode() in text], name
        if place == "own:passkey":
            assert [status for status, _text in there] == [status for status, _text in asked(client, name, NOBODY)]
    assert Authenticator.objects.get().data["name"] == WORD


@pytest.mark.parametrize("who", OUTSIDERS)
def test_a_pair_of_addresses_tells_of_nobody_hidden_and_gives_them_nothing(who: str) -> None:
    """One of the two is the hidden contact's."""
    world = make_world()
    before, client = state_of(world), client_of(world.staff[who])
    path = f"/api/v1/pairings/{world.open_ids['pairing']}/"
    for verb, address in (("get", path), ("post", f"{path}accept/"), ("get", path), ("post", f"{path}undo/")):
        answer = getattr(client, verb)(address, {})
        assert answer.status_code < 300, (verb, address, answer.content)
        assert f"{WORD} Person".encode() not in answer.content
        assert f'"contact":{world.ids["contact"]}'.encode() not in answer.content.replace(b" ", b"")
    assert state_of(world) == before

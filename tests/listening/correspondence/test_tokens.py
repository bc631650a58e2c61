"""A mailbox that is opened by OAuth2 renews its token by itself, at a real token server on loopback."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from crm.actions.save_mailbox import change_mailbox, connect_mailbox
from crm.errors import Refusal
from crm.models import Mailbox, Staff
from listening.correspondence.holding import account_of
from listening.sources import SourceTrouble
from listening.sources.asking import AnsweredNo
from tests.builders import NOW, make_staff
from tests.listening.servers import Site, site

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def web() -> Iterator[Site]:
    with site() as running:
        yield running


@pytest.fixture(autouse=True)
def _loopback_is_ours(settings: Any) -> None:
    settings.ALLOWED_PRIVATE_NETWORKS = ["127.0.0.0/8"]


@pytest.fixture
def alice(db: Any) -> Staff:
    return make_staff("Alice", email="alice@example.org")


def gives(web: Site, status: int = 200, **said: Any) -> None:
    web.pages["/token"] = (status, {"Content-Type": "application/json"}, json.dumps(said).encode())


def connected(alice: Staff, web: Site, **told: Any) -> Mailbox:
    way = {"host": "imap.house.example", "user": "alice@example.org", "sign_in": "token"}
    renewal = {"refresh_token": "r3fresh", "client_id": "us", "client_secret": "s3cret", "token_url": web.url("/token")}
    return connect_mailbox(staff=alice, as_of=NOW, **{**way, **renewal, **told})


def test_a_token_is_asked_for_once_and_renewed_before_it_runs_out(alice: Staff, web: Site) -> None:
    mailbox = connected(alice, web)
    gives(web, access_token="one", expires_in=3600)
    assert account_of(mailbox, as_of=NOW).token == "one"
    asked = web.asked[0].decode()
    assert "grant_type=refresh_token" in asked and "refresh_token=r3fresh" in asked and "client_secret=s3cret" in asked
    gives(web, access_token="two", expires_in=3600, refresh_token="n3xt")
    again = Mailbox.objects.get()
    assert account_of(again, as_of=NOW + HOUR / 2).token == "one" and len(web.asked) == 1
    assert account_of(again, as_of=NOW + HOUR - timedelta(minutes=1)).token == "two"
    kept = Mailbox.objects.get()
    assert kept.secret("refresh_token") == "n3xt" and kept.version == mailbox.version
    assert not {"one", "two", "n3xt", "s3cret"} & set(kept.sealed.split('"'))


def test_a_sign_in_that_was_withdrawn_waits_for_a_person_and_a_server_out_of_order_does_not(
    alice: Staff, web: Site
) -> None:
    mailbox = connected(alice, web)
    gives(web, 400, error="invalid_grant")
    with pytest.raises(SourceTrouble, match="allow it anew") as trouble:
        account_of(mailbox, as_of=NOW)
    assert trouble.value.needs_care
    gives(web, 503)
    with pytest.raises(AnsweredNo) as no:
        account_of(mailbox, as_of=NOW)
    assert not no.value.needs_care
    gives(web, 200, token_type="Bearer")
    with pytest.raises(SourceTrouble, match="no token"):
        account_of(mailbox, as_of=NOW)


def test_a_refresh_token_goes_nowhere_else(alice: Staff, web: Site, settings: Any) -> None:
    mailbox = connected(alice, web)
    with pytest.raises(Refusal) as elsewhere:
        change_mailbox(staff=alice, mailbox=mailbox, as_of=NOW, token_url="https://collector.example/token")
    assert set(elsewhere.value.errors) == {"refresh_token"}
    settings.ALLOWED_PRIVATE_NETWORKS = []
    for place in ("http://tokens.example/token", web.url("/token"), "gopher://x"):
        with pytest.raises(Refusal) as refused:
            connected(make_staff(), web, token_url=place)
        assert set(refused.value.errors) == {"token_url"}
    with pytest.raises(Refusal) as missing:
        connected(make_staff(), web, client_id="", token_url="")
    assert set(missing.value.errors) == {"client_id", "token_url"}


def test_what_was_changed_meanwhile_is_not_overwritten_by_a_renewal(alice: Staff, web: Site) -> None:
    mailbox = connected(alice, web)
    change_mailbox(staff=alice, mailbox=Mailbox.objects.get(), as_of=NOW, token="typed anew")
    gives(web, access_token="one", expires_in=3600)
    account_of(mailbox, as_of=NOW)
    assert Mailbox.objects.get().secret("token") == "typed anew"

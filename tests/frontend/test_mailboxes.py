"""A mailbox is connected in three steps, tried on a real dovecot before anything is kept; its page says how it goes."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from crm.models import Interaction, Mailbox, Staff
from listening.correspondence.holding import visit
from tests.builders import NOW, make_contact, make_staff
from tests.crm.correspondence.letters import ANA, letter
from tests.frontend.conftest import signed_in
from tests.listening.servers import Site, site
from tests.listening.sources.dovecot import PASSWORD, USER, running_dovecot
from tests.listening.sources.dovecot import Mailbox as Dovecot

pytestmark = [pytest.mark.django_db, pytest.mark.mailbox]
NEW = "/settings/mailboxes/new/"


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
def signing_in() -> Iterator[Site]:
    """Gives a token, and says whose it is."""
    with site() as web:
        say(web, "/token", access_token="acc3ss", expires_in=3600)
        say(web, "/whose?token=acc3ss", email=USER)
        yield web


@pytest.fixture
def by_token(signing_in: Site, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Dovecot]:
    settings.ALLOWED_PRIVATE_NETWORKS = ["127.0.0.0/8"]
    with running_dovecot(tokens=signing_in.url("/whose?token=")) as dovecot:
        monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.certificate))
        yield dovecot


def say(web: Site, path: str, status: int = 200, **said: Any) -> None:
    web.pages[path] = (status, {"Content-Type": "application/json"}, json.dumps(said).encode())


@pytest.fixture
def hers(db: Any) -> Staff:
    hers = make_staff("Alice", email=USER)
    make_contact(hers, email=ANA)
    return hers


def reach(client: Client, theirs: Dovecot, password: str = PASSWORD, **more: Any) -> Any:
    given = {"step": "reach", "own": USER, "host": "127.0.0.1", "port": theirs.port, "security": "tls", "user": USER}
    return client.post(NEW, {**given, "password": password, **more})


def sealed_in(text: str) -> str:
    found = re.search(r'name="sealed"(?: [^>]*)? value="([^"]*)"', text)
    assert found, text
    return found[1]


def chosen(client: Client, sealed: str, **fields: Any) -> Any:
    return client.post(NEW, {"step": "chosen", "sealed": sealed, "name": "Work", "seen": "subjects", **fields})


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("alice@gmail.com", "imap.gmail.com"),
        ("alice@fastmail.com", "imap.fastmail.com"),
        ("alice@gmx.net", "POP3 and IMAP"),
        ("alice@mailbox.org", "imap.mailbox.org"),
        ("alice@outlook.com", "forward or BCC instead"),
        ("alice@outlook.com", 'value="https://login.microsoftonline.com/common/oauth2/v2.0/token"'),
        ("alice@gmail.com", 'value="https://oauth2.googleapis.com/token"'),
        ("alice@gmail.com", "OAuth Playground"),
        ("alice@house.example", "imap.house.example"),
    ],
)
def test_the_providers_settings_are_filled_in_from_the_address(hers: Staff, address: str, words: str) -> None:
    assert words in signed_in(hers).post(NEW, {"step": "whose", "address": address}).content.decode()


def test_it_is_tried_then_connected_read_and_told_of(hers: Staff, theirs: Dovecot) -> None:
    theirs.deliver(letter(1, sender=ANA, to=USER), "Screens")
    theirs.deliver(letter(2, sender="stranger@no.example", to=USER), "Screens")
    client = signed_in(hers)
    tried = reach(client, theirs).content.decode()
    assert "It works." in tried
    assert PASSWORD not in tried
    assert not Mailbox.objects.exists()
    answer = chosen(client, sealed_in(tried), folders="Screens", kept_out="mum@home.example")
    mailbox = Mailbox.objects.get()
    assert answer["Location"] == f"/settings/mailboxes/{mailbox.pk}/"
    assert (mailbox.folders, mailbox.kept_out, mailbox.seen) == (["Screens"], ["mum@home.example"], "subjects")
    assert "Work" in client.get("/settings/connections/").content.decode()
    visit(mailbox, now=lambda: NOW)
    page = client.get(f"/settings/mailboxes/{mailbox.pk}/").content.decode()
    assert Interaction.objects.get().contact.name in page
    assert "With nobody in the book: 1" in page


def test_bad_mail_holds_nothing_up_and_the_page_says_what_became_of_it(hers: Staff, theirs: Dovecot) -> None:
    crowd = b",\n ".join([ANA.encode(), *(b"reader%d@paper.example" % number for number in range(10_000))])
    looping = letter(3, sender=ANA, to=USER, text="Round and round.", References="<3@mail.example>")
    forged = {"Authentication_Results": "mx.example.org; dmarc=fail; spf=fail", "text": "Do wire the money today."}
    for bad in (
        letter(1, sender=ANA, to=USER, Date=None),
        letter(2, sender=USER, to="crowd@paper.example").replace(b"crowd@paper.example", crowd),
        *(looping, looping),
        letter(4, sender=ANA, to=USER, **forged),
        nested(5, 300),
        b"X-Junk: " + b"j" * 1_000_000 + b"\n" + letter(6, sender=ANA, to=USER),
        b"\xff\xfe\x00 no mail at all",
        letter(7, sender=ANA, to=USER, text="And now to something that is meant."),
    ):
        theirs.deliver(bad, "Bad", came=NOW - timedelta(days=1))
    client = signed_in(hers)
    chosen(client, sealed_in(reach(client, theirs).content.decode()), folders="Bad", seen="everything")
    mailbox = Mailbox.objects.get()
    assert visit(mailbox, now=lambda: NOW) is False
    page = client.get(f"/settings/mailboxes/{mailbox.pk}/").content.decode()
    for words in ("To a crowd: 1", "Headers too large to be read: 1", "Here already: 1", "With nobody in the book: 1"):
        assert words in page
    assert page.count("perhaps not from them, says your mail server") == 1
    listed = re.findall(r"<tr><td>Bad</td><td>(\d+)</td><td>([^<]+)</td>", page)
    assert sorted(listed) == [("2", "To a crowd"), ("7", "Headers too large to be read")]
    assert {"1", "3", "4", "5", "7"} == {one.external_id[4:].partition("@")[0] for one in Interaction.objects.all()}


def nested(number: int, deep: int) -> bytes:
    """Parts within parts within parts."""
    head, _blank, _text = letter(number, sender=ANA, to=USER).partition(b"\nContent-Type")
    levels = (b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (level, level) for level in range(deep))
    return head + b"\nMIME-Version: 1.0\n" + b"".join(levels) + b"\nWithin."


def test_a_wrong_password_is_said_at_its_field_and_nothing_kept(hers: Staff, theirs: Dovecot) -> None:
    answer = reach(signed_in(hers), theirs, "wrong")
    assert answer.status_code == 422
    assert "app password" in answer.content.decode()
    assert "wrong" not in re.findall(r'name="password"[^>]*', answer.content.decode())[0]
    assert not Mailbox.objects.exists()


def test_a_refresh_token_opens_it_where_no_password_does(hers: Staff, by_token: Dovecot, signing_in: Site) -> None:
    client = signed_in(hers)
    told = {"provider": "outlook", "client_id": "us", "token_url": signing_in.url("/token")}
    missing = reach(client, by_token, "", **told).content.decode()
    assert 'id="id_refresh_token_error"' in missing and 'name="password"' not in missing
    told["refresh_token"] = "r3fresh"
    say(signing_in, "/token", 400, error="invalid_grant")
    assert "allow it anew" in reach(client, by_token, "", **told).content.decode()
    say(signing_in, "/token", access_token="acc3ss", expires_in=3600)
    by_token.deliver(letter(1, sender=ANA, to=USER))
    tried = reach(client, by_token, "", **told).content.decode()
    assert "It works." in tried and "r3fresh" not in tried
    chosen(client, sealed_in(tried))
    mailbox = Mailbox.objects.get()
    assert (mailbox.sign_in, mailbox.secret("refresh_token")) == ("token", "r3fresh")
    visit(mailbox, now=lambda: NOW)
    assert Interaction.objects.count() == 1


def test_what_was_tried_cannot_be_turned_to_another_server(hers: Staff, theirs: Dovecot) -> None:
    client = signed_in(hers)
    sealed = sealed_in(reach(client, theirs).content.decode())
    chosen(client, sealed, host="collector.example")
    assert Mailbox.objects.get().host == "127.0.0.1"
    assert chosen(client, "made up")["Location"] == NEW
    assert Mailbox.objects.count() == 1


def test_pausing_resuming_and_disconnecting_are_ones_own(hers: Staff, bob: Staff, theirs: Dovecot) -> None:
    client = signed_in(hers)
    chosen(client, sealed_in(reach(client, theirs).content.decode()))
    mailbox = Mailbox.objects.get()
    at = f"/settings/mailboxes/{mailbox.pk}/"
    assert f"{at}resume/" in client.post(f"{at}pause/", follow=True).content.decode()
    client.post(f"{at}resume/")
    assert signed_in(bob).get(at).status_code == signed_in(bob).post(f"{at}disconnect/").status_code == 404
    assert f"{at}keep/" in client.post(f"{at}disconnect/", {"then": "forget"}, follow=True).content.decode()
    mailbox.refresh_from_db()
    assert (mailbox.sealed, mailbox.disconnected_at) == ("", NOW)
    assert client.get(at).status_code == 404
    assert "0 exchanges that came from it are taken out on" in client.get("/settings/connections/").content.decode()
    assert signed_in(bob).post(f"{at}keep/").status_code == signed_in(bob).post(f"{at}forget/").status_code == 404
    client.post(f"{at}forget/")
    assert client.post(f"{at}keep/").status_code == 404


def test_an_admin_connects_the_offices_mailbox_and_everybody_finds_their_own_address(
    hers: Staff, bob: Staff, theirs: Dovecot
) -> None:
    ada = make_staff("Ada", role="admin")
    told = signed_in(hers).get("/settings/connections/").content.decode()
    assert "an admin can connect one here" in told
    client = signed_in(ada)
    assert f"{NEW}?office" in client.get("/settings/connections/").content.decode()
    assert 'value="office"' not in signed_in(hers).get(f"{NEW}?office").content.decode()
    asked = client.post(NEW, {"step": "whose", "address": USER, "kind": "office"}).content.decode()
    assert re.search(r'name="kind"[^>]*value="office"', asked) or re.search(r'value="office"[^>]*name="kind"', asked)
    tried = reach(client, theirs, kind="office").content.decode()
    assert "What the team sees" not in tried
    chosen(client, sealed_in(tried), folders="Screens")
    assert (Mailbox.objects.get().kind, Mailbox.objects.get().staff) == ("office", ada)
    addresses = [_address_in(signed_in(who).get("/settings/connections/").content.decode()) for who in (hers, bob)]
    assert all(one.startswith("alice+") and one.endswith("@example.org") for one in addresses)
    assert addresses[0] != addresses[1]
    after = signed_in(hers).post("/settings/connections/address/", follow=True).content.decode()
    assert _address_in(after) != addresses[0]


def test_only_an_admin_connects_the_offices_mailbox(hers: Staff, theirs: Dovecot) -> None:
    client = signed_in(hers)
    tried = reach(client, theirs, kind="office").content.decode()
    assert chosen(client, sealed_in(tried)).status_code in (403, 422)
    assert not Mailbox.objects.exists()


def _address_in(page: str) -> str:
    found = re.search(r'id="copies-to" value="([^"]+)"', page)
    return found[1] if found else ""

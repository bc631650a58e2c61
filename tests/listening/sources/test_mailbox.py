"""Newsletters and alerts in a mailbox, read from a real dovecot."""

import json
import socket
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest

from crm.errors import Refusal
from crm.outgoing import NotReached
from listening.observed import Address
from listening.sources import SourceTrouble, mailbox
from tests.listening.sources.dovecot import PASSWORD, USER, Mailbox, running_dovecot
from tests.listening.sources.worker import Kept, source, visit

pytestmark = pytest.mark.mailbox


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Mailbox]:
    with running_dovecot() as running:
        yield running


@pytest.fixture
def theirs(dovecot: Mailbox, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Mailbox:
    """With a folder for this test alone; its certificate is one we trust."""
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.certificate))
    dovecot.deliver(letter(0), folder_of(request.node.name))
    return dovecot


@pytest.fixture
def folder(request: pytest.FixtureRequest) -> str:
    return folder_of(request.node.name)


def folder_of(name: str) -> str:
    return "".join(c for c in name if c.isalnum())


def letter(number: int, html: str = "", **headers: str) -> bytes:
    message = EmailMessage()
    message["From"] = "Ana Lima <ana@paper.example>"
    message["Subject"] = f"Letter {number}"
    message["Date"] = "Fri, 20 Nov 2026 10:00:00 +0100"
    message["Message-ID"] = f"<{number}@paper.example>"
    message.set_content("In plain words.")
    if html:
        message.add_alternative(html, subtype="html")
    for name, value in headers.items():
        del message[name.replace("_", "-")]
        message[name.replace("_", "-")] = value
    return message.as_bytes()


def reading(theirs: Mailbox, folder: str, **settings: Any) -> Any:
    told = {"host": "127.0.0.1", "port": str(theirs.port), "user": USER, "folder": folder, **settings}
    return source("mailbox", {"password": PASSWORD}, **told)


def titles(kept: Kept) -> list[str]:
    return sorted(post.title for post in kept.posts.values())


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_it_reads_what_is_new_and_marks_nothing(theirs: Mailbox, folder: str, security: str) -> None:
    theirs.deliver(letter(1), folder)
    kept = Kept()
    port = theirs.port if security == "tls" else theirs.starttls_port
    letters = reading(theirs, folder, security=security, port=str(port))
    visit(letters, kept)
    theirs.deliver(letter(2), folder)
    letters.state = json.loads(json.dumps(letters.state))
    visit(letters, kept)
    visit(letters, kept)
    assert titles(kept) == ["Letter 0", "Letter 1", "Letter 2"] and set(kept.times.values()) == {1}
    assert not any("S" in flags for flags in theirs.flags())


def test_what_a_letter_says_of_itself(theirs: Mailbox, folder: str) -> None:
    told = letter(
        1,
        "<h1>Night trains</h1><p>They are back.</p>",
        List_Id="The Weekly <weekly.paper.example>",
        Subject="Nachtzüge sind zurück",
        From='"Lima, Ana" <Ana@Paper.example>',
        Archived_At="<https://paper.example/letters/1>",
        Content_Language="de, en",
    )
    theirs.deliver(told, folder)
    kept = Kept()
    visit(reading(theirs, folder), kept)
    post = kept.posts["1@paper.example"]
    assert post.author == Address("email", "ana@paper.example") and post.author_name == "Lima, Ana"
    assert post.also == (Address("newsletter", "weekly.paper.example"),)
    assert (post.title, post.url) == ("Nachtzüge sind zurück", "https://paper.example/letters/1")
    assert "<h1>Night trains</h1>" in post.html and post.text == "" and post.languages == ("de",)
    assert post.published_at and post.published_at.isoformat() == "2026-11-20T09:00:00+00:00"


def test_attachments_are_never_fetched(theirs: Mailbox, folder: str) -> None:
    message = EmailMessage()
    message["From"], message["Subject"], message["Message-ID"] = "a@b.example", "With files", "<files@b.example>"
    message.set_content("Only this.")
    message.add_attachment(b"x" * 3_000_000, maintype="application", subtype="pdf", filename="a.pdf")
    message.add_attachment("secret text", filename="notes.txt")
    theirs.deliver(message.as_bytes(), folder)
    kept = Kept()
    visit(reading(theirs, folder), kept)
    assert kept.posts["files@b.example"].text.strip() == "Only this."


def test_after_a_change_of_numbers_nothing_is_lost_and_nothing_doubled(theirs: Mailbox, folder: str) -> None:
    for number in range(1, 4):
        theirs.deliver(letter(number), folder)
    kept, letters = Kept(), reading(theirs, folder)
    visit(letters, kept)
    before = dict(letters.state)
    theirs.renumber(folder)
    theirs.deliver(letter(4), folder)
    visit(letters, kept)
    assert titles(kept) == [f"Letter {number}" for number in range(5)]
    assert letters.state["validity"] != before["validity"]


def test_a_full_folder_is_read_over_several_visits(
    theirs: Mailbox, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox, "MOST", 3)
    for number in range(1, 8):
        theirs.deliver(letter(number), folder)
    kept, letters = Kept(), reading(theirs, folder)
    assert visit(letters, kept).next_check_at is not None
    visit(letters, kept)
    assert visit(letters, kept).next_check_at is None
    assert len(kept.posts) == 8


BROKEN = [
    b"",
    b"\n",
    b"no headers at all, only words",
    b"From: =?utf-8?q?broken\r\nSubject: =?klingon?b?AAAA?=\r\n\r\nx",
    b"From: a@b.example\r\nDate: yesterday\r\nSubject: \x00\xff\xfe\r\n\r\n\xff\xfe",
    b"From: <<>>,,@\r\nMessage-ID: \r\nContent-Type: text/html; charset=klingon\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\n!!!!PGI+aGk8L2I+",
    b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n--a",
    b"Content-Type: multipart/alternative\r\n\r\n--nothing",
    b"Content-Type: text/plain; charset=utf-16\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=ZZ=",
    b"Subject: " + b"x" * 200_000 + b"\r\n\r\nlong",
]


@pytest.mark.parametrize("number", range(len(BROKEN)))
def test_broken_mail_hurts_nobody_and_the_next_one_is_read(theirs: Mailbox, folder: str, number: int) -> None:
    theirs.deliver(BROKEN[number], folder)
    theirs.deliver(letter(9), folder)
    kept, letters = Kept(), reading(theirs, folder)
    visit(letters, kept)
    assert {"Letter 0", "Letter 9"} <= set(titles(kept))
    assert visit(letters, kept).posts == []


def test_base64_with_dirt_in_it_is_read_all_the_same(theirs: Mailbox, folder: str) -> None:
    theirs.deliver(BROKEN[5], folder)
    kept = Kept()
    visit(reading(theirs, folder), kept)
    assert any("<b>hi</b>" in post.html for post in kept.posts.values())


@pytest.mark.slow
def test_a_refused_password_is_said_and_waits_for_somebody(theirs: Mailbox, folder: str) -> None:
    letters = reading(theirs, folder)
    letters.keep_secrets({"password": "wrong"})
    with pytest.raises(SourceTrouble, match="name and password") as trouble:
        visit(letters)
    assert trouble.value.needs_care


@pytest.mark.slow
def test_a_folder_that_is_not_there_is_said(theirs: Mailbox) -> None:
    with pytest.raises(SourceTrouble, match="no folder “Nowhere”"):
        visit(reading(theirs, "Nowhere"))


def test_a_certificate_we_do_not_trust_gets_no_password(
    theirs: Mailbox, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(NotReached, match="could not be secured"):
        visit(reading(theirs, folder))


def test_a_server_inside_our_network_is_not_called(theirs: Mailbox, folder: str, settings: Any) -> None:
    settings.ALLOWED_PRIVATE_NETWORKS = []
    with pytest.raises(NotReached, match="our own network"):
        visit(reading(theirs, folder))


def test_a_server_that_hangs_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("listening.sources.mailbox_connection.SILENCE", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        told = {"host": "127.0.0.1", "port": str(silent.getsockname()[1]), "user": USER}
        with pytest.raises(NotReached):
            visit(source("mailbox", {"password": "x"}, **told))


def test_a_server_that_drips_is_left_when_the_time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A byte now and then trips no time-out of single reads."""
    monkeypatch.setattr("listening.sources.mailbox_connection.TOTAL", 0.5)
    over = threading.Event()

    def drip(listener: socket.socket) -> None:
        line, _where = listener.accept()
        with line:
            while not over.wait(0.02):
                line.send(b"*")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=drip, args=(listener,), daemon=True).start()
        told = {"host": "127.0.0.1", "port": str(listener.getsockname()[1]), "security": "starttls", "user": USER}
        with pytest.raises(NotReached):
            visit(source("mailbox", {"password": "x"}, **told))
        over.set()


@pytest.mark.parametrize(
    ("filled", "field"),
    [
        ({"user": "a"}, "host"),
        ({"host": "https://imap.example.org", "user": "a"}, "host"),
        ({"host": "imap.example.org", "user": "a", "security": "none"}, "security"),
        ({"host": "imap.example.org", "user": "a", "port": "many"}, "port"),
        ({"host": "imap.example.org", "user": "a", "port": "70000"}, "port"),
    ],
)
def test_what_cannot_be_is_refused_by_name(filled: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        source("mailbox", **filled)
    assert list(refused.value.errors) == [field]

"""A mailbox of Alice's on a real dovecot: what she and Ana write there is in the book within seconds, and once."""

import threading
import time
from datetime import date
from typing import Any

import pytest
from django.db import connections

from crm.correspondence.office import forward_address
from crm.models import Handle, Interaction, LeftMail, Mailbox, MailFolder, Staff
from crm.outgoing import NotReached
from listening.correspondence import visiting
from listening.correspondence.holding import LOOK_EVERY, hold, try_out, visit
from listening.sources import SourceTrouble
from tests.builders import NOW, make_contact, make_staff
from tests.crm.correspondence.letters import ANA, HELLO, bounce, letter, reply
from tests.listening.sources.dovecot import PASSWORD, USER
from tests.listening.sources.dovecot import Mailbox as Dovecot

pytestmark = pytest.mark.mailbox


def connected(alice: Staff, theirs: Dovecot, *folders: str, **told: Any) -> Mailbox:
    fields = {"host": "127.0.0.1", "port": theirs.port, "user": USER, "name": "Mail", "folders": list(folders), **told}
    mailbox = Mailbox(staff=alice, **fields)
    mailbox.keep_secrets(password=PASSWORD)
    mailbox.save()
    return mailbox


def look(mailbox: Mailbox) -> bool:
    mailbox.refresh_from_db()
    return visit(mailbox, now=lambda: NOW)


def known() -> list[str]:
    ids = Interaction.objects.order_by("pk").values_list("external_id", flat=True)
    return [one.removeprefix("mid:").removesuffix("@mail.example") for one in ids]


def test_the_past_and_what_is_new_come_once_and_nothing_is_marked(alice: Staff, theirs: Dovecot, folder: str) -> None:
    theirs.deliver(letter(1, to=USER), folder)
    mailbox = connected(alice, theirs, folder)
    assert look(mailbox) is False
    theirs.deliver(reply(2, 1, sender=USER, to=ANA, subject="Re: Porters", text="Here it is."), folder)
    look(mailbox)
    look(mailbox)
    assert known() == ["1", "2"]
    ours = Interaction.objects.get(direction="outbound")
    assert (ours.text, ours.mail.mailbox, ours.mail.thread) == ("Here it is.", mailbox, "1@mail.example")
    mailbox.refresh_from_db()
    assert mailbox.is_well and mailbox.swept_at == NOW and (mailbox.taken, mailbox.left) == (2, {"nobody": 1})
    assert not any("S" in flags for flags in theirs.flags())


def test_renumbered_renamed_and_emptied_folders_double_nothing(alice: Staff, theirs: Dovecot, folder: str) -> None:
    for number in (1, 2, 3):
        theirs.deliver(letter(number, to=USER), folder)
    mailbox = connected(alice, theirs, folder)
    look(mailbox)
    theirs.renumber(folder)
    theirs.deliver(letter(4, to=USER), folder)
    look(mailbox)
    assert sorted(known()) == ["1", "2", "3", "4"]
    before = MailFolder.objects.get()
    (theirs.home / "mail" / f".{folder}").rename(theirs.home / "mail" / f".{folder}New")
    mailbox.folders = [f"{folder}New"]
    mailbox.save()
    theirs.deliver(letter(5, to=USER), f"{folder}New")
    look(mailbox)
    after = MailFolder.objects.get()
    assert (after.pk, after.name) == (before.pk, f"{folder}New") and after.newest > before.newest
    theirs.remove_all(f"{folder}New")
    look(mailbox)
    assert sorted(known()) == ["1", "2", "3", "4", "5"]


def test_a_long_past_is_read_in_pieces_newest_first(
    alice: Staff, theirs: Dovecot, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visiting, "WINDOW", 3)
    for number in range(1, 9):
        theirs.deliver(letter(number, to=USER), folder)
    mailbox = connected(alice, theirs, folder)
    assert look(mailbox) is True and known() == ["8", "7", "6"]
    theirs.deliver(letter(9, to=USER), folder)
    assert look(mailbox) is True and known()[3] == "9", "what is new does not wait for the past"
    assert look(mailbox) is False and len(known()) == 9


def test_the_past_is_read_no_further_than_asked(alice: Staff, theirs: Dovecot, folder: str) -> None:
    theirs.deliver(letter(1, to=USER), folder)
    mailbox = connected(alice, theirs, folder, read_since=date(2999, 1, 1))
    look(mailbox)
    theirs.deliver(letter(2, to=USER), folder)
    look(mailbox)
    assert known() == ["2"]


def test_attachments_are_never_fetched_and_a_report_marks_who_is_gone(
    alice: Staff, theirs: Dovecot, folder: str
) -> None:
    gone = make_contact(alice, "Gone", email="gone@paper.example")
    theirs.deliver(letter(1, to=USER, attached=b"x" * 3_000_000, html="<p>In colour</p>"), folder)
    theirs.deliver(bounce("gone@paper.example", ours=USER), folder)
    look(connected(alice, theirs, folder))
    assert Interaction.objects.get().text == f"Porters\n\n{HELLO}"
    assert Handle.objects.get(contact=gone).status == "bounced"


def test_bad_mail_is_bounded_told_and_holds_nothing_up(alice: Staff, theirs: Dovecot, folder: str) -> None:
    crowd = ", ".join([ANA, *(f"reader{n}@paper.example" for n in range(10_000))])
    deep = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (level, level) for level in range(300)
    )
    head = f"From: {ANA}\nTo: {USER}\nDate: Fri, 20 Nov 2026 10:00:00 +0100\nMessage-ID: <deep@mail.example>\n"
    theirs.deliver(letter(1, sender=USER, to=crowd), folder)
    theirs.deliver(b"X-Junk: " + b"j" * 1_000_000 + b"\n" + letter(2, to=USER), folder)
    theirs.deliver(head.encode() + deep + b"\nHello", folder)
    theirs.deliver(b"\xff\xfe\x00 no mail at all", folder)
    theirs.deliver(letter(3, to=USER), folder)
    mailbox = connected(alice, theirs, folder)
    look(mailbox)
    assert "3" in known() and set(LeftMail.objects.values_list("reason", flat=True)) >= {"crowd", "headers"}


def test_what_is_marked_private_stays_out(alice: Staff, theirs: Dovecot, folder: str) -> None:
    theirs.deliver(letter(1, to=USER), folder)
    look(connected(alice, theirs, folder, kept_out=[ANA]))
    mailbox = Mailbox.objects.get()
    assert known() == [] and mailbox.left == {"private": 1, "nobody": 1} and not LeftMail.objects.exists()


def test_what_is_wrong_is_said_in_words(alice: Staff, theirs: Dovecot, settings: Any) -> None:
    mailbox = connected(alice, theirs, "No such folder")
    with pytest.raises(SourceTrouble, match="no folder “No such folder”"):
        try_out(mailbox)
    mailbox.folders = []
    assert try_out(mailbox)[0] == "INBOX"
    mailbox.keep_secrets(password="wrong")
    with pytest.raises(SourceTrouble, match="app password"):
        try_out(mailbox)
    settings.ALLOWED_PRIVATE_NETWORKS = []
    with pytest.raises(NotReached):
        try_out(mailbox)


def test_a_secret_lies_sealed_and_outside_history(alice: Staff, theirs: Dovecot) -> None:
    mailbox = connected(alice, theirs)
    assert mailbox.secret("password") == PASSWORD and PASSWORD not in mailbox.sealed
    events = Mailbox.pgh_event_model.objects.values()  # type: ignore[attr-defined]
    assert events and "sealed" not in events[0]


def test_copies_and_forwarded_mail_are_taken_for_whoever_sent_them(alice: Staff, theirs: Dovecot, folder: str) -> None:
    admin = make_staff("Ada", role="admin")
    office = connected(admin, theirs, folder, kind="office")
    ours = forward_address(alice, as_of=NOW)
    written = (
        "---------- Forwarded message ---------\nFrom: Ana Lima <ana@paper.example>\nDate: Thu, 19 Nov 2026 at 10:00"
    )
    theirs.deliver(letter(1, sender=USER, to=ANA, text="A copy.", Delivered_To=ours), folder)
    text = f"For the book.\n\n{written}\nSubject: Porters\nTo: <alice@example.org>\n\nHere are the numbers."
    theirs.deliver(letter(2, sender=USER, to=ours, text=text), folder)
    theirs.deliver(letter(3, sender="thief@no.example", to=f"{ANA}, {ours}"), folder)
    theirs.deliver(letter(4, sender=USER, to=ANA), folder)
    wrong = ours.replace("+", "+0000")
    theirs.deliver(letter(5, sender=USER, to=ANA, Delivered_To=wrong), folder)
    forged = {"Delivered_To": ours, "Authentication_Results": "mx.example.org; dmarc=fail; spf=fail"}
    theirs.deliver(letter(6, sender=USER, to=ANA, **forged), folder)
    look(office)
    told = set(Interaction.objects.values_list("staff", "direction", "text"))
    assert told == {
        (alice.pk, "outbound", "Porters\n\nA copy."),
        (alice.pk, "inbound", "Porters\n\nHere are the numbers."),
    }
    assert list(LeftMail.objects.values_list("reason", flat=True)) == ["no_copy"] * 5  # one was there for the folder


@pytest.mark.slow  # IDLE: the server tells when it likes
@pytest.mark.django_db(transaction=True)
def test_a_held_mailbox_takes_what_comes_at_once_and_says_when_it_is_cut_off(theirs: Dovecot) -> None:
    alice = make_staff("Alice", email=USER)
    make_contact(alice, email=ANA)
    theirs.deliver(letter(100, to=USER))
    mailbox, stop = connected(alice, theirs, "INBOX"), threading.Event()
    thread = threading.Thread(target=hold, args=(mailbox, stop))
    thread.start()
    try:
        assert _soon(lambda: known() == ["100"])
        theirs.deliver(letter(101, to=USER))
        assert _soon(lambda: known() == ["100", "101"])
    finally:
        stop.set()
        thread.join(20)
    mailbox.refresh_from_db()
    assert not thread.is_alive() and mailbox.is_well
    mailbox.port = 1
    hold(mailbox, threading.Event())
    mailbox.refresh_from_db()
    assert not mailbox.is_well and mailbox.health and mailbox.next_check_at
    connections.close_all()


def _soon(holds: Any) -> bool:
    """Well before the next look at every folder: it was told, or it does not hold."""
    pause, until = threading.Event(), time.monotonic() + LOOK_EVERY * 2 / 3
    while not (held := holds()) and time.monotonic() < until:
        pause.wait(0.1)
    return bool(held)

"""A mailbox held open: told by the server when something comes (IDLE), looked through at once, and every minute all the
same, for of other folders it does not tell."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connections
from django.utils import timezone
from django.utils.translation import gettext as _
from imapclient import IMAPClient

from crm.errors import Refusal
from crm.models import Mailbox, MailFolder, SignIn
from crm.outgoing import NotReached
from crm.sealing import SealBroken
from listening.correspondence.folders import folders_of, next_number
from listening.correspondence.tokens import access_token
from listening.correspondence.visiting import look_through
from listening.sources import SourceTrouble
from listening.sources.mailbox_connection import Account, signed_in
from listening.streaming import Streams

LOCK = 4_711_303  # with a mailbox’s id: it is held
HELD = 25 * 60.0  # seconds, then anew: servers drop who idles for half an hour (RFC 2177)
LOOK_EVERY = 60.0
ASK_EVERY = 1.0  # whether we are to stop
STRETCH = 10.0  # of idling: what came together with the server's “go on” is only told at the end of it
FIRST_BACK_OFF, LONGEST_BACK_OFF = timedelta(seconds=30), timedelta(hours=6)
CARE = timedelta(hours=24)  # where somebody has to do something first
log = logging.getLogger(__name__)


def mailboxes() -> Streams:
    """Each held by one process of all that there are, in a thread of its own."""
    return Streams(lambda: Mailbox.objects.reading().select_related("staff"), hold, LOCK)


def hold(mailbox: Mailbox, stop: threading.Event) -> None:
    """Until told to stop or it breaks off; the mailbox says how that was."""
    try:
        while not stop.is_set():
            with signed_in(account_of(mailbox, as_of=timezone.now()), total=HELD) as client:
                _stay(mailbox, client, stop)
    except (SourceTrouble, NotReached, SealBroken, Refusal) as trouble:
        note_trouble(mailbox, trouble, as_of=timezone.now())
    except Exception:
        log.exception("Mailbox %s stumbled", mailbox.pk)
        unforeseen = SourceTrouble(_("Something unforeseen happened here while reading it; the log says what."))
        note_trouble(mailbox, unforeseen, as_of=timezone.now())
    finally:
        connections.close_all()


def visit(mailbox: Mailbox, *, now: Callable[[], datetime] = timezone.now) -> bool:
    """One look, without staying. Whether there is more of the past to be read. Raises what went wrong."""
    with signed_in(account_of(mailbox, as_of=now())) as client:
        more = look_through(mailbox, client, now=now)
    note_well(mailbox, more, as_of=now())
    return more


def try_out(mailbox: Mailbox) -> list[str]:
    """The folders that would be read, of a mailbox that need not be saved yet. Raises SourceTrouble, NotReached or
    SealBroken with a sentence that says what to change."""
    with signed_in(account_of(mailbox, as_of=timezone.now())) as client:
        return folders_of(mailbox, client.list_folders())


def account_of(mailbox: Mailbox, *, as_of: datetime) -> Account:
    by_token = mailbox.sign_in == SignIn.TOKEN
    secret = access_token(mailbox, as_of=as_of) if by_token else mailbox.secret("password")
    if not secret:
        raise SourceTrouble(_("Enter the password of the mailbox."), needs_care=True)
    return Account(
        host=mailbox.host,
        user=mailbox.user,
        password="" if by_token else secret,
        port=mailbox.port,
        security=mailbox.security,
        token=secret if by_token else "",
    )


def _stay(mailbox: Mailbox, client: IMAPClient, stop: threading.Event) -> None:
    until = time.monotonic() + HELD - LOOK_EVERY
    while not stop.is_set() and time.monotonic() < until:
        more = look_through(mailbox, client, now=timezone.now, stopped=stop.is_set)
        note_well(mailbox, more, as_of=timezone.now())
        connections.close_all()  # between two looks somebody else may have it
        if not more:
            _wait(mailbox, client, stop)


def _wait(mailbox: Mailbox, client: IMAPClient, stop: threading.Event) -> None:
    """Until something comes into the inbox, or it is time to look everywhere."""
    until = time.monotonic() + LOOK_EVERY
    if not client.has_capability("IDLE"):
        stop.wait(LOOK_EVERY / 2)
        return
    ahead = next_number(client, client.select_folder("INBOX", readonly=True))
    if _came_meanwhile(mailbox, client, ahead):
        return
    while not stop.is_set() and time.monotonic() < until:
        if _is_told(client, stop):
            return


def _is_told(client: IMAPClient, stop: threading.Event) -> bool:
    """Whether something came within one stretch of idling."""
    until = time.monotonic() + STRETCH
    told: list[Any] = []
    client.idle()
    try:
        while not stop.is_set() and time.monotonic() < until and not _exists(told):
            told = client.idle_check(timeout=ASK_EVERY)
    finally:
        _text, overlooked = client.idle_done()
    return _exists(told) or _exists(overlooked)


def _exists(told: Sequence[Any]) -> bool:
    return any(isinstance(one, tuple) and one[-1] == b"EXISTS" for one in told)


def _came_meanwhile(mailbox: Mailbox, client: IMAPClient, ahead: int) -> bool:
    """Between the look and the opening: of that the server tells nothing more. Only where the numbers say that there
    was something is it searched for, since what comes during a search is told with its answer and then never again."""
    read = MailFolder.objects.filter(mailbox=mailbox, name__iexact="INBOX").first()
    connections.close_all()
    if read is None or ahead <= read.newest + 1:
        return False
    return any(one > read.newest for one in client.search(["UID", f"{read.newest + 1}:*"]))


def note_well(mailbox: Mailbox, more: bool, *, as_of: datetime) -> None:
    mailbox.failures = 0
    told = {"health": "", "is_well": True, "failures": 0, "checked_at": as_of, "next_check_at": None}
    Mailbox.objects.filter(pk=mailbox.pk).update(**told)
    if not more:
        Mailbox.objects.filter(pk=mailbox.pk, swept_at=None).update(swept_at=as_of)


def note_trouble(mailbox: Mailbox, trouble: Exception, *, as_of: datetime) -> None:
    """In words, and when to try again: later each time."""
    mailbox.failures += 1
    needs_care = getattr(trouble, "needs_care", False) or isinstance(trouble, SealBroken)
    pause = CARE if needs_care else min(FIRST_BACK_OFF * 2 ** min(mailbox.failures - 1, 12), LONGEST_BACK_OFF)
    Mailbox.objects.filter(pk=mailbox.pk, version=mailbox.version).update(
        health=str(trouble), is_well=False, failures=mailbox.failures, checked_at=as_of, next_check_at=as_of + pause
    )

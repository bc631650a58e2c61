"""One look through a mailbox: what is new in each folder, then some of the past. What was taken, why the rest was not,
and how far the folder is read are kept in one transaction, so that a stop at any moment loses and doubles nothing."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from imapclient import IMAPClient
from imapclient.exceptions import ProtocolError

from crm.correspondence.incoming import Body, Incoming, Reader, reader_of
from crm.correspondence.office import for_whom, forwarded
from crm.correspondence.sorting import Left, Report, Wanted, sort
from crm.correspondence.taking import mark_bounced, take
from crm.models import LeftBecause, LeftMail, Mailbox, MailboxKind, MailFolder
from crm.models.correspondence import TROUBLES
from listening.correspondence.fetching import AT_ONCE, beginning, body, heads, report
from listening.correspondence.folders import examined, folders_of

MOST_LISTED = 200  # mails that were left out, one by one; the newest
WINDOW = 2_000  # numbers of the past that are asked for in one look

UNTELLABLE = (ProtocolError, RecursionError, ValueError)  # of a message whose structure is none

Now = Callable[[], datetime]
Stopped = Callable[[], bool]


@dataclass
class Found:
    """What some messages are: for whom each is taken, which addresses are no more, and what is left."""

    wanted: list[tuple[Reader, list[tuple[Wanted, Body]]]] = field(default_factory=list)
    gone: list[tuple[Reader, list[str]]] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)


def look_through(mailbox: Mailbox, client: IMAPClient, *, now: Now, stopped: Stopped = lambda: False) -> bool:
    """Whether there is more of the past to be read."""
    listed = client.list_folders()
    names = [name for _flags, _delimiter, name in listed]
    more = False
    for name in folders_of(mailbox, listed):
        folder = examined(mailbox, client, name, names)
        _read_new(mailbox, client, folder, now, stopped)
        more = _read_past(mailbox, client, folder, now, stopped) or more
        if stopped():
            return True
    return more


def _read_new(mailbox: Mailbox, client: IMAPClient, folder: MailFolder, now: Now, stopped: Stopped) -> None:
    """Oldest first. `n:*` always finds the last one, so it is looked at."""
    found = client.search(["UID", f"{folder.newest + 1}:*"])
    numbers = sorted(number for number in found if number > folder.newest)
    for some in _batches(numbers):
        folder.newest = some[-1]
        _take_in(mailbox, client, folder, some, now())
        if stopped():
            return


def _read_past(mailbox: Mailbox, client: IMAPClient, folder: MailFolder, now: Now, stopped: Stopped) -> bool:
    """Newest first, from where it stood. Whether there is more."""
    if folder.oldest <= 1:
        return False
    start = max(1, folder.oldest - WINDOW)
    since = ["SINCE", mailbox.read_since] if mailbox.read_since else []
    numbers = sorted(client.search(["UID", f"{start}:{folder.oldest - 1}", *since]), reverse=True)
    for some in _batches(numbers):
        folder.oldest = some[-1]
        _take_in(mailbox, client, folder, some, now())
        if stopped():
            return True
    folder.oldest = start
    folder.save(update_fields=["oldest"])
    return start > 1


def _take_in(mailbox: Mailbox, client: IMAPClient, folder: MailFolder, numbers: Sequence[int], as_of: datetime) -> None:
    mails = heads(client, numbers, folder.name)
    found = Found()
    if mailbox.kind == MailboxKind.OFFICE:
        _sort_copies(client, mails, found, as_of)
    else:
        _sort_own(client, mails, reader_of(mailbox.staff, mailbox=mailbox), found, as_of)
    _keep(mailbox, folder, found, as_of)


def _sort_own(client: IMAPClient, mails: Sequence[Incoming], reader: Reader, found: "Found", as_of: datetime) -> None:
    wanted: list[tuple[Wanted, Body]] = []
    for one in sort(mails, reader, as_of=as_of):
        try:
            if isinstance(one, Wanted):
                wanted.append((one, body(client, one.mail.number)))
            elif isinstance(one, Report):
                found.gone.append((reader, report(client, one.mail.number, reader.own)))
            else:
                found.left.append(one)
        except UNTELLABLE:
            found.left.append(Left(one.mail, LeftBecause.UNREADABLE))
    found.wanted.append((reader, wanted))


def _sort_copies(client: IMAPClient, mails: Sequence[Incoming], found: "Found", as_of: datetime) -> None:
    """For whoever's token a mail carries, if they wrote it: a copy of what they sent, or what they forwarded."""
    owners = for_whom(mails)
    for mail in mails:
        reader = reader_of(owners[mail.number]) if mail.number in owners else None
        if reader is None or mail.head.sender not in reader.own or mail.head.is_unproven:
            found.left.append(Left(mail, LeftBecause.NO_COPY))
            continue
        [judged] = sort([mail], reader, as_of=as_of)
        try:
            if isinstance(judged, Left) and judged.why == LeftBecause.NOBODY:
                inner = forwarded(beginning(client, mail.number), mail)
                judged = sort([inner[0]], reader, as_of=as_of)[0] if inner else judged
                text = inner[1] if inner else Body()
            else:
                text = body(client, mail.number)
        except UNTELLABLE:
            judged = Left(mail, LeftBecause.UNREADABLE)
        if isinstance(judged, Wanted):
            found.wanted.append((reader, [(judged, text)]))
        elif isinstance(judged, Left):
            found.left.append(judged)


@transaction.atomic
def _keep(mailbox: Mailbox, folder: MailFolder, found: "Found", as_of: datetime) -> None:
    for reader, wanted in found.wanted:
        take(wanted, reader, as_of=as_of, mailbox=mailbox)
    for reader, gone in found.gone:
        mark_bounced(gone, reader, at=as_of)
    _tell(mailbox, found.left, as_of)
    folder.save(update_fields=["newest", "oldest"])


def _tell(mailbox: Mailbox, left: Sequence[Left], as_of: datetime) -> None:
    """How many were left for which reason; one by one those that somebody may want to look at."""
    if not left:
        return
    kept = Mailbox.objects.select_for_update(of=("self",)).only("left").get(pk=mailbox.pk)
    counts = Counter(kept.left) + Counter(str(one.why) for one in left)
    Mailbox.objects.filter(pk=mailbox.pk).update(left=dict(counts))
    LeftMail.objects.bulk_create(
        LeftMail(mailbox=mailbox, folder=one.mail.folder, number=one.mail.number, reason=one.why, at=as_of)
        for one in left
        if one.why in TROUBLES
    )
    past = LeftMail.objects.filter(mailbox=mailbox).order_by("-pk").values("pk")[MOST_LISTED:]
    LeftMail.objects.filter(pk__in=past).delete()


def _batches(numbers: Sequence[int]) -> list[Sequence[int]]:
    return [numbers[start : start + AT_ONCE] for start in range(0, len(numbers), AT_ONCE)]

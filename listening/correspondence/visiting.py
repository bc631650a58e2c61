"""One look through a mailbox: what is new in each folder, then some of the past. What was taken, why the rest was not,
and how far the folder is read are kept in one transaction, so that a stop at any moment loses and doubles nothing."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction
from imapclient import IMAPClient
from imapclient.exceptions import ProtocolError

from crm.correspondence.incoming import Body, Reader, reader_of
from crm.correspondence.sorting import Left, Report, Wanted, sort
from crm.correspondence.taking import mark_bounced, take
from crm.models import LeftBecause, LeftMail, Mailbox, MailFolder
from crm.models.correspondence import TROUBLES
from listening.correspondence.fetching import AT_ONCE, body, heads, report
from listening.correspondence.folders import examined, folders_of

MOST_LISTED = 200  # mails that were left out, one by one; the newest
WINDOW = 2_000  # numbers of the past that are asked for in one look

Now = Callable[[], datetime]
Stopped = Callable[[], bool]


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
    reader = reader_of(mailbox.staff, mailbox=mailbox)
    judged = sort(heads(client, numbers, folder.name), reader, as_of=as_of)
    left = [one for one in judged if isinstance(one, Left)]
    wanted: list[tuple[Wanted, Body]] = []
    gone: list[str] = []
    for one in judged:
        try:
            if isinstance(one, Wanted):
                wanted.append((one, body(client, one.mail.number)))
            elif isinstance(one, Report):
                gone += report(client, one.mail.number, reader.own)
        except (ProtocolError, RecursionError, ValueError):  # its structure is none that can be told
            left.append(Left(one.mail, LeftBecause.UNREADABLE))
    _keep(mailbox, folder, reader, wanted, left, gone, as_of)


@transaction.atomic
def _keep(
    mailbox: Mailbox,
    folder: MailFolder,
    reader: Reader,
    wanted: Sequence[tuple[Wanted, Body]],
    left: Sequence[Left],
    gone: Sequence[str],
    as_of: datetime,
) -> None:
    take(wanted, reader, as_of=as_of, mailbox=mailbox)
    if gone:
        mark_bounced(gone, reader, at=as_of)
    _tell(mailbox, left, as_of)
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

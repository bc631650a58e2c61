"""An archive of mail as an import: looked through once, then all that is with contacts is written in one transaction.

Like any import it can be previewed, cancelled and taken back whole; loaded again, nothing doubles. Nobody is made a
contact by it. Of a bounce an archive says only that it was once: that marks no address.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import IO

import pghistory
from django.utils.translation import gettext as _

from crm.correspondence.archives import Stored, stored_in
from crm.correspondence.bodies import parts_of, readable
from crm.correspondence.heads import Head
from crm.correspondence.incoming import Body, Incoming, Reader, reader_of
from crm.correspondence.sorting import Left, Wanted, sort
from crm.correspondence.taking import take
from crm.importing.progress import Telling
from crm.importing.record import Unreadable
from crm.importing.staging import Progress, stop_if_asked
from crm.models import ImportJob, ImportPhase, ImportRow, LeftBecause, RowResult
from crm.models.correspondence import TROUBLES

AT_ONCE = 1_000  # messages looked at together
WRITTEN_AT_ONCE = 500
MOST_TOLD = 500  # that were left out, one by one
MOST_COUNTED = 50_000  # addresses, while nobody knows which is the loader's


@dataclass
class Found:
    """What the archive held; `spool` has the beginnings of the messages that may be wanted, one after the other."""

    spool: IO[bytes]
    kept: list[tuple[Incoming, int]] = field(default_factory=list)
    """Without their heads, which are read again; and how long each is in the spool."""
    left: Counter[str] = field(default_factory=Counter)
    troubles: list[Left] = field(default_factory=list)
    is_ours: bool = False
    to: Counter[str] = field(default_factory=Counter)
    """To whom it was delivered, for the question whose archive it is."""

    def leave(self, left: Left) -> None:
        self.left[left.why] += 1
        if left.why in TROUBLES and len(self.troubles) < MOST_TOLD:
            self.troubles.append(left)


def look_through(job: ImportJob, path: Path, spool: IO[bytes], *, as_of: datetime, progress: Progress | None) -> Found:
    """Raises Unreadable where there is no mail in it, or none of the loader's; Cancelled between two thousands."""
    reader, found = reader_of(job.staff, also=_own(job)), Found(spool)
    stored = stored_in(path, job.filename)
    job.done = 0
    while some := list(islice(stored, AT_ONCE)):
        _look_at(some, reader, found, as_of)
        job.done += len(some)
        job.total = max(round(job.done / some[-1].share), job.done) if some[-1].share else None
        job.save(update_fields=["done", "total"])
        if progress:
            progress(job)
        stop_if_asked(job)
    if not job.done:
        raise Unreadable(_("There is no mail in it; choose an mbox file, an .eml, a Maildir, or a zip of these."))
    if not found.is_ours:
        raise Unreadable(_whose(found))
    return found


def write_found(job: ImportJob, found: Found, *, as_of: datetime, tell: Telling) -> None:
    """In the caller's transaction. The numbers of the job say what was, or in a preview would be, written."""
    tell(ImportPhase.MATCHING)
    reader = reader_of(job.staff, also=_own(job))
    job.interactions = 0
    with pghistory.context(user=job.staff_id, import_job=job.pk):
        for number, some in enumerate(_again(found)):
            if number == 1:
                tell(ImportPhase.WRITING)
            judged = sort([mail for mail, _raw in some], reader, as_of=as_of)
            wanted = []
            for one, (_mail, raw) in zip(judged, some, strict=True):
                if isinstance(one, Left):
                    found.leave(one)
                elif isinstance(one, Wanted):
                    wanted.append((one, _body(raw)))
            logged = take(wanted, reader, as_of=as_of, job=job)
            job.interactions += len(logged)
            found.left[LeftBecause.ASKED] += sum(len(one.contacts) for one, _body_of in wanted) - len(logged)
            stop_if_asked(job)
    _tell_rows(job, found)


def _look_at(some: list[Stored], reader: Reader, found: Found, as_of: datetime) -> None:
    for one, stored in zip(sort([each.mail for each in some], reader, as_of=as_of), some, strict=True):
        head = stored.mail.head
        if not found.is_ours:
            found.is_ours = head.sender in reader.own or not reader.own.isdisjoint(head.delivered_to)
            if len(found.to) < MOST_COUNTED:
                found.to.update(head.delivered_to)
        if isinstance(one, Left):
            found.leave(one)
        elif isinstance(one, Wanted):
            found.spool.write(stored.raw)
            bare = Incoming(
                head=Head(b""),
                number=stored.mail.number,
                folder=stored.mail.folder,
                labels=stored.mail.labels,
                arrived_at=stored.mail.arrived_at,
            )
            found.kept.append((bare, len(stored.raw)))
        else:
            found.left["report"] += 1


def _again(found: Found) -> Iterator[list[tuple[Incoming, bytes]]]:
    """What may be wanted, from the spool, some at a time."""
    found.spool.seek(0)
    kept = iter(found.kept)
    while some := list(islice(kept, WRITTEN_AT_ONCE)):
        read = []
        for bare, length in some:
            raw = found.spool.read(length)
            mail = Incoming(
                head=Head(raw),
                number=bare.number,
                folder=bare.folder,
                labels=bare.labels,
                arrived_at=bare.arrived_at,
            )
            read.append((mail, raw))
        yield read


def _body(raw: bytes) -> Body:
    return Body(text=readable(parts_of(raw)))


def _own(job: ImportJob) -> list[str]:
    return [one.strip() for one in str(job.options.get("ours", "")).split(",") if one.strip()]


def _whose(found: Found) -> str:
    likely = [address for address, times in found.to.most_common(1) if times > 1]
    asked = _("Nothing in it is from or to an address of yours. Say which are yours, under “Change how it is read”.")
    return f"{asked} {_('It may be %(address)s.') % {'address': likely[0]}}" if likely else asked


def _tell_rows(job: ImportJob, found: Found) -> None:
    """Where those lie that somebody may want to look at, and why; nothing of what they say."""
    ImportRow.objects.bulk_create(
        ImportRow(
            job=job,
            number=left.mail.number,
            data={"File": left.mail.folder[-300:]} if left.mail.folder else {},
            result=RowResult.REFUSED,
            reason=str(left.why.label),
        )
        for left in found.troubles
    )
    job.left = {str(why): number for why, number in sorted(found.left.items()) if number}
    job.refused = sum(found.left[why] for why in TROUBLES)
    job.unchanged = found.left[LeftBecause.KNOWN]

"""A file of mentions from somebody's monitoring tool: kept, read by a worker a thousand rows at a time, taken back."""

import csv
import io
import logging
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from crm.errors import Conflict, Refusal, first_sentence
from crm.models import Ask, ImportStatus, Staff
from listening.actions.bring import bring
from listening.jobs import queue_mention_file
from listening.mention_files import LARGEST, TITLES, FileRow, rows_of
from listening.models import Hearing, MentionFile, MentionKey, Overture
from listening.taking_back import remove_words

AT_ONCE = 1000
KEPT = timedelta(days=90)
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # cells that a spreadsheet would run
log = logging.getLogger(__name__)


@transaction.atomic
def start_file(*, staff: Staff, data: bytes, filename: str, as_of: datetime) -> MentionFile:
    """Kept, and read as soon as a worker is free. Refusal (by `file`) for one that is too large or empty."""
    if len(data) > LARGEST:
        raise Refusal(file=_("The file is larger than 20 MB; split it."))
    if not data.strip():
        raise Refusal(file=_("There is nothing in the file."))
    name = "".join(sign for sign in filename.replace("\\", "/").rpartition("/")[2] if sign.isprintable())[:300]
    file = MentionFile.objects.create(staff=staff, filename=name or "upload", data=data, created_at=as_of)
    queue_mention_file(file.pk)
    return file


def run_file(pk: int, *, as_of: datetime) -> MentionFile | None:
    """Read what is left of it; None where nothing is to be done. Each thousand rows are kept together with how far it
    is, so that a worker that is killed loses nothing and another does nothing twice."""
    started = MentionFile.objects.filter(pk=pk, status__in=(ImportStatus.QUEUED, ImportStatus.RUNNING))
    if not started.update(status=ImportStatus.RUNNING):
        return None
    file = MentionFile.objects.get(pk=pk)
    try:
        rows = rows_of(bytes(file.data or b""))
        for start in range(file.done, len(rows), AT_ONCE):
            if not _bring(file, rows[start : start + AT_ONCE], total=len(rows), as_of=as_of):
                break
    except Refusal as refusal:
        _end(pk, ImportStatus.FAILED, as_of, error=first_sentence(refusal.errors))
    except Exception:
        log.exception("Mention file %s stumbled", pk)
        _end(pk, ImportStatus.FAILED, as_of, error=_("Something unforeseen happened here; the log says what."))
    else:
        stopped = MentionFile.objects.filter(pk=pk, cancel_requested=True).exists()
        _end(pk, ImportStatus.CANCELLED if stopped else ImportStatus.DONE, as_of)
    file.refresh_from_db()
    return file


def cancel_file(*, file: MentionFile) -> MentionFile:
    """Stop after the thousand rows that are being read; what was kept before stays until it is taken back."""
    MentionFile.objects.filter(pk=file.pk, finished_at=None).update(cancel_requested=True)
    file.refresh_from_db()
    return file


@transaction.atomic
def undo_file(*, file: MentionFile, as_of: datetime) -> MentionFile:
    """What it brought goes, as if it had never come; what somebody did something with since stays."""
    file = MentionFile.objects.select_for_update().get(pk=file.pk)
    if file.underway:
        raise Conflict(_("It is still being read; stop it first."))
    if file.undone_at is not None:
        raise Conflict(_("This was taken back before."))
    touched = {
        *Hearing.objects.filter(mention__in=file.made).values_list("mention_id", flat=True),
        *Overture.objects.filter(mention__in=file.made).exclude(settled_at=None).values_list("mention_id", flat=True),
        *Ask.objects.filter(because_kind="mention", because_id__in=file.made).values_list("because_id", flat=True),
    }
    gone = [pk for pk in file.made if pk not in touched]
    remove_words(gone)
    MentionKey.objects.filter(pk__in=gone, deleted_at=None, forgotten_at=None).delete()
    file.undone_at, file.made = as_of, [pk for pk in file.made if pk in touched]
    file.save(update_fields=["undone_at", "made"])
    return file


def refused_rows(file: MentionFile) -> Iterator[str]:
    """As CSV, line by line, to mend and load again: columns have names that are recognised."""
    names = [name.replace("_", " ") for name in TITLES]
    yield "\ufeff" + _line(["Refused row", "Refused because", *names])
    for number, why, known in file.refused:
        yield _line([str(number), why, *(str(known.get(name, "")) for name in TITLES)])


def forget_files(*, as_of: datetime) -> int:
    return MentionFile.objects.filter(created_at__lt=as_of - KEPT).delete()[0]


@transaction.atomic
def _bring(file: MentionFile, rows: list[FileRow], *, total: int, as_of: datetime) -> bool:
    """False where it was stopped."""
    now = MentionFile.objects.select_for_update().get(pk=file.pk)
    if now.cancel_requested or now.done != file.done:  # or another worker took it up
        return False
    taken = bring([row.fields for row in rows if row.fields], staff=file.staff, as_of=as_of)
    now.results = Counter(now.results) + Counter(one.result for one in taken)
    now.refused += [[row.number, row.why_not, row.known] for row in rows if not row.fields]
    now.made += [one.mention for one in taken if one.result == "new" and one.mention]
    now.done, now.total = now.done + len(rows), total
    now.save()
    file.done = now.done
    return True


def _end(pk: int, status: str, as_of: datetime, *, error: str = "") -> None:
    ending = MentionFile.objects.filter(pk=pk, status=ImportStatus.RUNNING)
    ending.update(status=status, finished_at=as_of, error=error, data=None)


def _line(cells: list[str]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells])
    return text.getvalue()

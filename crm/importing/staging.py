"""Rows of a file into the staging tables, a chunk a transaction: progress shows, and a stop costs no work."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from crm.importing.ahead import ahead
from crm.importing.checking import LONGEST, check, fingerprint_of
from crm.importing.colleagues import Colleagues
from crm.importing.encoding import legible
from crm.importing.history import happened
from crm.importing.record import Record, Refused
from crm.models.imports import ImportJob, StagedHandle, StagedRow

CHUNK = 2_000
TEXTS = tuple(LONGEST)
INTO_ROWS = (
    f"COPY crm_stagedrow (job_id, number, {', '.join(TEXTS)}, tags, collected_on, nameless, fingerprint, refused, more)"
    " FROM STDIN"
)
INTO_HANDLES = "COPY crm_stagedhandle (job_id, number, channel, key, value, shared, status) FROM STDIN"
BLANKS = ("",) * len(TEXTS)

Progress = Callable[[ImportJob], None]
Checked = dict[str, Any] | Refused
Numbered = list[tuple[int, Checked]]


class Cancelled(Exception):
    """Somebody asked the job to stop."""


def stage(
    job: ImportJob, records: Iterator[Record], as_of: datetime | None = None, progress: Progress | None = None
) -> None:
    """Goes on after the last row that is staged already. Raises Cancelled between two chunks."""
    last = StagedRow.objects.filter(job=job).aggregate(last=Max("number"))["last"] or 0
    stop_if_asked(job)
    colleagues = Colleagues(job.staff)
    with closing(ahead(_checked(records, last, as_of))) as chunks:
        for rows in chunks:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL synchronous_commit = off")  # a lost chunk is read again
                _copy(INTO_ROWS, list(_rows(job, rows, colleagues)))  # all at once: it may have to ask who is who
                _copy(INTO_HANDLES, _handles(job, rows))
                job.done += len(rows)
                job.save(update_fields=["done"])
            if progress:
                progress(job)
            stop_if_asked(job)


def _checked(records: Iterator[Record], last: int, as_of: datetime | None) -> Iterator[Numbered]:
    """What comes after the row `last`, by chunks."""
    new = (record for record in records if record.row > last)
    while chunk := list(islice(new, CHUNK)):
        yield [(record.row, record if isinstance(record, Refused) else check(record, as_of=as_of)) for record in chunk]


def stage_checked(job: ImportJob, rows: Iterable[tuple[int, Checked]]) -> None:
    """Rows that came checked already, all in the caller's transaction."""
    kept = list(rows)
    _copy(INTO_ROWS, list(_rows(job, kept, Colleagues(job.staff))))
    _copy(INTO_HANDLES, _handles(job, kept))


def forget_staged(job: ImportJob) -> None:
    for model in (StagedRow, StagedHandle):
        rows = model._default_manager.filter(job=job)
        rows._raw_delete(rows.db)  # nothing hangs on them, and there may be millions


def stop_if_asked(job: ImportJob) -> None:
    if ImportJob.objects.filter(pk=job.pk, cancel_requested=True).exists():
        raise Cancelled


def _rows(job: ImportJob, rows: Iterable[tuple[int, Checked]], colleagues: Colleagues) -> Iterator[tuple[Any, ...]]:
    for number, row in rows:
        if isinstance(row, Refused):
            cells = {legible(title): legible(cell) for title, cell in row.raw.items()}
            yield (job.pk, number, *BLANKS, "{}", None, False, "", legible(row.reason), _json(cells))
            continue
        more = happened(row, colleagues)
        more |= {field: row[field] for field in ("via", "visibility", "informed_on", "basis") if field in row}
        if left_out := " ".join(filter(None, (row.get("left_out"), more.get("left_out")))):
            more["left_out"] = legible(left_out)
        yield (
            *(job.pk, number, *(row[field] for field in TEXTS), _array(row["tags"]), row["collected_on"]),
            *(row["nameless"], fingerprint_of(row), "", _json(more) if more else None),
        )


def _handles(job: ImportJob, rows: Iterable[tuple[int, Checked]]) -> Iterator[tuple[Any, ...]]:
    for number, row in rows:
        if not isinstance(row, Refused):
            for h in row["handles"]:
                yield job.pk, number, h["channel"], h["key"], h["value"], h["shared"], h["status"]


def _json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False)


def _array(texts: Iterable[str]) -> str:
    """As PostgreSQL reads an array of texts."""
    return "{" + ",".join('"' + t.replace("\\", "\\\\").replace('"', '\\"') + '"' for t in texts) + "}"


def _copy(into: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(into) as copy:
        for row in rows:
            copy.write_row(row)

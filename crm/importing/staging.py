"""Rows of a file into the staging table, a chunk a transaction: progress shows, and a stop costs no work."""

import json
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from crm.importing.checking import check, fingerprint_of
from crm.importing.encoding import legible
from crm.importing.record import Record, Refused
from crm.models.imports import ImportJob, ImportRow, RowResult

CHUNK = 1_000
Progress = Callable[[ImportJob], None]
Staged = tuple[int, int, str, str, str, str]


class Cancelled(Exception):
    """Somebody asked the job to stop."""


def stage(job: ImportJob, records: Iterator[Record], progress: Progress | None = None) -> None:
    """Goes on after the last row that is staged already. Raises Cancelled between two chunks."""
    last = ImportRow.objects.filter(job=job).aggregate(last=Max("number"))["last"] or 0
    ahead = (record for record in records if record.row > last)
    stop_if_asked(job)
    while chunk := list(islice(ahead, CHUNK)):
        rows = [_staged(job, record) for record in chunk]
        with transaction.atomic():
            _copy(rows)
            job.done += len(rows)
            job.save(update_fields=["done"])
        if progress:
            progress(job)
        stop_if_asked(job)


def stop_if_asked(job: ImportJob) -> None:
    if ImportJob.objects.filter(pk=job.pk, cancel_requested=True).exists():
        raise Cancelled


def _staged(job: ImportJob, record: Record) -> Staged:
    checked = record if isinstance(record, Refused) else check(record)
    if isinstance(checked, Refused):
        raw = {legible(title): legible(cell) for title, cell in checked.raw.items()}
        return job.pk, checked.row, _json(raw), RowResult.REFUSED.value, legible(checked.reason), ""
    return job.pk, record.row, _json(checked), "", "", fingerprint_of(checked)


def _json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False)


def _copy(rows: list[Staged]) -> None:
    into = "COPY crm_importrow (job_id, number, data, result, reason, fingerprint) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(into) as copy:
        for row in rows:
            copy.write_row(row)

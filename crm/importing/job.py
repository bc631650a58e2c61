"""The import from upload to result: stored, read into the staging table, matched and applied at once.

Nothing is written to contacts before the one transaction at the end. Whatever stops the job before, it can be
run again and goes on where it stood; after it, running it again does nothing.
"""

import logging
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pghistory
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.correspondence import archives
from crm.correspondence.archive_job import look_through, write_found
from crm.errors import Refusal
from crm.importing.applying import apply, decide_all
from crm.importing.encoding import legible
from crm.importing.matching import match
from crm.importing.previewed import can_be_read_anew, change_preview, load_preview
from crm.importing.progress import Telling, told_meanwhile
from crm.importing.recognise import Recognised, recognise
from crm.importing.record import Unreadable
from crm.importing.refused import refused_csv
from crm.importing.staging import Cancelled, Progress, forget_staged, stage, stop_if_asked
from crm.importing.undoing import undo_import
from crm.importing.upload import start_import
from crm.models.imports import ImportJob, ImportPhase, ImportRow, ImportStatus, RowResult, StagedRow

__all__ = [
    "can_be_read_anew",
    "cancel_import",
    "change_preview",
    "load_preview",
    "refused_csv",
    "run_import",
    "start_import",
    "undo_import",
]

LOCK = 4_711_001  # with a job's id: that job is being run
APPLYING = 4_711_002  # one import is applied, or taken back, at a time
ATTEMPTS = 3
RESTARTED_WITHIN = 60.0  # seconds that a database may be away in the middle of a job
COUNTED = ("interactions", "boundaries", "private", "partly")
# For the applying transaction alone: sorts and hashes of a whole file want memory; a search index takes many words
# at once far faster than few, and settles after; a coarse look is enough to plan by; and the books of handles are
# worked out in bulk.
FOR_MANY = """
    SET LOCAL work_mem = '64MB'; SET LOCAL gin_pending_list_limit = '64MB';
    SET LOCAL default_statistics_target = 10; SET LOCAL crm.books_known = 'on'
"""
log = logging.getLogger(__name__)


def run_import(
    job_id: int, *, as_of: datetime | None = None, progress: Progress | None = None, path: Path | None = None
) -> ImportJob:
    """Run the job, or go on with one that was stopped. `as_of` is the clock, None means now; `progress` is
    called after each chunk, None means nobody watches; `path` is where an archive lies that was not uploaded.

    A file that cannot be read, a cancelled job and a job that another process is running are no errors here:
    the job says so. Anything unexpected marks the job failed, leaves all contacts as they were, and is raised.
    """
    with _alone(job_id) as alone:
        job = ImportJob.objects.select_related("staff").get(pk=job_id)
        if not alone or job.status in {ImportStatus.DONE, ImportStatus.CANCELLED}:
            return job
        try:
            _run(job, path or Path(job.file.path), as_of or timezone.now(), progress)
        except Cancelled:
            _finish(job, ImportStatus.CANCELLED)
            _forget_all_read(job)
        except Refusal as error:
            _finish(job, ImportStatus.FAILED, next(iter(error.errors.values())))
        except FileNotFoundError:
            _finish(job, ImportStatus.FAILED, "The file is no longer there; load it again.")
        except Exception:
            log.exception("Import %s stopped", job_id)
            _finish(job, ImportStatus.FAILED, "The import stopped unexpectedly. Nothing was changed; run it again.")
            raise
        if job.status == ImportStatus.DONE and not job.dry_run:
            _forget_all_read(job)
            _settle_search()
        return job


def cancel_import(job: ImportJob) -> None:
    """Stop it between two chunks; one that waits at once. What is being applied already comes to its end."""
    ImportJob.objects.filter(pk=job.pk).update(cancel_requested=True)
    waited = ImportJob.objects.filter(pk=job.pk, status=ImportStatus.QUEUED).update(
        status=ImportStatus.CANCELLED, finished_at=timezone.now()
    )
    job.refresh_from_db()
    if waited:
        _forget_all_read(job)


def _settle_search() -> None:
    """They are found already; this makes finding quick again. Nothing of the import hangs on it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT crm_settle_search()")
    except DatabaseError:
        log.warning("The search indexes could not be settled; the database does it by itself later.", exc_info=True)


def _forget_all_read(job: ImportJob) -> None:
    forget_staged(job)
    _forget_upload(job)


def _run(job: ImportJob, path: Path, now: datetime, progress: Progress | None) -> None:
    if job.format == archives.NAME or (not job.format and archives.is_mail(path)):
        _run_mail(job, path, now, progress)
        return
    known = recognise(
        path,
        format=job.format,
        encoding=job.encoding,
        separator=job.separator,
        mapping=job.mapping,
        options=job.options,
        filename=job.filename,
    )
    job.status, job.error, job.finished_at, job.phase = ImportStatus.RUNNING, "", None, ImportPhase.READING
    job.format, job.encoding = known.format.NAME, known.encoding.name
    job.total = known.count() or None
    job.save(update_fields=["status", "error", "finished_at", "phase", "format", "encoding", "total"])
    for attempt in range(1, ATTEMPTS + 1):
        try:
            _read(job, known, now, progress)
            with told_meanwhile(job) as tell:
                apply_staged(job, f"{known.format.LABEL}: {job.filename}"[:300], now, tell)
            return
        except (IntegrityError, OperationalError):
            # Somebody wrote the same people meanwhile, or the database went down: look again. The transaction took
            # all of ours back.
            if attempt == ATTEMPTS:
                raise
            _await_database()


def _await_database() -> None:
    """Until it answers again; OperationalError when it does not for long."""
    until = time.monotonic() + RESTARTED_WITHIN
    while True:
        connection.close_if_unusable_or_obsolete()
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            return
        except OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.5)


def _run_mail(job: ImportJob, path: Path, now: datetime, progress: Progress | None) -> None:
    """Nothing is staged: what is wanted of an archive waits in a file of its own, which goes with this."""
    job.status, job.error, job.finished_at, job.phase = ImportStatus.RUNNING, "", None, ImportPhase.READING
    job.format = archives.NAME
    job.save(update_fields=["status", "error", "finished_at", "phase", "format"])
    with tempfile.TemporaryFile(prefix="listenlarge-mail-") as spool, told_meanwhile(job) as tell:
        found = look_through(job, path, spool, as_of=now, progress=progress)
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [APPLYING])
            before = transaction.savepoint()
            write_found(job, found, as_of=now, tell=tell)
            if job.dry_run:
                transaction.savepoint_rollback(before)
            job.total, job.applied_at = job.done, None if job.dry_run else now
            job.save(update_fields=["total", "applied_at", "left", *COUNTED, *RowResult.values])
            _finish(job, ImportStatus.DONE)


def _read(job: ImportJob, known: Recognised, now: datetime, progress: Progress | None) -> None:
    """Stage what is not staged yet: after a crash of the database nothing is, for it keeps no log of these tables."""
    job.done = StagedRow.objects.filter(job=job).count()
    job.save(update_fields=["done"])
    stage(job, known.records(), now, progress)
    job.columns_left_out = [legible(title) for title in known.untaken]
    job.save(update_fields=["columns_left_out"])
    if not job.done:
        raise Unreadable(_("The file holds a header and nobody under it."))
    stop_if_asked(job)


def apply_staged(job: ImportJob, origin: str, now: datetime, tell: Telling = lambda phase: None) -> None:
    """Match what is staged, decide and write, all in one transaction. `origin` is what new contacts say."""
    params = params_of(job, origin, now)
    with transaction.atomic(), pghistory.context(user=job.staff_id, import_job=job.pk):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [APPLYING])
            cursor.execute(FOR_MANY)
        tell(ImportPhase.MATCHING)
        match(params)
        job.interactions, job.boundaries, job.private = decide_all(params, dry_run=job.dry_run)
        tell(ImportPhase.WRITING)
        apply(params, dry_run=job.dry_run)
        results = dict(ImportRow.objects.filter(job=job).values_list("result").annotate(rows=Count("id")).order_by())
        for result in RowResult.values:
            setattr(job, result, results.get(result, 0))
        job.partly = job.rows.exclude(reason="").exclude(result=RowResult.REFUSED).count()
        job.total, job.applied_at = job.done, None if job.dry_run else now
        job.save(update_fields=["total", "applied_at", *COUNTED, *RowResult.values])
        _finish(job, ImportStatus.DONE)


def params_of(job: ImportJob, origin: str, now: datetime) -> dict[str, Any]:
    """What the statements of matching, deciding and writing ask for."""
    return {
        "job": job.pk,
        "history_of": job.pk,
        "me": job.staff_id,
        "zone": job.staff.time_zone,
        "visibility": job.visibility,
        "origin": origin,
        "overwrite": list(job.overwrite),
        "tags": list(job.tags),
        "client": job.client.strip(),
        "today": job.staff.today(now),
        "now": now,
    }


def _finish(job: ImportJob, status: ImportStatus, error: str = "") -> None:
    job.status, job.error, job.finished_at = status, error, timezone.now()
    job.save(update_fields=["status", "error", "finished_at"])


def _forget_upload(job: ImportJob) -> None:
    """Whole address books should not lie about; a dry run's stays, and one that failed can be run again."""
    if job.file:
        job.file.storage.delete(str(job.file.name))


@contextmanager
def _alone(job_id: int) -> Iterator[bool]:
    """Whether no other process has the job; a process that dies lets go of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, job_id % 2**31])
        [alone] = cursor.fetchone() or [False]
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, job_id % 2**31])

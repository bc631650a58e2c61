"""From a preview to the real thing, or to another preview with other wishes, without uploading again."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from crm.errors import Conflict
from crm.importing.staging import forget_staged
from crm.importing.wishes import checked_wishes
from crm.models.imports import ImportJob, ImportRow, ImportStatus, RowResult


@transaction.atomic
def load_preview(*, job: ImportJob) -> ImportJob:
    """Queue it again, no longer dry: what was read is matched anew, and written. Raises Conflict."""
    job = _require_preview(job)
    job.dry_run = False
    _start_again(job)
    return job


@transaction.atomic
def change_preview(*, job: ImportJob, **wishes: Any) -> ImportJob:
    """Queue it as a preview, read as `wishes` (crm.importing.wishes) say: another look, or the first at a file that
    was to be loaded at once and could not be read. Raises Refusal, Conflict."""
    job = ImportJob.objects.select_for_update().get(pk=job.pk)
    if not can_be_read_anew(job):
        raise Conflict(_("Only a preview, or a file that could not be read, can be read in another way."))
    _require_file(job)
    job.dry_run = True
    for name, value in checked_wishes(**wishes).items():
        setattr(job, name, value)
    forget_staged(job)
    job.done, job.total = 0, None
    _start_again(job)
    return job


def forget_old_files(*, before: datetime) -> None:
    """Take away what was uploaded and read, but not loaded, by jobs that ended before. What they found stays told."""
    left = ImportJob.objects.filter(finished_at__lt=before, status__in=[ImportStatus.DONE, ImportStatus.FAILED])
    for job in left.exclude(file="").iterator():
        forget_staged(job)
        job.file.storage.delete(str(job.file.name))
        ImportJob.objects.filter(pk=job.pk).update(file="")


def can_be_read_anew(job: ImportJob) -> bool:
    """Whether nothing of it was written, so that it may still be read in another way."""
    return job.status == ImportStatus.FAILED or (job.dry_run and job.status == ImportStatus.DONE)


def _require_preview(job: ImportJob) -> ImportJob:
    job = ImportJob.objects.select_for_update().get(pk=job.pk)
    if not job.dry_run or job.status != ImportStatus.DONE:
        raise Conflict(_("Only a preview that is finished can go on from here."))
    _require_file(job)
    return job


def _require_file(job: ImportJob) -> None:
    if not job.file or not job.file.storage.exists(str(job.file.name)):
        raise Conflict(_("The file is no longer there; load it again."))


def _start_again(job: ImportJob) -> None:
    rows = ImportRow.objects.filter(job=job)
    rows._raw_delete(rows.db)
    job.status, job.phase, job.error = ImportStatus.QUEUED, "", ""
    job.finished_at, job.cancel_requested = None, False
    for count in (*RowResult.values, "interactions", "boundaries", "private", "partly"):
        setattr(job, count, 0)
    job.save()

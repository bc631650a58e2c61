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
    """Queue it again as a preview, read as `wishes` (crm.importing.wishes) say. Raises Refusal, Conflict."""
    job = _require_preview(job, unreadable_too=True)
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


def _require_preview(job: ImportJob, *, unreadable_too: bool = False) -> ImportJob:
    job = ImportJob.objects.select_for_update().get(pk=job.pk)
    ended = {ImportStatus.DONE, ImportStatus.FAILED} if unreadable_too else {ImportStatus.DONE}
    if not job.dry_run or job.status not in ended:
        raise Conflict(_("Only a preview that is finished can go on from here."))
    if not job.file or not job.file.storage.exists(str(job.file.name)):
        raise Conflict(_("The file is no longer there; load it again."))
    return job


def _start_again(job: ImportJob) -> None:
    rows = ImportRow.objects.filter(job=job)
    rows._raw_delete(rows.db)
    job.status, job.phase, job.error = ImportStatus.QUEUED, "", ""
    job.finished_at, job.cancel_requested = None, False
    for count in (*RowResult.values, "interactions", "boundaries", "private"):
        setattr(job, count, 0)
    job.save()

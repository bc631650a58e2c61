"""What people load: the job and its rows."""

from typing import Any

from django.core.files.storage import FileSystemStorage
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


def private_files() -> FileSystemStorage:
    """Uploads are for the process alone: whole address books lie in them."""
    return FileSystemStorage(file_permissions_mode=0o600, directory_permissions_mode=0o700)


class ImportStatus(models.TextChoices):
    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class ImportJob(models.Model):
    """One file on its way in."""

    staff = models.ForeignKey("crm.Staff", on_delete=models.PROTECT, related_name="imports")
    file = models.FileField(upload_to="imports/", storage=private_files)
    filename = models.CharField(max_length=300)
    format = models.CharField(max_length=30, blank=True, help_text=_("Empty until it is recognised."))
    encoding = models.CharField(max_length=30, blank=True)
    mapping: Any = models.JSONField(default=dict, blank=True)
    visibility = models.CharField(max_length=10, default="team")
    dry_run = models.BooleanField(default=False)
    status = models.CharField(max_length=10, choices=ImportStatus.choices, default=ImportStatus.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True, blank=True)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    cancel_requested = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=ImportStatus.values), name="import_status_known"),
        ]

    def __str__(self) -> str:
        return self.filename


class RowResult(models.TextChoices):
    CREATED = "created", _("Created")
    UPDATED = "updated", _("Updated")
    UNCHANGED = "unchanged", _("Unchanged")
    REFUSED = "refused", _("Refused")


class ImportRow(models.Model):
    """One row of a file: what it said, and what became of it."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(help_text=_("Its line or card in the file, from 1."))
    data: Any = models.JSONField(help_text=_("The record as read, or the raw cells of a refused row."))
    result = models.CharField(max_length=10, choices=RowResult.choices, blank=True)
    reason = models.TextField(blank=True)
    contact = models.ForeignKey("crm.Contact", null=True, on_delete=models.SET_NULL, related_name="+")
    fingerprint = models.CharField(
        max_length=32,
        blank=True,
        editable=False,
        help_text=_("The same for the same row loaded again; empty for one refused while reading."),
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "number"], name="import_row_once")]
        indexes = [
            # Who a row became when it was loaded before.
            models.Index(fields=["fingerprint"], condition=Q(contact__isnull=False), name="import_row_seen_before"),
        ]

    def __str__(self) -> str:
        return f"{self.job_id}:{self.number}"

"""Who took what out, when; and the file while it waits to be fetched."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.models.imports import private_files


class ExportStatus(models.TextChoices):
    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")
    EXPIRED = "expired", _("Expired")


class ExportWay(models.TextChoices):
    JOB = "job", _("As a file")
    STREAM = "stream", _("Straight away")
    COMMAND = "command", _("On the command line")


class ExportWhat(models.TextChoices):
    CONTACTS = "contacts", _("Contacts")
    EVERYTHING = "everything", _("Contacts with everything that happened")
    INTERACTIONS = "interactions", _("Interactions")


class Export(models.Model):
    """Contacts, or what happened with them, on their way out. The record stays; the file is gone a day later."""

    staff = models.ForeignKey("crm.Staff", on_delete=models.PROTECT, related_name="exports")
    what = models.CharField(max_length=12, choices=ExportWhat.choices, default=ExportWhat.CONTACTS)
    format = models.CharField(max_length=10)
    filter: Any = models.JSONField(default=dict, blank=True, help_text=_("As in the list's address."))
    sensitive = models.BooleanField(default=False, help_text=_("What is said on sensitive topics goes along."))
    way = models.CharField(max_length=10, choices=ExportWay.choices, default=ExportWay.JOB)
    status = models.CharField(max_length=10, choices=ExportStatus.choices, default=ExportStatus.QUEUED)
    done = models.PositiveIntegerField(default=0, help_text=_("Rows written so far."))
    total = models.PositiveIntegerField(null=True, blank=True)
    file = models.FileField(upload_to="exports/", storage=private_files, blank=True)
    error = models.TextField(blank=True)
    cancel_requested = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=ExportStatus.values), name="export_status_known"),
            models.CheckConstraint(condition=Q(what__in=ExportWhat.values), name="export_what_known"),
            models.CheckConstraint(condition=Q(way__in=ExportWay.values), name="export_way_known"),
        ]
        indexes = [
            models.Index(fields=["staff", "-created_at"], name="export_own"),  # the list of one's own, newest first
            # The nightly look for files whose day is over.
            models.Index(fields=["expires_at"], condition=~Q(file=""), name="export_to_forget"),
        ]

    def __str__(self) -> str:
        return f"{self.format} of {self.created_at:%Y-%m-%d}"

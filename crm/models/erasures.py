"""Erasing a person: the order, its progress, and the receipt that stays."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ErasureStatus(models.TextChoices):
    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class Erasure(models.Model):
    """Whom it was about stands in `contacts`, `addresses` and `traces` while it runs, and nowhere once it is done.
    The database lets nobody take out the row or change who ordered it when (0019)."""

    ordered_by = models.ForeignKey("crm.Staff", on_delete=models.PROTECT, related_name="erasures")
    ordered_at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True, help_text=_("Such as: they wrote to us. No names."))
    status = models.CharField(max_length=10, choices=ErasureStatus.choices, default=ErasureStatus.QUEUED)
    contacts = ArrayField(models.BigIntegerField(), default=list, help_text=_("Every record of the person."))
    addresses: Any = models.JSONField(default=list, help_text=_("Channel and key of each address of their own."))
    traces = ArrayField(
        models.TextField(), default=list, help_text=_("Addresses and names as they may stand in texts.")
    )
    steps = ArrayField(models.TextField(), default=list, help_text=_("What is done of it."))
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True, blank=True)
    erased: Any = models.JSONField(default=dict, help_text=_("How many rows of each kind."))
    kept: Any = models.JSONField(default=dict, help_text=_("How many boundaries and days of asks are remembered."))
    error = models.TextField(blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=ErasureStatus.values), name="erasure_status_known"),
            models.CheckConstraint(
                condition=~Q(status="done") | Q(contacts=[], addresses=[], traces=[]), name="erasure_done_names_nobody"
            ),
        ]
        indexes = [models.Index(fields=["-ordered_at", "-id"], name="erasure_newest")]  # the list of receipts

    def __str__(self) -> str:
        return f"{self.pk}: {self.status}"

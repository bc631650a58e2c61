"""Files of mentions on their way in."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.models.imports import ImportStatus


class MentionFile(models.Model):
    """One file of posts out of somebody's monitoring tool. Its bytes lie in the database until they are read, so that
    a worker on any machine can; `results` counts what became of its rows, by result."""

    staff = models.ForeignKey("crm.Staff", on_delete=models.PROTECT, related_name="mention_files")
    filename = models.CharField(max_length=300)
    data = models.BinaryField(null=True, editable=False)
    status = models.CharField(max_length=10, choices=ImportStatus.choices, default=ImportStatus.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True, blank=True)
    results: Any = models.JSONField(default=dict)
    refused: Any = models.JSONField(
        default=list, help_text=_("Number in the file, why, and what of the row was known.")
    )
    made = ArrayField(models.BigIntegerField(), default=list, help_text=_("Mentions that were not here before."))
    error = models.TextField(blank=True)
    cancel_requested = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=ImportStatus.values), name="mention_file_status_known"),
        ]
        indexes = [models.Index(fields=["created_at"], name="mention_file_age")]  # forgetting

    def __str__(self) -> str:
        return self.filename

    @property
    def underway(self) -> bool:
        return self.status in (ImportStatus.QUEUED, ImportStatus.RUNNING)

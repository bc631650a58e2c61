"""Changes to everything that matches a filter, and saved filters."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.history import keeps_history
from crm.models.base import Versioned


class BulkVerb(models.TextChoices):
    ADD_TAG = "add_tag", _("Add a tag")
    REMOVE_TAG = "remove_tag", _("Take a tag off")
    RENAME_TAG = "rename_tag", _("Rename a tag")
    ARCHIVE = "archive", _("Archive")
    UNARCHIVE = "unarchive", _("Take out of the archive")
    TRASH = "trash", _("Move to the trash")
    RESTORE = "restore", _("Restore from the trash")
    OWNER = "owner", _("Change who looks after them")
    VISIBILITY = "visibility", _("Change who may see them")
    SHORTLIST = "shortlist", _("Put on a shortlist")


class BulkStatus(models.TextChoices):
    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")


class BulkAction(models.Model):
    """One verb for all who match a filter (or are named in `contacts`): who, when, on whom, and what came of it."""

    staff = models.ForeignKey("crm.Staff", on_delete=models.PROTECT, related_name="bulk_actions")
    action = models.CharField(max_length=12, choices=BulkVerb.choices)
    filter: Any = models.JSONField(default=dict, blank=True, help_text=_("As in the contact list's address."))
    contacts = ArrayField(
        models.BigIntegerField(), null=True, blank=True, help_text=_("These alone; null: the filter.")
    )
    params: Any = models.JSONField(default=dict, blank=True)
    status = models.CharField(max_length=10, choices=BulkStatus.choices, default=BulkStatus.QUEUED)
    total = models.PositiveIntegerField(null=True, blank=True, help_text=_("Who matched; null until it has run."))
    changed = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0, help_text=_("Changed by somebody else before the undo: left as is."))
    error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey("crm.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(action__in=BulkVerb.values), name="bulk_action_known"),
            models.CheckConstraint(condition=Q(status__in=BulkStatus.values), name="bulk_status_known"),
        ]
        indexes = [models.Index(fields=["staff", "-id"], name="bulk_action_own")]  # the list of one's own

    def __str__(self) -> str:
        return f"{self.action} by {self.staff_id}"


class BulkChange(models.Model):
    """What one bulk action did to one contact: enough to take it back, and to see what was changed since."""

    bulk = models.ForeignKey(BulkAction, on_delete=models.CASCADE, related_name="changes", db_index=False)
    contact = models.ForeignKey("crm.Contact", on_delete=models.CASCADE, related_name="+", db_constraint=False)
    before: Any = models.JSONField(null=True)
    after: Any = models.JSONField(null=True)
    kept = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bulk", "contact"], name="bulk_change_once")]

    def __str__(self) -> str:
        return f"{self.bulk_id}: {self.contact_id}"


class Column(models.TextChoices):
    STAGE = "stage", _("Stage")
    NEXT = "next", _("Next")
    TOPICS = "topics", _("Topics")
    WARMTH = "warmth", _("Warmth")
    LAST = "last", _("Last exchange")
    REACH = "reach", _("Reach")


@keeps_history()
class SavedView(Versioned):
    """A filter of the contact list with a name."""

    name = models.CharField(max_length=100)
    owner = models.ForeignKey("crm.Staff", on_delete=models.CASCADE, related_name="saved_views")
    shared = models.BooleanField(default=False, help_text=_("The whole team sees it."))
    filter: Any = models.JSONField(default=dict, blank=True, help_text=_("As in the contact list's address."))
    sort = models.CharField(max_length=20, blank=True, help_text=_("Empty: by name."))
    columns = ArrayField(
        models.CharField(max_length=10, choices=Column.choices), default=list, blank=True, help_text=_("Empty: all.")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="saved_view_once"),
            models.CheckConstraint(condition=~Q(name=""), name="saved_view_named"),
        ]

    def __str__(self) -> str:
        return self.name

"""What people load: the job and its rows."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.files.storage import FileSystemStorage
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.models.correspondence import in_words


def private_files() -> FileSystemStorage:
    """Uploads are for the process alone: whole address books lie in them."""
    return FileSystemStorage(file_permissions_mode=0o600, directory_permissions_mode=0o700)


class ImportStatus(models.TextChoices):
    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class ImportPhase(models.TextChoices):
    READING = "reading", _("Reading your file")
    MATCHING = "matching", _("Looking for whom we know")
    WRITING = "writing", _("Writing them down")


class ImportJob(models.Model):
    """One file on its way in."""

    staff = models.ForeignKey("crm.Staff", on_delete=models.PROTECT, related_name="imports")
    file = models.FileField(upload_to="imports/", storage=private_files)
    filename = models.CharField(max_length=300)
    format = models.CharField(max_length=30, blank=True, help_text=_("Empty until it is recognised."))
    encoding = models.CharField(max_length=30, blank=True)
    mapping: Any = models.JSONField(default=dict, blank=True)
    separator = models.CharField(max_length=1, blank=True, help_text=_("Between cells; empty: found out."))
    options: Any = models.JSONField(default=dict, blank=True, help_text=_("What the format alone needs to know."))
    visibility = models.CharField(max_length=10, default="team")
    overwrite = ArrayField(
        models.CharField(max_length=20), default=list, blank=True, help_text=_("Fields the file knows better.")
    )
    tags = ArrayField(models.CharField(max_length=100), default=list, blank=True, help_text=_("For everybody in it."))
    client = models.CharField(
        max_length=200, blank=True, help_text=_("Whose past pitches these are: a no is then to this client alone.")
    )
    dry_run = models.BooleanField(default=False)
    status = models.CharField(max_length=10, choices=ImportStatus.choices, default=ImportStatus.QUEUED)
    phase = models.CharField(max_length=10, choices=ImportPhase.choices, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True, blank=True)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    interactions = models.PositiveIntegerField(default=0, help_text=_("Exchanges that came along."))
    boundaries = models.PositiveIntegerField(default=0)
    private = models.PositiveIntegerField(
        default=0, help_text=_("Of the created, those whom the file of a team's import calls private: they stay so.")
    )
    partly = models.PositiveIntegerField(
        default=0, help_text=_("Of the rows taken in, those of which something was left out; each says what.")
    )
    columns_left_out = ArrayField(
        models.CharField(max_length=100),
        default=list,
        blank=True,
        help_text=_("Columns with something in them of which nothing was taken, for nobody said what they hold."),
    )
    left: Any = models.JSONField(
        default=dict, blank=True, help_text=_("Of an archive of mail: why → how many were not taken.")
    )
    error = models.TextField(blank=True)
    cancel_requested = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True, help_text=_("The clock of what it wrote."))
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey("crm.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=ImportStatus.values), name="import_status_known"),
        ]

    def __str__(self) -> str:
        return self.filename

    @property
    def left_in_words(self) -> list[tuple[str, int]]:
        """Of an archive of mail: why how many were not taken, most first."""
        return in_words(self.left)


class RowResult(models.TextChoices):
    CREATED = "created", _("Created")
    UPDATED = "updated", _("Updated")
    UNCHANGED = "unchanged", _("Unchanged")
    REFUSED = "refused", _("Refused")


class Undone(models.TextChoices):
    REMOVED = "removed", _("Removed")
    RESTORED = "restored", _("As it was before")
    TRASHED = "trashed", _("In the trash")
    KEPT = "kept", _("Kept")


class ImportRow(models.Model):
    """What became of one row of a file."""

    # Found by import_row_once: no index of its own.
    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="rows", db_index=False)
    number = models.PositiveIntegerField(help_text=_("Its line or card in the file, from 1."))
    data: Any = models.JSONField(help_text=_("Whom it named; of a refused row its cells."))
    result = models.CharField(max_length=10, choices=RowResult.choices, blank=True)
    reason = models.TextField(blank=True, help_text=_("Why it was refused, or what of it was left out."))
    changes: Any = models.JSONField(null=True, blank=True, help_text=_("In a preview: field → from and to."))
    looks_like = ArrayField(
        models.BigIntegerField(), default=list, blank=True, help_text=_("In a preview: contacts of that name there.")
    )
    contact = models.ForeignKey("crm.Contact", null=True, on_delete=models.SET_NULL, related_name="+")
    fingerprint = models.CharField(
        max_length=32,
        blank=True,
        editable=False,
        help_text=_("The same for the same row loaded again; empty for one refused while reading."),
    )
    undone = models.CharField(max_length=10, choices=Undone.choices, blank=True)
    kept_because = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "number"], name="import_row_once")]
        indexes = [
            # Who a row became when it was loaded before.
            models.Index(fields=["fingerprint"], condition=Q(contact__isnull=False), name="import_row_seen_before"),
        ]

    def __str__(self) -> str:
        return f"{self.job_id}:{self.number}"


class ImportedChange(models.Model):
    """What an import did to a contact that was there before it, so that it can be taken back."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="+")
    contact = models.ForeignKey("crm.Contact", on_delete=models.CASCADE, related_name="+")
    before: Any = models.JSONField(default=dict, help_text=_("Field → what it was."))
    after: Any = models.JSONField(default=dict, help_text=_("Field → what it became."))
    handles = ArrayField(models.BigIntegerField(), default=list, help_text=_("Addresses that were added."))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "contact"], name="imported_change_once")]

    def __str__(self) -> str:
        return f"{self.job_id} changed {self.contact_id}"


class BroughtKind(models.TextChoices):
    ASK = "ask", _("Ask")
    PROMISE = "promise", _("Promise")
    INVITATION = "invitation", _("Invitation")
    ATTESTATION = "attestation", _("Attestation")


class BroughtRecord(models.Model):
    """What an export of everything brought beside exchanges, boundaries and interests, so that it can be taken back."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=BroughtKind.choices)
    record = models.BigIntegerField(help_text=_("The id of the ask, promise, invitation or attestation."))

    class Meta:
        constraints = [  # serves finding what a job brought, and which job brought something
            models.UniqueConstraint(fields=["job", "kind", "record"], name="brought_record_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.record}"


class ImportMapping(models.Model):
    """Which column means what, kept under a name for the next file with the same header."""

    name = models.CharField(max_length=100)
    header = models.CharField(max_length=32, editable=False, help_text=_("Of the columns, case and order aside."))
    mapping: Any = models.JSONField(default=dict)
    saved_by = models.ForeignKey("crm.Staff", on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name"], name="import_mapping_named_once"),
            models.CheckConstraint(condition=~Q(name=""), name="import_mapping_named"),
        ]
        indexes = [models.Index(fields=["header", "-saved_at"], name="import_mapping_for_header")]

    def __str__(self) -> str:
        return self.name


class StagedRow(models.Model):
    """A row as read, until the import is applied. Unlogged: a crash of the server empties it, and the file is
    read again."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="staged", db_constraint=False)
    number = models.PositiveIntegerField()
    name = models.TextField()
    organization = models.TextField()
    title = models.TextField()
    location = models.TextField()
    timezone = models.TextField()
    language = models.TextField()
    notes = models.TextField()
    external_id = models.TextField()
    origin = models.TextField()
    tags = ArrayField(models.TextField())
    collected_on = models.DateField(null=True)
    nameless = models.BooleanField()
    fingerprint = models.TextField()
    refused = models.TextField(help_text=_("Why it cannot be; empty for a sound one."))
    more: Any = models.JSONField(null=True, help_text=_("Cells of a refused row; else what happened before."))

    def __str__(self) -> str:
        return f"{self.job_id}:{self.number}"


class StagedHandle(models.Model):
    """An address of a staged row; unlogged as well."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    number = models.PositiveIntegerField()
    channel = models.TextField()
    key = models.TextField()
    value = models.TextField()
    shared = models.BooleanField()
    status = models.TextField()

    def __str__(self) -> str:
        return self.value

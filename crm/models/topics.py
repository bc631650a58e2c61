"""What people talk about, and what shows that they care."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from crm.history import keeps_history
from crm.models.base import Versioned


@keeps_history()
class Topic(Versioned):
    """Something people talk about. `query` recognises it in what is heard."""

    name = models.CharField(max_length=200)
    query = models.TextField(blank=True, max_length=10_000)
    sensitive = models.BooleanField(
        default=False, help_text=_("Religion, politics, health …: only what they said themselves counts.")
    )

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="topic_name_once")]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Basis(models.TextChoices):
    STATED = "stated", _("Stated")
    OBSERVED = "observed", _("Observed")


@keeps_history()
class Interest(Versioned):
    """One dated piece of evidence that a contact cares about a topic; there may be many."""

    contact = models.ForeignKey("crm.Contact", on_delete=models.CASCADE, related_name="interests")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="interests")
    basis = models.CharField(max_length=10, choices=Basis.choices)
    noted_at = models.DateTimeField()
    evidence_url = models.CharField(max_length=2000, blank=True)
    quote = models.TextField(blank=True, max_length=5000)
    noted_by = models.ForeignKey("crm.Staff", null=True, on_delete=models.SET_NULL, related_name="+")
    import_job = models.ForeignKey(
        "crm.ImportJob",
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        on_delete=models.SET_NULL,
        related_name="brought_interests",
        help_text=_("The import that brought it; empty for what was noted here."),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(basis__in=Basis.values), name="interest_basis_known"),
        ]
        indexes = [
            models.Index(fields=["topic", "contact", "basis", "noted_at"], name="interest_fit"),
            models.Index(  # what an import brought, to be taken back
                fields=["import_job"], condition=models.Q(import_job__isnull=False), name="interest_imported"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact} · {self.topic}"

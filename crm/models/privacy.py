"""How long each kind of data is kept."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.history import keeps_history
from crm.models.base import Versioned


class Kept(models.TextChoices):
    """`contact`: not heard from, not written to, and nothing promised or open."""

    TRASH = "trash", _("Contacts in the trash")
    CONTACT = "contact", _("Contacts with whom nothing happened")
    INTERACTION_TEXT = "interaction_text", _("The words of exchanges")
    HISTORY = "history", _("History of changes")
    IMPORT_ROWS = "import_rows", _("What an import says of each row")
    DELIVERIES = "deliveries", _("Webhook deliveries")
    MENTIONS = "mentions", _("Posts by nobody we relate to")


@keeps_history()
class Retention(Versioned):
    """How many days one kind is kept; no row: as crm.retention says, `days` empty: for good."""

    kind = models.CharField(max_length=20, choices=Kept.choices, unique=True)
    days = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kept.values), name="retention_kind_known"),
            models.CheckConstraint(condition=Q(days=None) | Q(days__gte=1), name="retention_at_least_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.days}"

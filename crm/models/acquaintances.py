"""How well somebody says they know a contact from before."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.history import keeps_history
from crm.models.base import Versioned


class HowWell(models.TextChoices):
    WELL = "well", _("Well")
    A_LITTLE = "a_little", _("A little")
    NOT = "not", _("Not")


@keeps_history()
class Acquaintance(Versioned):
    """What one staff member said of one contact, asked after an import. Only “well” carries an attestation, which the
    rule reads; the others are kept so that nobody is asked twice."""

    staff = models.ForeignKey("crm.Staff", on_delete=models.PROTECT, related_name="acquaintances")
    contact = models.ForeignKey("crm.Contact", on_delete=models.CASCADE, related_name="acquaintances", db_index=False)
    how_well = models.CharField(max_length=8, choices=HowWell.choices)
    said_at = models.DateTimeField()
    attestation = models.ForeignKey(
        "crm.Attestation", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(how_well__in=HowWell.values), name="acquaintance_how_well_known"),
            models.UniqueConstraint(fields=["contact", "staff"], name="acquaintance_once"),
        ]

    def __str__(self) -> str:
        return str(self.get_how_well_display())

"""What they asked us not to do, what they asked us for, and whom we know from before."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.channels import Channel
from crm.history import keeps_history
from crm.models.base import Versioned


class BoundaryScope(models.TextChoices):
    EVERYTHING = "everything", _("Everything")
    CLIENT = "client", _("This client")
    TOPIC = "topic", _("This topic")
    CAMPAIGN = "campaign", _("This campaign")
    CHANNEL = "channel", _("This channel")


class BoundaryOrigin(models.TextChoices):
    THEY_SAID = "they_said", _("They said so")
    ANSWERED_NO = "answered_no", _("They answered no")
    OPTED_OUT = "opted_out", _("They opted out")
    INFERRED = "inferred", _("Inferred")


def _holds_exactly(scope: str, field: str) -> Q:
    """The scope's own field is filled, the other scopes' fields are empty."""
    fields: dict[str, object] = {"client": "", "topic": None, "campaign": None, "channel": ""}
    condition = Q(scope=scope)
    for name, blank in fields.items():
        condition &= ~Q(**{name: blank}) if name == field else Q(**{name: blank})
    return condition


class BoundaryQuerySet(models.QuerySet["Boundary"]):
    def standing(self, today: date) -> "BoundaryQuerySet":
        return self.filter(stands(today))


def stands(today: date) -> Q:
    """Not lifted, and not run out: `until` is the first day on which it no longer stands."""
    return Q(lifted_at=None) & (Q(until=None) | Q(until__gt=today))


@keeps_history()
class Boundary(Versioned):
    """Something they asked us not to do. Never deleted: lifted by a manager, with a reason."""

    contact = models.ForeignKey("crm.Contact", on_delete=models.CASCADE, related_name="boundaries")
    scope = models.CharField(max_length=10, choices=BoundaryScope.choices)
    client = models.CharField(max_length=200, blank=True)
    topic = models.ForeignKey("crm.Topic", null=True, blank=True, on_delete=models.PROTECT)
    campaign = models.ForeignKey("crm.Campaign", null=True, blank=True, on_delete=models.PROTECT)
    channel = models.CharField(max_length=12, choices=Channel.choices, blank=True)
    until = models.DateField(null=True, blank=True, help_text=_("First day it no longer stands; empty: for good."))
    origin = models.CharField(max_length=12, choices=BoundaryOrigin.choices)
    note = models.TextField(blank=True, max_length=5000)
    ask = models.ForeignKey("crm.Ask", null=True, blank=True, on_delete=models.PROTECT, related_name="boundaries")
    noted_by = models.ForeignKey("crm.Staff", null=True, on_delete=models.SET_NULL, related_name="+")
    import_job = models.ForeignKey(
        "crm.ImportJob",
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        on_delete=models.SET_NULL,
        related_name="brought_boundaries",
        help_text=_("The import that brought it; empty for what was noted here."),
    )
    lifted_at = models.DateTimeField(null=True, blank=True, editable=False)
    lifted_by = models.ForeignKey(
        "crm.Staff", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    lift_reason = models.TextField(blank=True, editable=False)

    objects = BoundaryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "boundaries"
        constraints = [
            models.CheckConstraint(
                condition=_holds_exactly("everything", "")
                | _holds_exactly("client", "client")
                | _holds_exactly("topic", "topic")
                | _holds_exactly("campaign", "campaign")
                | _holds_exactly("channel", "channel"),
                name="boundary_scope_has_its_field",
            ),
            models.CheckConstraint(condition=Q(origin__in=BoundaryOrigin.values), name="boundary_origin_known"),
            models.CheckConstraint(
                condition=Q(lifted_at=None) | (~Q(lift_reason="") & Q(lifted_by__isnull=False)),
                name="boundary_lifted_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["contact"], condition=Q(lifted_at=None), name="boundary_standing"),
            models.Index(  # what an import brought, to be taken back
                fields=["import_job"], condition=Q(import_job__isnull=False), name="boundary_imported"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact}: {self.scope}"

    def stands_on(self, today: date) -> bool:
        """The same as `stands`, of one at hand."""
        return self.lifted_at is None and (self.until is None or self.until > today)


@keeps_history()
class Invitation(Versioned):
    """Their own words asking for something on a topic; good for one ask."""

    contact = models.ForeignKey("crm.Contact", on_delete=models.CASCADE, related_name="invitations")
    topic = models.ForeignKey("crm.Topic", on_delete=models.PROTECT, related_name="invitations")
    quote = models.TextField(max_length=5000)
    given_on = models.DateField()
    interaction = models.ForeignKey(
        "crm.Interaction", null=True, blank=True, on_delete=models.PROTECT, related_name="invitations"
    )
    url = models.CharField(max_length=2000, blank=True)
    used_by = models.ForeignKey(
        "crm.Ask",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="invitations",
    )
    noted_by = models.ForeignKey("crm.Staff", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(quote=""), name="invitation_quotes_them"),
            models.CheckConstraint(condition=Q(interaction__isnull=False) | ~Q(url=""), name="invitation_has_evidence"),
        ]
        indexes = [models.Index(fields=["contact", "topic", "given_on"], name="invitation_standing")]

    def __str__(self) -> str:
        return self.quote


@keeps_history()
class Attestation(Versioned):
    """“I know them from before”: a tie from outside the tool, vouched for in writing."""

    staff = models.ForeignKey("crm.Staff", on_delete=models.PROTECT, related_name="attestations")
    contact = models.ForeignKey("crm.Contact", on_delete=models.CASCADE, related_name="attestations")
    reason = models.TextField(max_length=5000)
    attested_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff", "contact"], name="attestation_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="attestation_has_reason"),
        ]

    def __str__(self) -> str:
        return self.reason

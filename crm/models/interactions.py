"""What happened between a staff member and a contact, and what we said we would do."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.channels import Channel
from crm.history import keeps_history
from crm.models.base import Versioned


class Direction(models.TextChoices):
    OUTBOUND = "outbound", _("We to them")
    INBOUND = "inbound", _("They to us")
    MUTUAL = "mutual", _("Both")
    OBSERVED = "observed", _("Heard")


class Kind(models.TextChoices):
    MESSAGE = "message", _("Message")
    REPLY = "reply", _("Reply")
    COMMENT = "comment", _("Comment")
    REACTION = "reaction", _("Reaction")
    SHARE = "share", _("Share")
    HELP = "help", _("Help")
    INTRODUCTION = "introduction", _("Introduction")
    REQUEST = "request", _("Request")
    CALL = "call", _("Call")
    MEETING = "meeting", _("Meeting")
    READ = "read", _("Read")


class InteractionQuerySet(models.QuerySet["Interaction"]):
    def standing(self) -> "InteractionQuerySet":
        return self.filter(voided_at=None)

    def genuine(self) -> "InteractionQuerySet":
        return self.filter(is_genuine())


def is_genuine(prefix: str = "") -> Q:
    """Meant by a person for this person. What is not is kept, but counts for nothing, unless a manager overruled."""
    meant = Q(**{f"{prefix}automated": False, f"{prefix}promotional": False, f"{prefix}canned": False})
    return Q(**{f"{prefix}voided_at": None}) & (meant | Q(**{f"{prefix}overruled_at__isnull": False}))


@keeps_history()
class Interaction(Versioned):
    """One thing between one staff member and one contact, on one channel, at one time."""

    # Neither needs an index of its own: those below begin with them.
    contact = models.ForeignKey("crm.Contact", on_delete=models.CASCADE, related_name="interactions", db_index=False)
    staff = models.ForeignKey("crm.Staff", on_delete=models.PROTECT, related_name="interactions", db_index=False)
    channel = models.CharField(max_length=12, choices=Channel.choices)
    direction = models.CharField(max_length=10, choices=Direction.choices)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    occurred_at = models.DateTimeField()
    entered_at = models.DateTimeField(help_text=_("When it was written down here."))
    text = models.TextField(blank=True, max_length=100_000)
    url = models.CharField(max_length=2000, blank=True)
    address = models.CharField(max_length=2000, blank=True, editable=False, help_text=_("The url, canonical."))
    topics = models.ManyToManyField("crm.Topic", blank=True, related_name="interactions")
    external_id = models.CharField(max_length=500, blank=True, help_text=_("Message-ID, calendar UID …"))
    needs_answer = models.BooleanField(null=True, blank=True, help_text=_("Set by hand; empty: worked out."))
    introduces = models.ForeignKey(
        "crm.Staff", null=True, blank=True, on_delete=models.SET_NULL, related_name="introductions"
    )
    answers = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="answered_by")
    refusal = models.BooleanField(default=False, help_text=_("Their message is a no or an opt-out."))
    import_job = models.ForeignKey(
        "crm.ImportJob",
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        on_delete=models.SET_NULL,
        related_name="brought",
        help_text=_("The import that brought it; empty for what was logged here."),
    )
    automated = models.BooleanField(default=False)
    promotional = models.BooleanField(default=False, editable=False)
    canned = models.BooleanField(default=False, editable=False)
    fingerprint = models.CharField(
        max_length=64, blank=True, editable=False, help_text=_("Of the text first saved, normalised.")
    )
    word_count = models.PositiveIntegerField(default=0, editable=False)
    overruled_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text=_("When a manager let it count all the same.")
    )
    overruled_by = models.ForeignKey(
        "crm.Staff", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    overrule_reason = models.TextField(blank=True, editable=False, max_length=5000, db_default="")
    voided_at = models.DateTimeField(null=True, blank=True, editable=False)
    voided_by = models.ForeignKey(
        "crm.Staff", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    void_reason = models.TextField(blank=True, editable=False)

    objects = InteractionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="interaction_channel_known"),
            models.CheckConstraint(condition=Q(direction__in=Direction.values), name="interaction_direction_known"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="interaction_kind_known"),
            models.CheckConstraint(
                condition=Q(voided_at=None) | ~Q(void_reason=""), name="interaction_voided_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(overruled_at=None, overruled_by=None, overrule_reason="")
                | (Q(overruled_at__isnull=False, overruled_by__isnull=False) & ~Q(overrule_reason="")),
                name="interaction_overruled_with_reason_and_actor",
            ),
            models.UniqueConstraint(
                fields=["staff", "contact", "external_id"],
                condition=~Q(external_id=""),
                name="interaction_external_id_once",
            ),
        ]
        indexes = [
            models.Index(fields=["contact", "-occurred_at"], name="interaction_timeline"),
            models.Index(fields=["staff", "contact", "occurred_at"], name="interaction_pair"),
            models.Index(fields=["staff", "occurred_at"], name="interaction_of_staff"),  # one's weeks
            models.Index(
                fields=["fingerprint", "occurred_at"],
                condition=~Q(fingerprint=""),
                name="interaction_copies",
            ),
            models.Index(
                fields=["contact", "occurred_at"],
                condition=Q(promotional=True),
                name="interaction_promotional",
            ),
            models.Index(  # the report of what managers let count
                fields=["-overruled_at"], condition=Q(overruled_at__isnull=False), name="interaction_overruled"
            ),
            models.Index(fields=["contact"], condition=Q(introduces__isnull=False), name="interaction_introductions"),
            models.Index(fields=["-occurred_at", "-id"], name="interaction_newest"),
            models.Index(  # what an import brought, to be taken back
                fields=["import_job"], condition=Q(import_job__isnull=False), name="interaction_imported"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.direction} {self.kind}"

    @property
    def not_genuine_because(self) -> str:
        """One of "", "voided", "automated", "promotional", "canned"."""
        if self.voided_at is not None:
            return "voided"
        return "" if self.overruled_at is not None else self.would_not_count_because

    @property
    def would_not_count_because(self) -> str:
        """The same, had no manager overruled it."""
        return next((flag for flag in ("automated", "promotional", "canned") if getattr(self, flag)), "")

    @property
    def genuine(self) -> bool:
        return self.not_genuine_because == ""


class PromiseQuerySet(models.QuerySet["Promise"]):
    def open(self) -> "PromiseQuerySet":
        return self.filter(kept_at=None)

    def due(self, today: date) -> "PromiseQuerySet":
        return self.open().filter(due_on__lte=today)


@keeps_history()
class Promise(Versioned):
    """Something we said we would do."""

    contact = models.ForeignKey("crm.Contact", on_delete=models.CASCADE, related_name="promises")
    staff = models.ForeignKey("crm.Staff", on_delete=models.PROTECT, related_name="promises")
    interaction = models.ForeignKey(
        Interaction, null=True, blank=True, on_delete=models.SET_NULL, related_name="promises"
    )
    text = models.CharField(max_length=1000)
    due_on = models.DateField()
    kept_at = models.DateTimeField(null=True, blank=True)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["staff", "due_on"], condition=Q(kept_at=None), name="promise_due")]

    def __str__(self) -> str:
        return self.text

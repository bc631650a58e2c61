"""What a staff member did with a mention, and what in it was meant for us."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Verdict(models.TextChoices):
    HEARD = "heard", _("Heard")
    DISMISSED = "dismissed", _("Dismissed")


class Hearing(models.Model):
    """One staff member took in a mention, or put it aside. `interaction`: what it was logged as; empty where the
    author is nobody's contact."""

    staff = models.ForeignKey("crm.Staff", on_delete=models.CASCADE, related_name="hearings")
    mention = models.ForeignKey("listening.MentionKey", on_delete=models.CASCADE, related_name="hearings")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    at = models.DateTimeField()
    interaction = models.ForeignKey(
        "crm.Interaction", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff", "mention"], name="heard_once"),
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="hearing_verdict_known"),
        ]

    def __str__(self) -> str:
        return f"{self.staff} {self.verdict} {self.mention_id}"


class OvertureKind(models.TextChoices):
    REPLIED = "replied", _("replied to us")
    NAMED = "named", _("named us")
    SHARED = "shared", _("shared ours")


class Overture(models.Model):
    """A post that answers, names or shares one of us: offered as something its author did towards us."""

    Kind = OvertureKind

    mention = models.ForeignKey("listening.MentionKey", on_delete=models.CASCADE, related_name="overtures")
    to = models.ForeignKey("listening.OurHandle", on_delete=models.CASCADE, related_name="overtures")
    kind = models.CharField(max_length=10, choices=OvertureKind.choices)
    interaction = models.ForeignKey(
        "crm.Interaction", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True, help_text=_("Accepted, or put aside."))
    settled_by = models.ForeignKey("crm.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mention", "to"], name="overture_once"),
            models.CheckConstraint(condition=Q(kind__in=OvertureKind.values), name="overture_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.mention_id} {self.kind} {self.to_id}"

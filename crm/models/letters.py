"""What went to one person by our own mail server, and news for those who said yes."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.channels import Channel
from crm.history import keeps_history
from crm.models.base import Versioned


@keeps_history(exclude=("subject", "text", "digest"))  # told words do not change: history need not hold them twice
class Update(Versioned):
    """A correction or a new date, told to somebody who said yes: no ask, earns nothing, needs no rest."""

    ask = models.ForeignKey("crm.Ask", on_delete=models.CASCADE, related_name="updates")
    staff = models.ForeignKey("crm.Staff", on_delete=models.PROTECT, related_name="updates")
    channel = models.CharField(max_length=12, choices=Channel.choices)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(max_length=50_000)
    digest = models.CharField(max_length=64, editable=False, help_text=_("Of the text: told once."))
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ask", "digest"], name="update_told_once"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="update_channel_known"),
            models.CheckConstraint(condition=~Q(text=""), name="update_says_something"),
        ]

    def __str__(self) -> str:
        return self.text[:40]


class LetterKind(models.TextChoices):
    ASK = "ask", _("The ask")
    FOLLOW_UP = "follow_up", _("Its follow-up")
    UPDATE = "update", _("News for a yes")


class LetterStatus(models.TextChoices):
    QUEUED = "queued", _("Waiting to be sent")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Not sent")
    CANCELLED = "cancelled", _("Held back")
    UNCERTAIN = "uncertain", _("Nobody knows whether it went")


ON_ITS_WAY = (LetterStatus.QUEUED, LetterStatus.SENDING)
NEVER_SENT = (LetterStatus.FAILED, LetterStatus.CANCELLED)


class Letter(models.Model):
    """A mail to one person, handed over to the mail server for whoever wrote it. Its words are those of the ask, the
    follow-up or the update."""

    ask = models.ForeignKey("crm.Ask", on_delete=models.CASCADE, related_name="letters")
    update = models.OneToOneField(Update, null=True, blank=True, on_delete=models.SET_NULL, related_name="letter")
    kind = models.CharField(max_length=10, choices=LetterKind.choices)
    to = models.CharField(max_length=320)
    message_id = models.CharField(max_length=300, unique=True)
    status = models.CharField(max_length=10, choices=LetterStatus.choices, default=LetterStatus.QUEUED)
    attempts = models.PositiveIntegerField(default=0)
    queued_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True, blank=True)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    problem = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=LetterKind.values), name="letter_kind_known"),
            models.CheckConstraint(condition=Q(status__in=LetterStatus.values), name="letter_status_known"),
            models.UniqueConstraint(
                fields=["ask", "kind"],
                condition=~Q(kind=LetterKind.UPDATE) & ~Q(status__in=NEVER_SENT),
                name="letter_sent_once",
            ),
        ]
        indexes = [
            models.Index(  # those whose job was lost
                fields=["queued_at"], condition=Q(status__in=ON_ITS_WAY), name="letter_on_its_way"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.to}"

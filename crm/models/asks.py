"""Asks: the one request that everything before it earns."""

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.channels import Channel
from crm.history import keeps_history
from crm.models.base import Versioned


class Outcome(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    NOT_NOW = "not_now", _("Not now")
    SILENT = "silent", _("Silent")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class BecauseKind(models.TextChoices):
    INTEREST = "interest", _("An interest of theirs")
    MENTION = "mention", _("A post of theirs")
    INTERACTION = "interaction", _("Something of theirs we read or were told")


class AskQuerySet(models.QuerySet["Ask"]):
    def standing(self) -> "AskQuerySet":
        return self.filter(voided_at=None)


@keeps_history(exclude=("judged", "follow_up_handed_at"))
class Ask(Versioned):
    """One request to one contact for one campaign by one staff member."""

    campaign = models.ForeignKey("crm.Campaign", on_delete=models.PROTECT, related_name="asks")
    contact = models.ForeignKey("crm.Contact", on_delete=models.CASCADE, related_name="asks")
    staff = models.ForeignKey("crm.Staff", on_delete=models.PROTECT, related_name="asks")
    channel = models.CharField(max_length=12, choices=Channel.choices)
    subject = models.CharField(max_length=200, blank=True, default="", db_default="", help_text=_("Of a mail."))
    text = models.TextField(blank=True, max_length=50_000)
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    because_kind = models.CharField(max_length=12, choices=BecauseKind.choices, blank=True)
    because_id = models.BigIntegerField(null=True, blank=True)
    because_text = models.TextField(blank=True, help_text=_("What was cited, as it read then."))
    because_url = models.CharField(max_length=2000, blank=True)
    asked_at = models.DateTimeField()
    already_made = models.BooleanField(default=False, help_text=_("Made elsewhere and recorded here."))
    earned = models.BooleanField(help_text=_("Whether the rule was met when it was made."))
    override_reason = models.TextField(blank=True)
    overridden_by = models.ForeignKey(
        "crm.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="overrides"
    )
    judged: Any = models.JSONField(default=dict, help_text=_("Policy and criteria it was judged on."))
    follow_up_at = models.DateTimeField(null=True, blank=True)
    follow_up_text = models.TextField(blank=True, max_length=50_000)
    follow_up_handed_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text=_("When the mail program got the follow-up; whether it went is not known yet."),
    )
    found_sent_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text=_("When it was found in what was sent; its words are those."),
    )
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    outcome_at = models.DateTimeField(null=True, blank=True)
    outcome_by = models.ForeignKey("crm.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outcome_note = models.TextField(blank=True, max_length=5000)
    not_now_until = models.DateField(null=True, blank=True)
    links = ArrayField(models.CharField(max_length=2000), default=list, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True, editable=False)
    voided_by = models.ForeignKey(
        "crm.Staff", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    void_reason = models.TextField(blank=True, editable=False)

    objects = AskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="ask_channel_known"),
            models.CheckConstraint(condition=Q(outcome__in=["", *Outcome.values]), name="ask_outcome_known"),
            models.CheckConstraint(
                condition=Q(outcome="", outcome_at=None) | (~Q(outcome="") & Q(outcome_at__isnull=False)),
                name="ask_outcome_dated",
            ),
            models.CheckConstraint(
                condition=Q(override_reason="", overridden_by=None)
                | (~Q(override_reason="") & Q(overridden_by__isnull=False)),
                name="ask_override_with_reason_and_actor",
            ),
            models.CheckConstraint(
                condition=Q(earned=True) | Q(already_made=True) | Q(overridden_by__isnull=False),
                name="ask_earned_or_said_why_not",
            ),
            models.CheckConstraint(
                condition=Q(follow_up_at=None) | Q(follow_up_at__gt=models.F("asked_at")),
                name="ask_followed_up_later",
            ),
            models.CheckConstraint(condition=Q(voided_at=None) | ~Q(void_reason=""), name="ask_voided_with_reason"),
        ]
        indexes = [
            models.Index(fields=["contact", "-asked_at"], name="ask_contact"),
            models.Index(fields=["staff", "-asked_at"], name="ask_staff"),
            models.Index(fields=["campaign", "-asked_at"], name="ask_campaign"),
            models.Index(fields=["fingerprint", "asked_at"], condition=~Q(fingerprint=""), name="ask_copies"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign} → {self.contact}"


class AskSlot(models.Model):
    """While an ask on the earned path is open, each key of its person is taken. Kept by triggers (0002):
    one key for the contact itself and one for each handle that is theirs alone."""

    ask = models.ForeignKey(Ask, on_delete=models.CASCADE, related_name="slots")
    key = models.CharField(max_length=520)
    during = DateTimeRangeField()
    exclusive = models.BooleanField(
        default=True, help_text=_("False where a merge or a new handle brought two open asks together.")
    )

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="ask_slot_one_at_a_time",
                expressions=[("key", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(exclusive=True),
            ),
            models.UniqueConstraint(fields=["ask", "key"], name="ask_slot_once"),
        ]

    def __str__(self) -> str:
        return self.key


class Draft(Versioned):
    """An ask while it is being written."""

    staff = models.ForeignKey("crm.Staff", on_delete=models.CASCADE, related_name="drafts")
    campaign = models.ForeignKey("crm.Campaign", on_delete=models.CASCADE, related_name="drafts")
    contact = models.ForeignKey("crm.Contact", on_delete=models.CASCADE, related_name="drafts")
    channel = models.CharField(max_length=12, choices=Channel.choices, blank=True)
    subject = models.CharField(max_length=200, blank=True, default="", db_default="")
    text = models.TextField(blank=True, max_length=50_000)
    because_kind = models.CharField(max_length=12, choices=BecauseKind.choices, blank=True)
    because_id = models.BigIntegerField(null=True, blank=True)
    handed_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When the mail program got it; whether it went is not known yet.")
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "campaign", "contact"], name="draft_once")]

    def __str__(self) -> str:
        return self.text[:40]

"""Telling other systems what happened here: to whom, what, and how it went."""

import secrets
from base64 import b64encode
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.models.base import Versioned
from crm.sealing import seal, unseal


class EventKind(models.TextChoices):
    CONTACT_CREATED = "contact.created", _("A contact is added")
    CONTACT_CHANGED = "contact.changed", _("A contact is changed")
    CONTACT_TRASHED = "contact.trashed", _("A contact goes to the trash")
    CONTACT_RESTORED = "contact.restored", _("A contact comes back from the trash")
    CONTACT_MERGED = "contact.merged", _("Two contacts are merged")
    CONTACT_ERASED = "contact.erased", _("A person is erased")
    INTERACTION_LOGGED = "interaction.logged", _("An interaction is logged")
    ASK_OPENED = "ask.opened", _("An ask is made")
    ASK_OUTCOME = "ask.outcome", _("An ask has an outcome")
    BOUNDARY_NOTED = "boundary.noted", _("A boundary is noted")
    BOUNDARY_LIFTED = "boundary.lifted", _("A boundary is lifted")
    IMPORT_DONE = "import.done", _("An import is done")


PING = "ping"  # sent by hand only, whatever a webhook listens to


class Webhook(Versioned):
    """An address that is told of events which its owner may see. Secrets lie sealed and are shown once."""

    owner = models.ForeignKey("crm.Staff", on_delete=models.PROTECT, related_name="webhooks")
    name = models.CharField(max_length=100)
    url = models.CharField(max_length=2000)
    events = ArrayField(models.CharField(max_length=30))
    active = models.BooleanField(default=True)
    sealed_secret = models.TextField(editable=False)
    sealed_old_secret = models.TextField(blank=True, editable=False)
    old_secret_until = models.DateTimeField(null=True, blank=True, editable=False)
    failing_since = models.DateTimeField(null=True, blank=True, editable=False)
    last_delivered_at = models.DateTimeField(null=True, blank=True, editable=False)
    disabled_because = models.TextField(blank=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(url=""), name="webhook_named_and_addressed"),
            models.CheckConstraint(
                condition=Q(events__contained_by=EventKind.values) & Q(events__len__gt=0), name="webhook_events_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def make_secret() -> str:
        return f"whsec_{b64encode(secrets.token_bytes(32)).decode()}"

    def keep_secret(self, secret: str) -> None:
        self.sealed_secret = seal(secret)

    def secrets_at(self, moment: datetime) -> list[str]:
        """The secret, and for a while after a change also the one before. SealBroken if they cannot be opened."""
        valid = [self.sealed_secret]
        if self.old_secret_until and moment < self.old_secret_until:
            valid.append(self.sealed_old_secret)
        return [unseal(sealed) for sealed in valid]


class WebhookEvent(models.Model):
    """Something that happened, written in the transaction in which it did, by triggers (0011_webhooks.sql), and
    only while somebody listens. Gone as soon as it is turned into deliveries."""

    kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    contact_id = models.BigIntegerField(null=True)  # no foreign key: the outbox must never stop the change itself
    staff_id = models.BigIntegerField(null=True, help_text=_("Whose alone it is: an import's."))
    details: Any = models.JSONField(default=dict)
    txid = models.BigIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.kind


class DeliveryStatus(models.TextChoices):
    PENDING = "pending", _("Pending")
    DELIVERED = "delivered", _("Delivered")
    FAILED = "failed", _("Failed")
    WITHHELD = "withheld", _("Withheld")


class Delivery(models.Model):
    """One event on its way to one webhook; every attempt has the same `message_id`, so receivers can tell."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    message_id = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=30)
    contact = models.ForeignKey("crm.Contact", null=True, on_delete=models.CASCADE, related_name="+")
    payload: Any = models.JSONField()
    status = models.CharField(max_length=10, choices=DeliveryStatus.choices, default=DeliveryStatus.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    taken_until = models.DateTimeField(null=True, help_text=_("Until then one worker alone has it."))
    response_status = models.PositiveSmallIntegerField(null=True)
    response_excerpt = models.TextField(blank=True)
    error = models.TextField(blank=True)
    duration_ms = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.CheckConstraint(condition=Q(status__in=DeliveryStatus.values), name="delivery_status_known"),
        ]
        indexes = [
            models.Index(fields=["webhook", "-id"], name="delivery_log"),  # a webhook's log, newest first
            # What a lost job left behind, every ten minutes.
            models.Index(fields=["next_attempt_at"], condition=Q(status="pending"), name="delivery_waiting"),
            models.Index(fields=["created_at"], name="delivery_age"),  # old ones are forgotten each night
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.webhook}"

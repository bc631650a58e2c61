"""What is still known of somebody who was erased: under keyed hashes of their addresses (crm.memory), how far what
they asked us not to do reaches and until when, and on which days they were asked. Nothing else."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.channels import Channel
from crm.models.boundaries import BoundaryScope


class MemorySecret(models.Model):
    """What the hashes are keyed with, sealed: a copy of the database alone can hash nothing. One row."""

    sealed = models.TextField()

    def __str__(self) -> str:
        return "secret"


class Memory(models.Model):
    """Somebody, by no name."""

    def __str__(self) -> str:
        return str(self.pk)


class MemoryKey(models.Model):
    """The keyed hash of one address that was theirs alone."""

    memory = models.ForeignKey(Memory, on_delete=models.CASCADE, related_name="keys")
    digest = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest", "memory"], name="memory_key_once")]

    def __str__(self) -> str:
        return f"{self.memory_id}: {bytes(self.digest).hex()[:8]}"


class MemoryBoundary(models.Model):
    """Without words, reason or origin."""

    memory = models.ForeignKey(Memory, on_delete=models.CASCADE, related_name="boundaries")
    scope = models.CharField(max_length=10, choices=BoundaryScope.choices)
    client = models.CharField(max_length=200, blank=True)
    topic = models.ForeignKey("crm.Topic", null=True, on_delete=models.CASCADE, related_name="+")
    campaign = models.ForeignKey("crm.Campaign", null=True, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=12, choices=Channel.choices, blank=True)
    until = models.DateField(null=True)

    class Meta:
        verbose_name_plural = "memory boundaries"

    def __str__(self) -> str:
        return f"{self.memory_id}: {self.scope}"


class MemoryAsk(models.Model):
    """A day on which they were asked, or sent a campaign's link unasked."""

    memory = models.ForeignKey(Memory, on_delete=models.CASCADE, related_name="asks")
    asked_on = models.DateField(help_text=_("Of the ask, or of its follow-up."))
    not_before = models.DateField(null=True, help_text=_("The day they named: ask again then."))

    def __str__(self) -> str:
        return f"{self.memory_id}: {self.asked_on}"


class Recall(models.Model):
    """A contact with an address of somebody erased: what is remembered holds for them."""

    memory = models.ForeignKey(Memory, on_delete=models.CASCADE, related_name="recalls")
    contact = models.ForeignKey("crm.Contact", on_delete=models.CASCADE, related_name="recalls")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contact", "memory"], name="recall_once")]

    def __str__(self) -> str:
        return f"{self.contact_id} is remembered as {self.memory_id}"


class UncheckedHandles(models.Model):
    """Addresses that came or changed and were not yet held against what is remembered. Written by triggers
    (0019), one row a statement, and only while anybody is remembered; until it is empty for a contact, the
    database lets nobody ask them."""

    handles = ArrayField(models.BigIntegerField())

    class Meta:
        verbose_name_plural = "unchecked handles"

    def __str__(self) -> str:
        return f"{len(self.handles)} addresses"

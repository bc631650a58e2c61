"""What makes requests safe to repeat, and cards possible to put off."""

from django.db import models


class IdempotentRequest(models.Model):
    """The first answer to a write that carried an Idempotency-Key, kept for 24 hours."""

    staff = models.ForeignKey("crm.Staff", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "key"], name="idempotent_request_once")]
        indexes = [models.Index(fields=["created_at"], name="idempotent_request_age")]

    def __str__(self) -> str:
        return self.key


class Snooze(models.Model):
    """A card of Today put off until a day."""

    staff = models.ForeignKey("crm.Staff", on_delete=models.CASCADE, related_name="snoozes")
    card = models.CharField(max_length=100)
    until = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "card"], name="snooze_once")]

    def __str__(self) -> str:
        return self.card

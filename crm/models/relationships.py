"""Staff member × contact: the facts the rule reads. Derived, never incremented (crm.readiness.refresh)."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models

from crm.channels import Channel

Pair = tuple[int, int]  # staff id, contact id

# Warmth is kept as forward decay: L = log2(sum of w_i * 2^((t_i - T0) / 60 d)), so that it never needs
# rewriting as time passes (Cormode, Shkapenyuk, Srivastava, Xu: Forward Decay, ICDE 2009).
WARMTH_ORIGIN = datetime.fromisoformat("2020-01-01T00:00:00+00:00")
WARMTH_HALF_LIFE_DAYS = 60


class Relationship(models.Model):
    """All `*_on` are calendar dates in the staff member's time zone; arrays are newest first."""

    staff = models.ForeignKey("crm.Staff", on_delete=models.CASCADE, related_name="relationships")
    contact = models.ForeignKey("crm.Contact", on_delete=models.CASCADE, related_name="relationships")
    heard_on = ArrayField(models.DateField(), default=list)  # last day of each different thing, at most ten
    heard_days = ArrayField(models.DateField(), default=list)  # different days of taking in, at most ten
    first_exchange_on = models.DateField(null=True)
    introduced_on = models.DateField(null=True)
    attested_on = models.DateField(null=True)
    reached_days = models.IntegerField(default=0)
    answered_days = models.IntegerField(default=0)
    owed_since = models.DateTimeField(null=True)
    owed_on = models.DateField(null=True)
    they_wrote_days = models.IntegerField(default=0)
    they_wrote_first_on = models.DateField(null=True)
    they_wrote_last_on = models.DateField(null=True)
    given_on = ArrayField(models.DateField(), default=list)  # since the last ask, at most forty days
    channels = ArrayField(models.CharField(max_length=12, choices=Channel.choices), default=list)
    last_ask_at = models.DateTimeField(null=True)
    last_exchange_at = models.DateTimeField(null=True)
    last_exchange_direction = models.CharField(max_length=10, blank=True)
    last_event_at = models.DateTimeField(null=True)  # the facts serve every as_of from here on
    warmth_log = models.FloatField(null=True)  # null: nothing that warms

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "contact"], name="relationship_once")]
        indexes = [
            models.Index(fields=["contact"], name="relationship_contact"),
            models.Index(models.F("staff"), models.F("warmth_log").desc(nulls_last=True), name="relationship_warmest"),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} × {self.contact_id}"


def warmth(log: float | None, as_of: datetime) -> float:
    """W(t) = 2^(L − (t − T0) / 60 d); 0 where nothing warms."""
    if log is None:
        return 0.0
    days = (as_of - WARMTH_ORIGIN).total_seconds() / 86_400
    return float(2 ** (log - days / WARMTH_HALF_LIFE_DAYS))

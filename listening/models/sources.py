"""Where we listen."""

import json
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.history import keeps_history
from crm.models.base import Versioned
from crm.sealing import seal, unseal


class SourceQuerySet(models.QuerySet["Source"]):
    def in_use(self) -> "SourceQuerySet":
        return self.filter(removed_at=None)

    def listening(self) -> "SourceQuerySet":
        """Neither paused nor gone."""
        return self.in_use().filter(paused_at=None, gone_at=None)


@keeps_history(
    exclude=(
        *("sealed", "state", "health", "is_well", "failures", "checked_at", "next_check_at", "items", "gone_at"),
        "pushed_until",
    )
)
class Source(Versioned):
    """A feed, a hashtag, a search, a stream, a mailbox [Where we listen]. What the machine notes about it (from
    `state` on) is no change of it: neither version nor history follow."""

    kind = models.CharField(max_length=20, help_text=_("See listening/sources."))
    name = models.CharField(max_length=200)
    settings: Any = models.JSONField(default=dict)
    sealed = models.TextField(blank=True, editable=False, help_text=_("Its secrets, as JSON, sealed."))
    owner = models.ForeignKey("crm.Staff", on_delete=models.PROTECT, related_name="sources")
    retention_days = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("Posts by contacts stay anyway. Empty: as the settings say.")
    )
    paused_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    state: Any = models.JSONField(default=dict, editable=False)
    health = models.TextField(blank=True, editable=False, help_text=_("A sentence; empty when nothing is amiss."))
    is_well = models.BooleanField(default=True, editable=False)
    failures = models.PositiveIntegerField(default=0, editable=False, help_text=_("In a row."))
    checked_at = models.DateTimeField(null=True, blank=True, editable=False)
    next_check_at = models.DateTimeField(null=True, blank=True, editable=False)
    gone_at = models.DateTimeField(null=True, blank=True, editable=False, help_text=_("The server said: for good."))
    pushed_until = models.DateTimeField(
        null=True, blank=True, editable=False, help_text=_("Until then its hub tells us when there is something new.")
    )
    items = models.BigIntegerField(default=0, editable=False, help_text=_("Mentions stored from it so far."))

    objects = SourceQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="source_named")]
        indexes = [
            models.Index(  # what the schedule asks every few seconds
                fields=["next_check_at"],
                condition=Q(paused_at=None, gone_at=None, removed_at=None),
                name="source_due",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def secret(self, name: str) -> str:
        """A secret setting; "" if it was not given. SealBroken when the installation's key is another."""
        return str(json.loads(unseal(self.sealed) or "{}").get(name, ""))

    def keep_secrets(self, given: dict[str, str]) -> None:
        """Replace those that are given; an empty one is taken out."""
        kept = {**json.loads(unseal(self.sealed) or "{}"), **given}
        kept = {name: value for name, value in kept.items() if value}
        self.sealed = seal(json.dumps(kept)) if kept else ""

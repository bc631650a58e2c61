"""What mailboxes and calendars have in common: whose they are, their secrets, how they are, and how they end."""

import json
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.models.base import Versioned
from crm.models.interactions import InteractionQuerySet
from crm.sealing import seal, unseal


class ConnectionQuerySet(models.QuerySet[Any]):
    def connected(self) -> Self:
        return self.filter(disconnected_at=None)

    def to_forget(self) -> Self:
        """Disconnected, and what came from them goes at their time unless somebody says otherwise."""
        return self.filter(forget_at__isnull=False)

    def ones_own(self, staff: Any) -> Self:
        """Those a staff member can still do something about."""
        return self.filter(models.Q(disconnected_at=None) | models.Q(forget_at__isnull=False), staff=staff)


class Connection(Versioned):
    """Something of a staff member's own that is read and never changed. What the machine notes about it (`MACHINES`) is
    no change of it: neither version nor history follow."""

    MACHINES = ("sealed", "health", "is_well", "failures", "checked_at", "next_check_at")

    name = models.CharField(max_length=200)
    sealed = models.TextField(blank=True, editable=False, help_text=_("Its secrets, as JSON, sealed."))
    paused_at = models.DateTimeField(null=True, blank=True, editable=False)
    disconnected_at = models.DateTimeField(null=True, blank=True, editable=False)
    forget_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text=_("When what came from it is taken out; empty: it stays.")
    )
    health = models.TextField(blank=True, editable=False, help_text=_("A sentence; empty when nothing is amiss."))
    is_well = models.BooleanField(default=True, editable=False)
    failures = models.PositiveIntegerField(default=0, editable=False, help_text=_("In a row."))
    checked_at = models.DateTimeField(null=True, blank=True, editable=False)
    next_check_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def secret(self, name: str) -> str:
        """ "" if it was not given. SealBroken when the installation's key is another."""
        return str(json.loads(unseal(self.sealed) or "{}").get(name, ""))

    def keep_secrets(self, **given: str) -> None:
        """Replace those that are given; an empty one is taken out."""
        kept = {**json.loads(unseal(self.sealed) or "{}"), **given}
        kept = {name: value for name, value in kept.items() if value}
        self.sealed = seal(json.dumps(kept)) if kept else ""

    def brought(self) -> InteractionQuerySet:
        """What was logged of it; not what was logged by other means and is only linked with it."""
        raise NotImplementedError

    def same_before(self) -> models.QuerySet[Any]:
        """Of the same person and place, disconnected since."""
        raise NotImplementedError

    def drop_state(self) -> None:
        """Let go of what only served to read it. The caller saves."""
        raise NotImplementedError

    def drop_found(self) -> None:
        """Let go of what was found in it besides what was logged."""

"""Which two records may be one person: what was found, what was decided, and the keys it is found by."""

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from crm.history import keeps_history
from crm.models.contacts import Contact, seen_by

if TYPE_CHECKING:
    from crm.models.staff import Staff


class Reason(models.TextChoices):
    """Why two records may be one; crm.duplicates.reasons says it in a sentence."""

    SAME_HANDLE = "same_handle", _("The same address")
    SAME_PROFILE = "same_profile", _("The same profile")
    SAME_LINK = "same_link", _("The same link")
    SAME_PHONE = "same_phone", _("The same phone number")
    SAME_NAME_ORGANIZATION = "same_name_organization", _("The same name and organisation")
    SAME_NAME_PLACE = "same_name_place", _("The same name and place")
    SAME_NAME_ADDRESS = "same_name_address", _("The same name and start of the e-mail address")
    NEAR_NAME_ORGANIZATION = "near_name_organization", _("Nearly the same name, the same organisation")
    SHORT_NAME_ORGANIZATION = "short_name_organization", _("A short form of the name, the same organisation")
    RARE_NAME = "rare_name", _("The same name, which few have")


class DuplicateQuerySet(models.QuerySet["Duplicate"]):
    def visible_to(self, staff: "Staff") -> "DuplicateQuerySet":
        """Pairs of which both sides are theirs to see and in use: half a pair would betray the other half."""
        in_use = {"first__trashed_at": None, "second__trashed_at": None}
        return self.filter(seen_by(staff, "first__"), seen_by(staff, "second__"), **in_use)

    def with_decision(self) -> "DuplicateQuerySet":
        """`decided`: whether somebody said that the two are not the same person; who and when."""
        said = NotSame.objects.filter(first=OuterRef("first"), second=OuterRef("second"))
        who, when = Subquery(said.values("by")), Subquery(said.values("at"))
        return self.annotate(decided=Exists(said), decided_by=who, decided_at=when)


class Duplicate(models.Model):
    """Two records that may be one person. Derived (crm.duplicates): found anew whenever one of them changes."""

    # Without constraints in the database: a contact may be deleted in bulk, what is left over is forgotten later.
    first = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    second = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    reasons = ArrayField(models.CharField(max_length=30, choices=Reason.choices))
    score = models.FloatField(help_text=_("How much speaks for it, below 1; for ordering only."))
    found_at = models.DateTimeField()

    objects = DuplicateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="duplicate_in_order"),
        ]
        indexes = [models.Index(fields=["-score", "-id"], name="duplicate_likeliest")]  # the work-list, in order

    def __str__(self) -> str:
        return f"{self.first_id} = {self.second_id}?"


@keeps_history()
class NotSame(models.Model):
    """Somebody looked and said: these are two people. Taken back by deleting; history keeps it."""

    first = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    second = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    by = models.ForeignKey("crm.Staff", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="not_same_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="not_same_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ≠ {self.second_id}"


class KeyKind(models.IntegerChoices):
    NAME = 1, "name"
    ORGANIZATION_AND_WORD = 2, "organization and the beginning of a word of the name"
    LINK = 3, "link"
    PHONE = 4, "the last digits of a phone number"
    PROFILE = 5, "a profile, as an address of its own or within that of a website"


class DuplicateKey(models.Model):
    """What two records have in common when they are worth comparing: a hash of it, for finding only."""

    pk = models.CompositePrimaryKey("kind", "key", "contact_id")
    kind = models.SmallIntegerField(choices=KeyKind.choices)
    key = models.BigIntegerField()
    contact_id = models.BigIntegerField(db_index=True)  # no reference: millions are written at once

    def __str__(self) -> str:
        return f"{self.contact_id}: {self.get_kind_display()}"


class DuplicateCheck(models.Model):
    """A contact whose name, organisation, place or addresses changed and that waits to be compared. Filled by
    triggers (0008), whichever door the change came through."""

    contact_id = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.contact_id)

"""Contacts and their handles, and who may see which."""

from typing import TYPE_CHECKING, Any

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from crm.channels import Channel
from crm.history import keeps_history
from crm.models.base import Versioned

if TYPE_CHECKING:
    from crm.models.staff import Staff


class Plain(Func):
    """Lower case without accents: for sorting and searching (the database's `crm_plain`)."""

    function = "crm_plain"
    output_field = models.TextField()


SEARCHED = Plain(Concat("name", Value(" "), "organization"))  # as contact_search indexes it


class Visibility(models.TextChoices):
    TEAM = "team", _("Team")
    PRIVATE = "private", _("Private")


class _SharedWith(Func):
    """Whether a contact, by its id, is shared with a staff member. In SQL, since nearly every query of the house holds
    it: a subquery of the ORM's takes longer to be built than the whole to be answered."""

    arg_joiner = " IN (SELECT contact_id FROM crm_contact_shared_with WHERE staff_id = "
    template = "(%(expressions)s))"
    output_field = models.BooleanField()


def seen_by(staff: "Staff", prefix: str = "") -> Q:
    """THE visibility rule: team contacts, one's own, and those shared with one. Nobody stands above it.
    `prefix` leads to the contact from another record, as in "first__"."""
    of_team_or_own = Q(**{f"{prefix}visibility": Visibility.TEAM}) | Q(**{f"{prefix}owner": staff})
    return of_team_or_own | Q(_SharedWith(F(f"{prefix}pk"), Value(staff.pk)))


class LawfulBasis(models.TextChoices):
    """Why we may hold somebody's data, as the law counts it."""

    INTEREST = "interest", _("Legitimate interest: their public work concerns ours")
    CONSENT = "consent", _("Consent: they said we may")
    CONTRACT = "contract", _("Contract: we work together")
    PUBLIC_TASK = "public_task", _("Public task or legal duty")


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, staff: "Staff") -> "ContactQuerySet":
        return self.filter(seen_by(staff))

    def in_use(self) -> "ContactQuerySet":
        return self.filter(trashed_at=None)

    def listed(self) -> "ContactQuerySet":
        """In use and not in the archive: who is shown in lists and cards. The rule counts the archived, too."""
        return self.filter(trashed_at=None, archived_at=None)

    def in_trash(self) -> "ContactQuerySet":
        return self.filter(trashed_at__isnull=False, merged_into=None)


@keeps_history(exclude=("person",))
class Contact(Versioned):
    """A person or outlet we relate to."""

    name = models.CharField(max_length=300)
    organization = models.CharField(max_length=300, blank=True)
    title = models.CharField(max_length=300, blank=True)
    location = models.CharField(max_length=300, blank=True)
    timezone = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=35, blank=True, help_text=_("A language tag like en or pt-BR."))
    notes = models.TextField(blank=True, max_length=20_000)
    tags = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    visibility = models.CharField(max_length=10, choices=Visibility.choices, default=Visibility.TEAM)
    owner = models.ForeignKey("crm.Staff", on_delete=models.PROTECT, related_name="contacts")
    shared_with = models.ManyToManyField("crm.Staff", blank=True, related_name="shared_contacts")
    external_id = models.CharField(max_length=300, blank=True, help_text=_("Its name in the system it came from."))
    origin = models.CharField(max_length=300, blank=True, help_text=_("Where we got them."))
    collected_on = models.DateField(null=True, blank=True)
    informed_on = models.DateField(null=True, blank=True, help_text=_("When they were told that we hold this."))
    basis = models.CharField(
        max_length=12,
        choices=LawfulBasis.choices,
        blank=True,
        default="",
        db_default="",  # written by COPY, too
        help_text=_("On what we hold their data; empty: not said."),
    )
    via = models.CharField(max_length=300, blank=True, help_text=_("The desk or agent they are reached by."))
    person = models.BigIntegerField(
        editable=False,
        default=0,
        help_text=_("The same for all records that share a handle; kept by the database, see 0002."),
    )
    trashed_at = models.DateTimeField(null=True, blank=True, editable=False)
    trashed_by = models.ForeignKey(
        "crm.Staff", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="merged_from"
    )

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="contact_named"),
            models.CheckConstraint(condition=Q(visibility__in=Visibility.values), name="contact_visibility_known"),
            models.CheckConstraint(condition=Q(basis__in=["", *LawfulBasis.values]), name="contact_basis_known"),
            models.UniqueConstraint(
                "external_id",
                condition=Q(visibility="team", merged_into=None) & ~Q(external_id=""),
                name="contact_external_id_once_in_team",
            ),
            models.UniqueConstraint(
                "owner",
                "external_id",
                condition=Q(visibility="private", merged_into=None) & ~Q(external_id=""),
                name="contact_external_id_once_per_owner",
            ),
        ]
        indexes = [
            models.Index(fields=["person"], name="contact_person"),  # boundaries and asks of all their records
            models.Index(  # who has several records: few
                fields=["person"], condition=~Q(person=F("id")), name="contact_several_records"
            ),
            models.Index(Plain(F("name")), "id", name="contact_by_name"),  # the list in order
            models.Index(fields=["owner"], name="contact_owner", condition=Q(visibility="private")),
            GinIndex(fields=["tags"], name="contact_tags"),
            models.Index(  # the trash, newest first
                fields=["-trashed_at", "-id"], condition=Q(trashed_at__isnull=False), name="contact_trash"
            ),
            GinIndex(
                OpClass(Plain(Concat("name", Value(" "), "organization")), name="gin_trgm_ops"),
                name="contact_search",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_visible_to(self, staff: "Staff") -> bool:
        """The same rule for one contact at hand; asks the database only where sharing must decide."""
        if self.visibility == Visibility.TEAM or self.owner_id == staff.pk:
            return True
        return type(self).objects.visible_to(staff).filter(pk=self.pk).exists()


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), level=pghistory.Statement, obj_field=None
)
class Share(Contact.shared_with.through):  # type: ignore[name-defined]
    """A private contact shown to a colleague; kept in history like every change of who sees whom."""

    class Meta:
        proxy = True

    def __str__(self) -> str:
        return f"{self.contact_id} to {self.staff_id}"


class HandleStatus(models.TextChoices):
    CURRENT = "current", _("Current")
    FORMER = "former", _("Former")
    BOUNCED = "bounced", _("Bounced")


@keeps_history(exclude=("book",))
class Handle(Versioned):
    """One address of a contact on one channel. `key` is `value` normalised (crm.handles)."""

    # Found by handle_once_per_contact: no index of its own.
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="handles", db_index=False)
    channel = models.CharField(max_length=12, choices=Channel.choices)
    value = models.CharField(max_length=500)
    key = models.CharField(max_length=500, editable=False)
    status = models.CharField(max_length=10, choices=HandleStatus.choices, default=HandleStatus.CURRENT)
    shared = models.BooleanField(default=False, help_text=_("A desk or agent: identifies nobody."))
    book = models.BigIntegerField(
        editable=False,
        default=0,
        help_text=_("0 for the team's book, else the owner of a private one; kept by the database."),
    )

    class Meta:
        constraints = [
            # Per book, so that "already exists" never betrays somebody's private contact.
            models.UniqueConstraint(
                fields=["channel", "key", "book"], condition=Q(shared=False), name="handle_once_per_book"
            ),
            models.UniqueConstraint(fields=["contact", "channel", "key"], name="handle_once_per_contact"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="handle_channel_known"),
            models.CheckConstraint(condition=Q(status__in=HandleStatus.values), name="handle_status_known"),
            models.CheckConstraint(condition=~Q(key=""), name="handle_keyed"),
        ]
        indexes = [
            GinIndex(OpClass(F("key"), name="gin_trgm_ops"), name="handle_search"),
            models.Index(  # who may have no channel left: few
                fields=["contact"], condition=~Q(status="current"), name="handle_not_current"
            ),
        ]

    def __str__(self) -> str:
        return self.value


class MergeQuerySet(models.QuerySet["Merge"]):
    def standing(self) -> "MergeQuerySet":
        return self.filter(undone_at=None)


class Merge(models.Model):
    """Two records found to be one. `moved` lists the rows that changed hands, `before` and `after` what the
    survivor was and became, `marks` the highest ids at that moment, so that it can be taken back whole; `kept`
    tells, after that, what was not: fields changed since, rows that went elsewhere, rows that came since."""

    survivor = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="merges")
    merged = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="merged_by")
    by = models.ForeignKey("crm.Staff", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    moved: Any = models.JSONField(default=dict)
    before: Any = models.JSONField(default=dict)
    after: Any = models.JSONField(default=dict)
    marks: Any = models.JSONField(default=dict)
    kept: Any = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey("crm.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = MergeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["survivor", "-id"], name="merge_of_survivor")]  # undo from their page

    def __str__(self) -> str:
        return f"{self.merged_id} into {self.survivor_id}"

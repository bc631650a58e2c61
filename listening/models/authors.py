"""Who was heard, which addresses are one person's, and which are our own."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from crm.channels import Channel
from crm.handles import profile_link
from crm.history import keeps_history
from crm.models.base import Versioned


class Author(models.Model):
    """Somebody heard, by one address. Whose posts these are is looked up by handle when asked, never stored: so a
    merge, an undo or a change of handles needs nothing here, and a private contact shows to those who may see them.
    An author who is nobody's handle is a voice."""

    channel = models.CharField(max_length=12, choices=Channel.choices)
    key = models.CharField(max_length=500, help_text=_("Normalised as a contact's handle is."))
    value = models.CharField(max_length=500)
    name = models.CharField(max_length=300, blank=True)
    same_as = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="also",
        help_text=_("The first address of the same person, as somebody here confirmed (see Pairing)."),
    )
    links_read_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When their page was last asked which other addresses are theirs.")
    )
    blocked_at = models.DateTimeField(null=True, blank=True)
    blocked_by = models.ForeignKey("crm.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "key"], name="author_once"),
            models.CheckConstraint(condition=~Q(key=""), name="author_keyed"),
        ]
        indexes = [
            models.Index(  # whose names are still to be asked for
                fields=["-id"], condition=Q(channel="bluesky", name=""), name="author_unnamed"
            ),
        ]

    def __str__(self) -> str:
        return self.value

    @property
    def link(self) -> str:
        """Where it can be looked at; "" for what has no page."""
        return profile_link(self.channel, self.key) or ""


class ProfileLink(models.Model):
    """An address that an author calls theirs: in a field of their profile, or by a link on their site."""

    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="links")
    channel = models.CharField(max_length=12, choices=Channel.choices)
    key = models.CharField(max_length=500)
    verified = models.BooleanField(default=False, help_text=_("Their server saw that the page links back."))
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["author", "channel", "key"], name="profile_link_once")]
        indexes = [models.Index(fields=["channel", "key"], name="profile_link_to")]  # who names this address

    def __str__(self) -> str:
        return f"{self.author_id} names {self.key}"


class PairingReason(models.TextChoices):
    LINKED = "linked", _("Each names the other as theirs")
    VERIFIED = "verified", _("The profile’s server checked that the page links back")
    DOMAIN = "domain", _("The handle is the site’s own name")
    PLACE = "place", _("The place itself says so")


class Pairing(models.Model):
    """Two addresses that are one person's by their own word. Derived (listening.pairing), found anew whenever one of
    them says something else; what somebody decided about it stays."""

    Reason = PairingReason

    first = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="+", db_index=False)
    second = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=10, choices=PairingReason.choices)
    found_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="pairing_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="pairing_in_order"),
            models.CheckConstraint(condition=Q(reason__in=PairingReason.values), name="pairing_reason_known"),
        ]
        indexes = [models.Index(fields=["-found_at", "-id"], name="pairing_newest")]  # the work-list, in order

    def __str__(self) -> str:
        return f"{self.first_id} = {self.second_id}?"

    @property
    def both(self) -> tuple[Author, Author]:
        return self.first, self.second


@keeps_history()
class PairingVerdict(models.Model):
    """Somebody looked and said whether the two are one person. Taken back by deleting; history keeps it. `by` is empty
    where the place itself knows its members by both; `handles`: ids of those that a contact was given by it."""

    pairing = models.OneToOneField(Pairing, on_delete=models.CASCADE, related_name="verdict")
    same = models.BooleanField()
    by = models.ForeignKey("crm.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    handles = ArrayField(models.BigIntegerField(), default=list)

    def __str__(self) -> str:
        return f"{self.pairing_id}: {'one' if self.same else 'two'}"


class OurHandleQuerySet(models.QuerySet["OurHandle"]):
    def in_use(self) -> "OurHandleQuerySet":
        return self.filter(removed_at=None)


@keeps_history()
class OurHandle(Versioned):
    """An address that is ours: a colleague's, or the organisation's where `staff` is empty. Posts that answer, name
    or share it are offered as something they did towards us."""

    channel = models.CharField(max_length=12, choices=Channel.choices)
    key = models.CharField(max_length=500, editable=False)
    value = models.CharField(max_length=500)
    staff = models.ForeignKey("crm.Staff", null=True, blank=True, on_delete=models.CASCADE, related_name="own_handles")
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = OurHandleQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(F("channel"), F("key"), name="our_handle_once")]

    def __str__(self) -> str:
        return self.value

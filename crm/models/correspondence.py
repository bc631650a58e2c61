"""Mail that becomes exchanges by itself: whose mailbox, what was taken from it, what was not, and what it offers."""

from collections.abc import Mapping
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.history import keeps_history
from crm.models.connections import Connection, ConnectionQuerySet
from crm.models.interactions import Interaction, InteractionQuerySet


class MailboxKind(models.TextChoices):
    OWN = "own", _("My correspondence")
    OFFICE = "office", _("The office’s, for copies and forwarded mail")


class Seen(models.TextChoices):
    """How much of a mail the team sees."""

    EVERYTHING = "everything", _("Everything I wrote or was written")
    SUBJECTS = "subjects", _("Subjects only")
    HAPPENED = "happened", _("Only that it happened")


class Security(models.TextChoices):
    TLS = "tls", _("TLS")
    STARTTLS = "starttls", _("STARTTLS")


class SignIn(models.TextChoices):
    PASSWORD = "password", _("App password")
    TOKEN = "token", _("OAuth2 token")


class MailboxQuerySet(ConnectionQuerySet):
    def reading(self) -> "MailboxQuerySet":
        """Neither paused nor disconnected, of somebody who is still with us."""
        return self.connected().filter(paused_at=None, staff__left_on=None)


@keeps_history(exclude=(*Connection.MACHINES, "taken", "left", "swept_at"))
class Mailbox(Connection):
    """A mailbox that is read and never changed."""

    staff = models.ForeignKey("crm.Staff", on_delete=models.PROTECT, related_name="mailboxes")
    kind = models.CharField(max_length=10, choices=MailboxKind.choices, default=MailboxKind.OWN)
    host = models.CharField(max_length=253)
    port = models.PositiveIntegerField(default=0, help_text=_("0: the usual one."))
    security = models.CharField(max_length=10, choices=Security.choices, default=Security.TLS)
    user = models.CharField(max_length=320)
    sign_in = models.CharField(max_length=10, choices=SignIn.choices, default=SignIn.PASSWORD)
    folders = ArrayField(
        models.CharField(max_length=500), default=list, blank=True, help_text=_("Empty: the inbox and what was sent.")
    )
    addresses = ArrayField(
        models.CharField(max_length=320),
        default=list,
        blank=True,
        help_text=_("One’s own, beside the one we know and the user name: they tell who wrote to whom."),
    )
    seen = models.CharField(max_length=10, choices=Seen.choices, default=Seen.EVERYTHING)
    kept_out = ArrayField(
        models.CharField(max_length=320),
        default=list,
        blank=True,
        help_text=_("Addresses, or whole domains, whose mail is private."),
    )
    private_labels = ArrayField(
        models.CharField(max_length=200), default=list, blank=True, help_text=_("Labels that make a mail private.")
    )
    read_since = models.DateField(null=True, blank=True, help_text=_("Mail from that day on; empty: all there is."))
    swept_at = models.DateTimeField(null=True, blank=True, editable=False, help_text=_("When the past was all read."))
    taken = models.BigIntegerField(default=0, editable=False, help_text=_("Exchanges that came from it."))
    left: Any = models.JSONField(default=dict, editable=False, help_text=_("Why → how many mails were not taken."))

    objects = MailboxQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "mailboxes"
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(host="") & ~Q(user=""), name="mailbox_addressed"),
            models.CheckConstraint(condition=Q(kind__in=MailboxKind.values), name="mailbox_kind_known"),
            models.CheckConstraint(condition=Q(seen__in=Seen.values), name="mailbox_seen_known"),
            models.CheckConstraint(condition=Q(security__in=Security.values), name="mailbox_security_known"),
            models.CheckConstraint(condition=Q(sign_in__in=SignIn.values), name="mailbox_sign_in_known"),
            models.UniqueConstraint(
                fields=["staff", "host", "user"], condition=Q(disconnected_at=None), name="mailbox_connected_once"
            ),
        ]
        indexes = [
            models.Index(  # what the schedule asks every few seconds
                fields=["next_check_at"], condition=Q(paused_at=None, disconnected_at=None), name="mailbox_due"
            ),
        ]

    @property
    def place(self) -> str:
        return f"{self.user} · {self.host}"

    def brought(self) -> InteractionQuerySet:
        """From the office's: what its admin wrote themselves; the others' is theirs."""
        return Interaction.objects.filter(mail__mailbox=self, staff=self.staff)

    def same_before(self) -> MailboxQuerySet:
        return Mailbox.objects.filter(staff=self.staff, host=self.host, user=self.user).to_forget()

    def drop_state(self) -> None:
        """Reasons and numbers of mail go, too: they are of use to whoever has the mailbox before them."""
        self.read_folders.all().delete()
        self.left_mails.all().delete()


class MailFolder(models.Model):
    """How far a folder is read. New mail has numbers above `newest`; the past is read downwards from `oldest`, so that
    what arrives meanwhile does not wait for it. Numbers hold for one `validity` only (RFC 3501, UIDVALIDITY)."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="read_folders", db_index=False)
    name = models.CharField(max_length=500)
    validity = models.BigIntegerField(default=0)
    newest = models.BigIntegerField(default=0)
    oldest = models.BigIntegerField(default=0, help_text=_("1: nothing of the past is left to be read."))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailbox", "name"], name="mail_folder_once")]

    def __str__(self) -> str:
        return self.name


class TakenMail(models.Model):
    """What a mail says beside the exchange it became. That one is found again by its identity (crm.correspondence),
    whether it comes from a mailbox, from an archive or from both."""

    interaction = models.OneToOneField("crm.Interaction", on_delete=models.CASCADE, related_name="mail")
    mailbox = models.ForeignKey(Mailbox, null=True, blank=True, on_delete=models.SET_NULL, related_name="mails")
    message_id = models.CharField(max_length=500)
    in_reply_to = models.CharField(max_length=500, blank=True)
    thread = models.CharField(max_length=500, help_text=_("The Message-ID of what it began with."))
    subject = models.CharField(max_length=1000, blank=True)
    apart = models.TextField(
        blank=True,
        max_length=100_000,
        help_text=_("Quoted history, signature and disclaimer: kept, but no words of the exchange."),
    )
    seen = models.CharField(max_length=10, choices=Seen.choices, default=Seen.EVERYTHING)
    unproven = models.BooleanField(default=False, help_text=_("The receiving server says: perhaps not from them."))

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(seen__in=Seen.values), name="taken_mail_seen_known")]
        indexes = [
            models.Index(fields=["thread"], name="taken_mail_thread"),  # a conversation on one page
            models.Index(fields=["message_id"], name="taken_mail_identity"),  # what a reply answers
        ]

    def __str__(self) -> str:
        return self.subject or self.message_id


class LeftBecause(models.TextChoices):
    NOBODY = "nobody", _("With nobody in the book")
    OTHERS = "others", _("Between others")
    PRIVATE = "private", _("Marked as private")
    KNOWN = "known", _("Here already")
    ASKED = "asked", _("An ask, which is recorded as one")
    DRAFT = "draft", _("A draft, or thrown away")
    JUNK = "junk", _("Junk")
    CROWD = "crowd", _("To a crowd")
    UNDATED = "undated", _("Without a day that can be")
    HEADERS = "headers", _("Headers too large to be read")
    UNREADABLE = "unreadable", _("Cannot be read")
    NO_COPY = "no_copy", _("Not sent by one of us to their own address")


def in_words(left: Mapping[str, int]) -> list[tuple[str, int]]:
    """Why how many mails were not taken, most first."""
    labels = {**dict(LeftBecause.choices), "report": _("Reports of non-delivery")}
    return [(str(labels.get(why, why)), many) for why, many in sorted(left.items(), key=lambda pair: -pair[1])]


TROUBLES = (
    LeftBecause.CROWD,
    LeftBecause.UNDATED,
    LeftBecause.HEADERS,
    LeftBecause.UNREADABLE,
    LeftBecause.NO_COPY,
)
"""What a person may want to look at: listed one by one, without content."""


class LeftMail(models.Model):
    """A mail of a mailbox that was not taken although it could have been: where it lies and why, nothing of what it
    says. Only the newest are kept. Of an archive, the rows of its import say so."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="left_mails")
    folder = models.CharField(max_length=500, blank=True)
    number = models.BigIntegerField(help_text=_("Its number in the folder."))
    reason = models.CharField(max_length=12, choices=LeftBecause.choices)
    at = models.DateTimeField(help_text=_("When it was left out."))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(reason__in=LeftBecause.values), name="left_mail_reason_known"),
        ]

    def __str__(self) -> str:
        return f"{self.folder} {self.number}: {self.reason}"


class OfferKind(models.TextChoices):
    BOUNDARY = "boundary", _("They ask not to be written to")
    REQUEST = "request", _("They ask for something")
    INVITATION = "invitation", _("They ask to be kept posted")
    OUTCOME = "outcome", _("It may answer an ask")
    SENT = "sent", _("It may be an ask that was being written")


class MailOffer(models.Model):
    """What their words may mean, offered to a person who decides. Nothing follows from it by itself."""

    interaction = models.ForeignKey("crm.Interaction", on_delete=models.CASCADE, related_name="offers", db_index=False)
    kind = models.CharField(max_length=12, choices=OfferKind.choices)
    quote = models.CharField(max_length=500, blank=True, help_text=_("The words that say so, as they stand there."))
    ask = models.ForeignKey("crm.Ask", null=True, blank=True, on_delete=models.CASCADE, related_name="offers")
    campaign = models.ForeignKey("crm.Campaign", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True, help_text=_("Taken up, or put aside."))
    settled_by = models.ForeignKey("crm.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    taken_up = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["interaction", "kind"], name="mail_offer_once"),
            models.CheckConstraint(condition=Q(kind__in=OfferKind.values), name="mail_offer_kind_known"),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None) | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="mail_offer_settled_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.quote}"


class ForwardAddress(models.Model):
    """What a staff member writes into BCC or forwards to: the office's mailbox with a token that says for whom."""

    staff = models.OneToOneField("crm.Staff", on_delete=models.CASCADE, related_name="forward_address")
    token = models.CharField(max_length=40, unique=True)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "forward addresses"

    def __str__(self) -> str:
        return f"{self.staff_id}+{self.token[:4]}…"

"""A staff member's own calendar, and the meetings with contacts found in it."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from crm.channels import Channel
from crm.history import keeps_history
from crm.models.connections import Connection, ConnectionQuerySet
from crm.models.interactions import Interaction, InteractionQuerySet, Kind


class CalendarKind(models.TextChoices):
    CALDAV = "caldav", _("CalDAV server")
    ADDRESS = "address", _("Address of an .ics file")
    FILE = "file", _("An .ics file")


class Shown(models.TextChoices):
    """What the team may read of it. Nothing else is stored."""

    EVERYTHING = "everything", _("Title, place and notes")
    TITLES = "titles", _("The title only")
    HAPPENED = "happened", _("Only that we met")


class CalendarQuerySet(ConnectionQuerySet):
    def asked(self) -> "CalendarQuerySet":
        """Those that are looked at again and again."""
        return self.connected().filter(paused_at=None).exclude(kind=CalendarKind.FILE)


@keeps_history(exclude=(*Connection.MACHINES, "data", "state", "left_out", "found_as", "private_marks"))
class Calendar(Connection):
    """Where a staff member's meetings stand."""

    staff = models.ForeignKey("crm.Staff", on_delete=models.PROTECT, related_name="calendars")
    kind = models.CharField(max_length=10, choices=CalendarKind.choices)
    place = models.CharField(
        max_length=2000, help_text=_("The server's or file's name; of CalDAV the calendar's address.")
    )
    username = models.CharField(max_length=320, blank=True)
    shows = models.CharField(max_length=10, choices=Shown.choices, default=Shown.TITLES)
    own_addresses = ArrayField(
        models.CharField(max_length=320), default=list, blank=True, help_text=_("By which they are invited themselves.")
    )
    private_marks = ArrayField(
        models.CharField(max_length=320),
        default=list,
        blank=True,
        help_text=_("Categories, words of a title in [brackets], or addresses: what bears one stays out."),
    )
    since = models.DateField(help_text=_("Nothing before this day is taken."))
    data = models.BinaryField(null=True, editable=False, help_text=_("A file that is still to be read."))
    state: Any = models.JSONField(default=dict, editable=False)
    left_out: Any = models.JSONField(default=dict, editable=False, help_text=_("Events by why they were not taken."))
    found_as = models.CharField(
        max_length=300, blank=True, editable=False, help_text=_("What the calendar calls itself.")
    )

    objects = CalendarQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="calendar_named"),
            models.CheckConstraint(condition=Q(kind__in=CalendarKind.values), name="calendar_kind_known"),
            models.CheckConstraint(condition=Q(shows__in=Shown.values), name="calendar_shows_known"),
        ]
        indexes = [
            models.Index(  # what is due, asked each minute
                fields=["next_check_at"], condition=Q(paused_at=None, disconnected_at=None), name="calendar_due"
            ),
        ]

    def brought(self) -> InteractionQuerySet:
        told = self.meetings.filter(state=MeetingState.TAKEN, interaction__isnull=False)
        single = told.filter(recurrence="", interaction__external_id=F("uid"))
        identity = Concat(F("uid"), Value("/"), F("recurrence"))
        repeated = told.exclude(recurrence="").filter(interaction__external_id=identity)
        ids = (some.values("interaction") for some in (single, repeated))
        return Interaction.objects.filter(Q(pk__in=next(ids)) | Q(pk__in=next(ids)))

    def same_before(self) -> CalendarQuerySet:
        """Of a published file the place is its host alone, so another of the same host is taken for it: what is kept
        can still be forgotten."""
        return Calendar.objects.filter(staff=self.staff, kind=self.kind, place=self.place).to_forget()

    def drop_state(self) -> None:
        """What is ahead goes as well: nobody would notice any more that it was put off."""
        self.data, self.state, self.left_out = None, {}, {}
        self.meetings.filter(state__in=(MeetingState.AHEAD, MeetingState.UNSURE)).delete()

    def drop_found(self) -> None:
        self.meetings.all().delete()


class MeetingState(models.TextChoices):
    AHEAD = "ahead", _("Ahead")
    TAKEN = "taken", _("Taken")
    UNSURE = "unsure", _("Did you meet?")
    LEFT_OUT = "left_out", _("Left out")
    CANCELLED = "cancelled", _("Cancelled")


class WhyNot(models.TextChoices):
    """Why a meeting with somebody we know is not taken."""

    CANCELLED = "cancelled", _("It was cancelled.")
    WE_DECLINED = "we_declined", _("You declined.")
    THEY_DECLINED = "they_declined", _("They declined.")
    UNANSWERED = "unanswered", _("Not everybody said that they come.")
    PRIVATE = "private", _("It is marked as private.")
    NOT_MET = "not_met", _("You said that you did not meet.")
    TAKEN_BACK = "taken_back", _("It was logged, and taken back by hand.")
    REFUSED = "refused", _("It could not be logged.")


class Meeting(models.Model):
    """One event of a calendar with one contact. Known again by UID and recurrence, so that file, address and server
    together still make one of it. Title, place and notes are those that may be shown."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="meetings")
    staff = models.ForeignKey("crm.Staff", on_delete=models.PROTECT, related_name="meetings")
    contact = models.ForeignKey("crm.Contact", on_delete=models.CASCADE, related_name="meetings", db_index=False)
    uid = models.CharField(max_length=300)
    recurrence = models.CharField(max_length=20, blank=True, help_text=_("Which of a series, by its first time."))
    title = models.CharField(max_length=500, blank=True)
    place = models.CharField(max_length=500, blank=True)
    notes = models.TextField(blank=True, max_length=5000)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    all_day = models.BooleanField(default=False)
    kind = models.CharField(max_length=12, choices=[(k.value, k.label) for k in (Kind.MEETING, Kind.CALL)])
    channel = models.CharField(max_length=12, choices=Channel.choices)
    state = models.CharField(max_length=10, choices=MeetingState.choices, default=MeetingState.AHEAD)
    why_not = models.CharField(max_length=14, choices=WhyNot.choices, blank=True)
    interaction = models.ForeignKey(
        "crm.Interaction", null=True, blank=True, on_delete=models.SET_NULL, related_name="meetings"
    )
    seen_at = models.DateTimeField(help_text=_("When the calendar last said anything new of it."))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MeetingState.values), name="meeting_state_known"),
            models.CheckConstraint(condition=Q(why_not__in=["", *WhyNot.values]), name="meeting_why_not_known"),
            models.UniqueConstraint(  # never twice, and what a calendar said of a series before
                fields=["staff", "uid", "recurrence", "contact"], name="meeting_once"
            ),
        ]
        indexes = [
            models.Index(fields=["contact", "starts_at"], name="meeting_of_contact"),  # the next one, on their page
            models.Index(  # what took place meanwhile, and one's day
                fields=["staff", "starts_at"], condition=Q(state__in=["ahead", "unsure"]), name="meeting_open"
            ),
            models.Index(fields=["calendar", "-starts_at"], name="meeting_of_calendar"),  # what was taken, newest first
        ]

    def __str__(self) -> str:
        return self.title or str(self.kind)

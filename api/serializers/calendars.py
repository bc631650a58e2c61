"""One's own calendars, what was found in them, and what a provider publishes about itself."""

from typing import Any

from rest_framework import serializers

from api.serializers.shape import LAST, OneOf, Shape
from crm.calendars.wording import left_out_words
from crm.models import Calendar, CalendarKind, Meeting, Shown, WhyNot

LINE, LONG = 320, 2000


class CalendarShape(Shape):
    address = serializers.CharField(
        write_only=True,
        required=False,
        allow_blank=True,
        max_length=LONG,
        help_text="Of the calendar, or of the .ics file; a file's name. Goes in and never comes out: see `place`.",
    )
    password = serializers.CharField(write_only=True, required=False, allow_blank=True, max_length=LONG)
    ics = serializers.CharField(
        write_only=True, required=False, trim_whitespace=False, help_text="The text of a file, for kind `file`."
    )
    kind = OneOf(CalendarKind.choices)
    name = serializers.CharField(max_length=200, required=False, allow_blank=True)
    username = serializers.CharField(max_length=LINE, required=False, allow_blank=True)
    shows = OneOf(Shown.choices, required=False, help_text="What the team may read; nothing else is stored.")
    own_addresses = serializers.ListField(child=serializers.CharField(max_length=LINE), required=False, max_length=100)
    private_marks = serializers.ListField(
        child=serializers.CharField(max_length=LINE),
        required=False,
        max_length=100,
        help_text="Categories, [words] of a title, or addresses: what bears one stays out.",
    )
    since = serializers.DateField(required=False, help_text="Nothing before is taken; a year back if not given.")
    left_out = serializers.SerializerMethodField(help_text="What was not taken, and why.")

    class Meta:
        model = Calendar
        fields = (
            *("id", "kind", "name", "place", "address", "username", "password", "ics", "shows", "own_addresses"),
            *("private_marks", "since", "paused_at", "disconnected_at", "forget_at", "is_well", "health"),
            *("failures", "checked_at", "next_check_at", "left_out", *LAST),
        )
        read_only_fields = (
            *("place", "paused_at", "disconnected_at", "forget_at", "is_well", "health", "failures", "checked_at"),
            "next_check_at",
        )

    def get_left_out(self, calendar: Calendar) -> list[str]:
        return left_out_words(calendar.left_out)


class CalendarTry(serializers.Serializer[None]):
    kind = OneOf([(CalendarKind.CALDAV.value, ""), (CalendarKind.ADDRESS.value, "")])
    address = serializers.CharField(max_length=LONG)
    username = serializers.CharField(max_length=LINE, required=False, allow_blank=True)
    password = serializers.CharField(max_length=LONG, required=False, allow_blank=True)


class CalendarFound(serializers.Serializer[Any]):
    url = serializers.CharField()
    name = serializers.CharField()
    own_addresses = serializers.ListField(child=serializers.CharField())


class CalendarTried(serializers.Serializer[Any]):
    calendars = CalendarFound(many=True, help_text="Those of a server, to choose from.")
    name = serializers.CharField(help_text="What a file calls itself.")
    events = serializers.IntegerField(help_text="In a file.")
    people = serializers.IntegerField(help_text="How many of your contacts are in it.")


class MeetingShape(Shape):
    contact = serializers.IntegerField(source="contact_id")
    calendar = serializers.IntegerField(source="calendar_id")
    interaction = serializers.IntegerField(source="interaction_id", allow_null=True, help_text="What was logged of it.")
    why_not = OneOf([("", ""), *WhyNot.choices])
    sentence = serializers.CharField(source="get_why_not_display", help_text="Why it is not taken; empty if it is.")

    class Meta:
        model = Meeting
        fields = (
            *("id", "calendar", "contact", "uid", "recurrence", "title", "place", "starts_at", "ends_at", "all_day"),
            *("kind", "channel", "state", "why_not", "sentence", "interaction", "seen_at"),
        )
        read_only_fields = fields


class ProviderShape(serializers.Serializer[Any]):
    name = serializers.CharField()
    mail_host = serializers.CharField(help_text="IMAP over TLS.")
    mail_port = serializers.IntegerField()
    mail_words = serializers.CharField()
    by_token = serializers.BooleanField(help_text="No password opens it any more.")
    token_url = serializers.CharField(
        source="renewed_at", help_text="Where an OAuth2 token for it is renewed; empty where none is needed."
    )
    token_words = serializers.CharField(help_text="Where one gets what renews it.")
    calendar_kind = serializers.CharField(help_text="`caldav`, or `address` for a published .ics file.")
    calendar_address = serializers.CharField(help_text="Empty where you copy your own.")
    calendar_words = serializers.CharField()

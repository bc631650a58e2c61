"""One's own calendars, and the meetings found in them."""

from crm.filters.fields import ChoiceWord, Id, Moments, Order, YesNo
from crm.filters.record import RecordFilter
from crm.models import CalendarKind, MeetingState


class CalendarFilter(RecordFilter):
    kind = ChoiceWord(choices=CalendarKind.choices)
    well = YesNo(field_name="is_well")
    ordering = Order(name="name", checked_at="checked_at")


class MeetingFilter(RecordFilter):
    calendar = Id()
    contact = Id()
    state = ChoiceWord(choices=MeetingState.choices)
    starts_at = Moments()
    ordering = Order(starts_at="starts_at")

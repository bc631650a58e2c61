"""Files on their way in."""

from crm.filters.fields import Id, Moments, Order, Word
from crm.filters.record import RecordFilter


class ImportFilter(RecordFilter):
    staff = Id()
    status = Word()
    format = Word()
    created_at = Moments()
    ordering = Order(created_at="created_at")


class ImportRowFilter(RecordFilter):
    result = Word()
    undone = Word()
    number = Id()

"""Files on their way out."""

from crm.filters.fields import Moments, Order, Word
from crm.filters.record import RecordFilter


class ExportFilter(RecordFilter):
    status = Word()
    kind = Word("format", label="Its format, such as `csv`.")
    way = Word()
    created_at = Moments()
    ordering = Order(created_at="created_at")

"""How well one said one knows people."""

from crm.filters.fields import ChoiceWord, Id, Order
from crm.filters.record import RecordFilter
from crm.models import HowWell


class AcquaintanceFilter(RecordFilter):
    contact = Id()
    how_well = ChoiceWord(choices=HowWell.choices)
    ordering = Order(said_at="said_at")

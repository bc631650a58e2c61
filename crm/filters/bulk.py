"""Bulk actions and saved views."""

from crm.filters.fields import ChoiceWord, Moments, Order, Word, YesNo
from crm.filters.record import RecordFilter
from crm.models import BulkStatus, BulkVerb


class BulkFilter(RecordFilter):
    action = ChoiceWord(choices=BulkVerb.choices)
    status = ChoiceWord(choices=BulkStatus.choices)
    created_at = Moments()
    ordering = Order(created_at="created_at")


class SavedViewFilter(RecordFilter):
    name = Word(lookup_expr="icontains")
    shared = YesNo()
    ordering = Order(name="name", created_at="created_at")

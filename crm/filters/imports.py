"""Files on their way in."""

from django.db.models import Q

from crm.filters.fields import Id, Moments, Order, Word, YesNo
from crm.filters.record import RecordFilter, Rows
from crm.models.imports import RowResult


class ImportFilter(RecordFilter):
    staff = Id()
    status = Word()
    format = Word()
    created_at = Moments()
    ordering = Order(created_at="created_at")


class ImportRowFilter(RecordFilter):
    result = Word()
    undone = Word()
    partly = YesNo(method="taken_in_part", label="Whether they were taken in and something of them was left out.")
    number = Id()

    def taken_in_part(self, rows: Rows, name: str, value: bool) -> Rows:
        partly = ~Q(reason="") & ~Q(result=RowResult.REFUSED)
        return rows.filter(partly if value else ~partly)

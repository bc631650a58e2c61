"""The team."""

from django.db.models import Q

from crm.filters.fields import Id, Order, Word, YesNo
from crm.filters.record import RecordFilter, Rows


class StaffFilter(RecordFilter):
    search = Word(method="with_words", label="Words in the name or the e-mail address.")
    role = Word()
    covered_by = Id()
    at_work = YesNo("left_on", lookup_expr="isnull")
    ordering = Order(name="name", email="email")

    def with_words(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(Q(name__icontains=value) | Q(email__icontains=value))

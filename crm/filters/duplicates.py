"""Pairs that may be one person."""

from django.db.models import Q

from crm.filters.fields import ChoiceWord, Id, Moments, Order, YesNo
from crm.filters.record import RecordFilter, Rows
from crm.models import Reason


class DuplicateFilter(RecordFilter):
    contact = Id(method="with_contact", label="A contact that is one of the two.")
    reason = ChoiceWord(choices=Reason.choices, method="because_of", label="Why they may be one.")
    dismissed = YesNo(
        method="that_are_decided", label="Those of whom somebody said that they are not the same; else left out."
    )
    found_at = Moments()
    ordering = Order(score="score", found_at="found_at")

    def filter_queryset(self, queryset: Rows) -> Rows:
        """The likeliest first, and without what is decided unless that is asked for."""
        narrowed: Rows = super().filter_queryset(queryset)
        if self.form.cleaned_data.get("dismissed") is None:
            narrowed = narrowed.filter(decided=False)
        return narrowed if narrowed.query.order_by else narrowed.order_by("-score", "-pk")

    def that_are_decided(self, rows: Rows, name: str, value: bool) -> Rows:
        return rows.filter(decided=value)

    def with_contact(self, rows: Rows, name: str, value: int) -> Rows:
        return rows.filter(Q(first=value) | Q(second=value))

    def because_of(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(reasons__contains=[value])

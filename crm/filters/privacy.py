"""Receipts of erasures, and what to look for in history."""

from datetime import datetime
from typing import Any

from django import forms

from crm.filters.fields import IdField, MomentField, Moments, Order, Word
from crm.filters.record import RecordFilter

MOST = 500


class ErasureFilter(RecordFilter):
    status = Word()
    ordered_at = Moments()
    ordering = Order(ordered_at="ordered_at")


class AuditFilter(forms.Form):
    """No queryset to narrow: history is read from many tables (crm.audit). Days are days where the reader is."""

    staff = IdField(required=False)
    kind = forms.CharField(required=False, max_length=50)
    object = IdField(required=False)
    at_after = MomentField(required=False)
    at_before = MomentField(required=False, ends=True)
    limit = forms.IntegerField(required=False, min_value=1, max_value=MOST)

    def asked(self) -> dict[str, Any]:
        given = self.cleaned_data
        after: datetime | None = given["at_after"]
        return {
            "staff": given["staff"],
            "kind": given["kind"],
            "object_id": given["object"],
            "after": after,
            "before": given["at_before"],
        }

    @property
    def limit_given(self) -> int:
        return int(self.cleaned_data["limit"] or 50)

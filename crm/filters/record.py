"""What every filter knows: who looks, and when."""

from datetime import datetime
from typing import Any

import django_filters as filters
from django.db.models import QuerySet

from crm.models import Staff

Rows = QuerySet[Any]


class RecordFilter(filters.FilterSet):
    """`staff` is who looks, `as_of` the moment of the request; None where no filter in use needs them."""

    def __init__(
        self,
        data: Any = None,
        queryset: Any = None,
        *,
        staff: Staff | None = None,
        as_of: datetime | None = None,
    ) -> None:
        super().__init__(data, queryset=queryset)
        self.staff, self.as_of = staff, as_of

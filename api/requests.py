"""A request with what every view needs of it: who asks, and when."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from rest_framework.request import Request

from crm.models import Staff


class StaffRequest(Request):
    """Of somebody who is known: permissions let nobody else through. `as_of` is the clock, read once: everything
    in this request happens at this moment."""

    as_of: datetime

    if TYPE_CHECKING:

        @property  # type: ignore[misc]
        def user(self) -> Staff: ...  # type: ignore[override]

    def read_clock(self) -> None:
        self.as_of = timezone.now()

"""A clock that stands still until a test moves it; every `timezone.now()` of the process looks at it."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from tests.builders import NOW


class Clock:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = NOW
        monkeypatch.setattr(timezone, "now", self.read)

    def read(self) -> datetime:
        return self.now

    def pass_days(self, days: int) -> None:
        self.now += timedelta(days=days)

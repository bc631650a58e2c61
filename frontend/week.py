"""The small chart on Today: exchanges a week, as bars."""

from dataclasses import dataclass
from datetime import date, datetime

from crm.models import Staff
from crm.reports.weekly import weekly_exchanges

TALLEST = 40


@dataclass(frozen=True, slots=True)
class Week:
    monday: date
    ours: int
    theirs: int
    ours_height: float
    theirs_height: float
    """Heights are shares of the tallest bar, 0 to 40."""


def exchanges_by_week(staff: Staff, as_of: datetime) -> list[Week]:
    """The last eight weeks, oldest first; none where nothing was exchanged in any of them."""
    weeks = weekly_exchanges(staff=staff, as_of=as_of)
    most = max((max(week.ours, week.theirs) for week in weeks), default=0)
    if not most:
        return []
    return [
        Week(
            week.starts_on,
            week.ours,
            week.theirs,
            round(TALLEST * week.ours / most, 1),
            round(TALLEST * week.theirs / most, 1),
        )
        for week in weeks
    ]

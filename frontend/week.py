"""Genuine exchanges, ours and theirs, a week at a time: the small chart on Today."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q
from django.db.models.functions import TruncWeek

from crm.models import Direction, Staff

WEEKS = 8


@dataclass(frozen=True, slots=True)
class Week:
    monday: date
    ours: int
    theirs: int
    ours_height: float
    theirs_height: float
    """Heights are shares of the tallest bar, 0 to 40."""


def exchanges_by_week(staff: Staff, as_of: datetime) -> list[Week]:
    """The last eight weeks, oldest first, in the staff member's time zone; a meeting is of both."""
    this_monday = staff.today(as_of) - timedelta(days=staff.today(as_of).weekday())
    first = this_monday - timedelta(weeks=WEEKS - 1)
    since = datetime(first.year, first.month, first.day, tzinfo=staff.zone)
    counted = (
        staff.interactions.genuine()
        .filter(occurred_at__gte=since, occurred_at__lte=as_of)
        .annotate(week=TruncWeek("occurred_at", tzinfo=staff.zone))
        .values("week")
        .order_by("week")
        .annotate(
            ours=Count("pk", filter=Q(direction__in=[Direction.OUTBOUND, Direction.MUTUAL])),
            theirs=Count("pk", filter=Q(direction__in=[Direction.INBOUND, Direction.MUTUAL])),
        )
    )
    by_monday = {row["week"].date(): (row["ours"], row["theirs"]) for row in counted}
    tallest = max((max(pair) for pair in by_monday.values()), default=0) or 1
    weeks = []
    for number in range(WEEKS):
        monday = first + timedelta(weeks=number)
        ours, theirs = by_monday.get(monday, (0, 0))
        weeks.append(Week(monday, ours, theirs, round(40 * ours / tallest, 1), round(40 * theirs / tallest, 1)))
    return weeks

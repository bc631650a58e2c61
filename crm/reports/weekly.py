"""Genuine exchanges a week, ours and theirs."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncWeek

from crm.genuine.kinds import EXCHANGE
from crm.models import Contact, Direction, Interaction, Staff


@dataclass(frozen=True)
class Week:
    """`starts_on` is a Monday; a call or meeting counts for both."""

    starts_on: date
    ours: int
    theirs: int


def weekly_with(*, contact: Contact, as_of: datetime, reader: Staff, weeks: int = 26) -> dict[int, list[Week]]:
    """By staff member who had any, their exchanges with one contact; weeks are the reader's, oldest first."""
    starts, since = _weeks(reader, as_of, weeks)
    counted = _by_week(contact.interactions.all(), since, as_of, reader, "staff_id")
    found: dict[int, dict[date, Week]] = {}
    for row in counted:
        day = row["week"].date()
        found.setdefault(row["staff_id"], {})[day] = Week(day, row["ours"], row["theirs"])
    return {pk: [by_day.get(start) or Week(start, 0, 0) for start in starts] for pk, by_day in found.items()}


def weekly_exchanges(*, staff: Staff, as_of: datetime, weeks: int = 8) -> list[Week]:
    """One entry for each of the last `weeks` weeks, this one included, oldest first; empty weeks are zeros."""
    starts, since = _weeks(staff, as_of, weeks)
    visible = Contact.objects.visible_to(staff).in_use().values("pk")
    counted = _by_week(Interaction.objects.filter(staff=staff, contact__in=visible), since, as_of, staff)
    found = {row["week"].date(): Week(row["week"].date(), row["ours"], row["theirs"]) for row in counted}
    return [found.get(start) or Week(start, 0, 0) for start in starts]


def _weeks(staff: Staff, as_of: datetime, weeks: int) -> tuple[list[date], datetime]:
    """Their Mondays, and when the first begins where the staff member is."""
    today = staff.today(as_of)
    first = today - timedelta(days=today.weekday(), weeks=weeks - 1)
    starts = [first + timedelta(weeks=number) for number in range(weeks)]
    return starts, datetime.combine(first, datetime.min.time(), tzinfo=staff.zone)


def _by_week(rows: Any, since: datetime, as_of: datetime, staff: Staff, *also: str) -> Any:
    """Genuine exchanges counted by week, and by whatever else is named."""
    counted = rows.genuine().filter(kind__in=EXCHANGE, occurred_at__range=(since, as_of))
    by_week = counted.order_by().annotate(week=TruncWeek("occurred_at", tzinfo=staff.zone)).values("week", *also)
    return by_week.annotate(
        ours=Count("pk", filter=Q(direction__in=(Direction.OUTBOUND, Direction.MUTUAL))),
        theirs=Count("pk", filter=Q(direction__in=(Direction.INBOUND, Direction.MUTUAL))),
    )

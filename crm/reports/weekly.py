"""Genuine exchanges a week, ours and theirs."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

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


def weekly_exchanges(*, staff: Staff, as_of: datetime, weeks: int = 8) -> list[Week]:
    """One entry for each of the last `weeks` weeks, this one included, oldest first; empty weeks are zeros."""
    today = staff.today(as_of)
    monday = today - timedelta(days=today.weekday())
    first = monday - timedelta(weeks=weeks - 1)
    since = datetime.combine(first, datetime.min.time(), tzinfo=staff.zone)
    counted = (
        Interaction.objects.genuine()
        .filter(staff=staff, kind__in=EXCHANGE, occurred_at__range=(since, as_of))
        .filter(contact__in=Contact.objects.visible_to(staff).in_use().values("pk"))
        .annotate(week=TruncWeek("occurred_at", tzinfo=staff.zone))
        .values("week")
        .annotate(
            ours=Count("pk", filter=Q(direction__in=(Direction.OUTBOUND, Direction.MUTUAL))),
            theirs=Count("pk", filter=Q(direction__in=(Direction.INBOUND, Direction.MUTUAL))),
        )
    )
    found = {row["week"].date(): row for row in counted}
    starts = [first + timedelta(weeks=number) for number in range(weeks)]
    return [
        Week(start, found[start]["ours"], found[start]["theirs"]) if start in found else Week(start, 0, 0)
        for start in starts
    ]

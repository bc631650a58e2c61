"""Who is asked most: the first to tire."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q

from crm.models import Contact, Outcome, Staff
from crm.readiness.policy import default_policy
from crm.readiness.question import YEAR_DAYS
from crm.reports.asks_made import asks_seen_by

MOST = 50


@dataclass(frozen=True)
class Asked:
    """One contact, with the asks of a year."""

    contact: Contact
    asks: int
    yes: int
    no_answer: int
    last_asked_at: datetime


@dataclass(frozen=True)
class Fatigue:
    """`people`: the most asked first. `by_times`: how many people were asked once, twice …; `limit` times is where the
    rule spares them."""

    people: tuple[Asked, ...]
    by_times: tuple[tuple[int, int], ...]
    limit: int


def fatigue(*, staff: Staff, as_of: datetime) -> Fatigue:
    """Over the last 365 days, among people whom `staff` may see and who are in use."""
    in_use = Contact.objects.visible_to(staff).in_use().values("pk")
    asks = asks_seen_by(staff).filter(asked_at__range=(as_of - timedelta(days=YEAR_DAYS), as_of), contact__in=in_use)
    rows = asks.values("contact_id").annotate(
        asks=Count("pk"),
        yes=Count("pk", filter=Q(outcome=Outcome.YES)),
        no_answer=Count("pk", filter=Q(outcome__in=("", Outcome.SILENT))),
        last_asked_at=Max("asked_at"),
    )
    counted = list(rows.order_by("-asks", "-last_asked_at", "contact_id"))
    times: dict[int, int] = {}
    for row in counted:
        times[row["asks"]] = times.get(row["asks"], 0) + 1
    named = Contact.objects.in_bulk([row["contact_id"] for row in counted[:MOST]])
    people = (
        Asked(named[row["contact_id"]], row["asks"], row["yes"], row["no_answer"], row["last_asked_at"])
        for row in counted[:MOST]
    )
    return Fatigue(tuple(people), tuple(sorted(times.items())), default_policy().asks_per_year)

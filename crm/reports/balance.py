"""What we gave and what we asked, each of us and all together; and who wrote, month by month."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, F, Func, IntegerField, Q, Value
from django.db.models.functions import TruncDate, TruncMonth
from django.db.models.lookups import GreaterThanOrEqual

from crm.genuine.gives import OURS, THEIRS, is_give, telling_gives
from crm.genuine.kinds import EXCHANGE, LATE_AFTER_DAYS, WROTE
from crm.models import Contact, Interaction, Staff
from crm.reports.asks_made import asks_made, asks_seen_by
from crm.reports.outcomes import tally_of
from crm.reports.rates import Tally

if TYPE_CHECKING:
    import pandas as pd

MONTHS = 12


@dataclass(frozen=True)
class Balance:
    """`gave` are days on which somebody was given something, each person and day once; `staff_id` None is the team."""

    staff_id: int | None
    name: str
    gave: int
    asked: Tally

    @property
    def moves(self) -> int:
        return self.gave + self.asked.asks

    @property
    def gives_an_ask(self) -> float | None:
        return self.gave / self.asked.asks if self.asked.asks else None


@dataclass(frozen=True)
class Month:
    """Days on which we wrote, and on which they did, each person and day once."""

    starts_on: date
    ours: int
    theirs: int
    gave: int
    asked: int


@dataclass(frozen=True)
class GiveAndAsk:
    """`people` begins with the team as a whole; `months` are in order, the empty ones too."""

    since: date
    people: tuple[Balance, ...]
    months: tuple[Month, ...]


def give_and_ask(*, staff: Staff, as_of: datetime, months: int = MONTHS) -> GiveAndAsk:
    """Of all who work or worked here, with people whom `staff` may see, in this month and those before it."""
    starts = _months(staff.today(as_of), months)
    since = datetime(starts[0].year, starts[0].month, 1, tzinfo=staff.zone)
    talked = _talked(staff, since, as_of)
    asks = asks_made(asks_seen_by(staff).filter(asked_at__range=(since, as_of)), as_of=as_of)
    asks["month"] = [staff.today(moment).replace(day=1) for moment in asks["asked_at"]]
    return GiveAndAsk(since=starts[0], people=_people(talked, asks), months=_by_month(talked, asks, starts))


def _months(today: date, months: int) -> list[date]:
    last = today.year * 12 + today.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(last - months + 1, last + 1)]


def _talked(staff: Staff, since: datetime, as_of: datetime) -> "pd.DataFrame":
    """One row a colleague and month: `ours`, `theirs`, `gave`, as days × people."""
    import pandas as pd

    day = TruncDate("occurred_at", tzinfo=staff.zone)
    person_and_day = Func(F("contact_id"), day, function="ROW", output_field=IntegerField())
    seen = Contact.objects.visible_to(staff).values("pk")
    rows = (
        telling_gives(Interaction.objects.genuine())
        .filter(_in_time(staff), occurred_at__range=(since, as_of), kind__in=EXCHANGE, contact__in=seen)
        .annotate(month=TruncMonth("occurred_at", tzinfo=staff.zone))
        .values("staff_id", "month")
        .annotate(
            ours=Count(person_and_day, distinct=True, filter=Q(direction__in=OURS, kind__in=WROTE)),
            theirs=Count(person_and_day, distinct=True, filter=Q(direction__in=THEIRS, kind__in=WROTE)),
            gave=Count(person_and_day, distinct=True, filter=is_give()),
        )
    )
    frame = pd.DataFrame.from_records(list(rows), columns=["staff_id", "month", "ours", "theirs", "gave"])
    frame["month"] = [moment.date() for moment in frame["month"]]
    return frame


def _in_time(staff: Staff) -> Q:
    """What was entered late proves only that one knew each other, unless the message itself came along."""
    happened, entered = (TruncDate(name, tzinfo=staff.zone) for name in ("occurred_at", "entered_at"))
    soon = GreaterThanOrEqual(happened, entered - Value(timedelta(days=LATE_AFTER_DAYS)))
    return Q(soon) | ~(Q(external_id="") | Q(text=""))


def _people(talked: "pd.DataFrame", asks: "pd.DataFrame") -> tuple[Balance, ...]:
    gave = talked.groupby("staff_id")["gave"].sum().to_dict()
    asked = {who: tally_of(made) for who, made in asks.groupby("staff_id")}
    team = Balance(None, "", int(talked["gave"].sum()), tally_of(asks))
    named = Staff.objects.filter(pk__in=gave.keys() | asked.keys()).order_by("name", "pk")
    return team, *(Balance(one.pk, str(one), int(gave.get(one.pk, 0)), asked.get(one.pk, Tally())) for one in named)


def _by_month(talked: "pd.DataFrame", asks: "pd.DataFrame", starts: list[date]) -> tuple[Month, ...]:
    sums = talked.groupby("month")[["ours", "theirs", "gave"]].sum().to_dict("index")
    asked = asks.groupby("month").size().to_dict()
    nothing = {"ours": 0, "theirs": 0, "gave": 0}
    return tuple(
        Month(month, **{name: int(n) for name, n in sums.get(month, nothing).items()}, asked=int(asked.get(month, 0)))
        for month in starts
    )

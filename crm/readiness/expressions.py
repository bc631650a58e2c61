"""SQL arithmetic on days that the ORM has no words for. The functions stand in migration 0002."""

from zoneinfo import ZoneInfo

from django.db.models import BooleanField, DateField, ExpressionWrapper, Func, IntegerField, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import TruncDate


def local_day(moment: str | Combinable, zone: ZoneInfo) -> TruncDate:
    """The calendar date of an instant in a time zone."""
    return TruncDate(moment, tzinfo=zone)


class PlusDays(Func):
    """A date some days later: PlusDays(date expression, whole number)."""

    template = "(%(expressions)s)"
    arg_joiner = " + "
    output_field = DateField()

    def __init__(self, day: Combinable, days: int) -> None:
        super().__init__(day, Value(days, output_field=IntegerField()))


class DaysBetween(Func):
    """How many dates of an array lie between two dates, both included."""

    function = "crm_days_between"
    output_field = IntegerField()


class AliveUntil(Func):
    """The last day on which a tie is not yet quiet (see crm_alive_until)."""

    function = "crm_alive_until"
    output_field = DateField()


class _NotTrue(Func):
    template = "((%(expressions)s) IS NOT TRUE)"
    output_field = BooleanField()


def not_true(condition: Q) -> Q:
    """The opposite, where "unknown" (no relationship yet) counts as not met."""
    return Q(_NotTrue(ExpressionWrapper(condition, output_field=BooleanField())))

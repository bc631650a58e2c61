"""What happened, and what we promised."""

import django_filters as filters

from crm.filters.fields import ChoiceWord, Id, Moments, Order, Word, YesNo
from crm.filters.record import RecordFilter, Rows
from crm.models import Direction, Kind
from crm.models.interactions import is_genuine


class InteractionFilter(RecordFilter):
    contact = Id()
    staff = Id()
    channel = Word()
    direction = ChoiceWord(choices=Direction.choices)
    kind = ChoiceWord(choices=Kind.choices)
    topic = Id("topics")
    answers = Id()
    external_id = Word()
    genuine = YesNo(method="that_count", label="Meant by a person for this person, and not voided.")
    occurred_at = Moments()
    entered_at = Moments()
    ordering = Order(occurred_at="occurred_at", entered_at="entered_at")

    def that_count(self, rows: Rows, name: str, value: bool) -> Rows:
        return rows.filter(is_genuine()) if value else rows.exclude(is_genuine())


class PromiseFilter(RecordFilter):
    contact = Id()
    staff = Id()
    interaction = Id()
    kept = YesNo("kept_at", lookup_expr="isnull", exclude=True)
    due_on = filters.DateFromToRangeFilter()
    ordering = Order(due_on="due_on", created_at="created_at")

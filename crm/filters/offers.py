"""What mail may mean."""

from crm.filters.fields import ChoiceWord, Id, Moments, Order, YesNo
from crm.filters.record import RecordFilter
from crm.models import OfferKind


class OfferFilter(RecordFilter):
    contact = Id("interaction__contact")
    interaction = Id()
    kind = ChoiceWord(choices=OfferKind.choices)
    settled = YesNo("settled_at", lookup_expr="isnull", exclude=True)
    occurred_at = Moments("interaction__occurred_at")
    ordering = Order(occurred_at="interaction__occurred_at")

"""Topics and who cares about them."""

from crm.filters.fields import Id, Moments, Order, Word, YesNo
from crm.filters.record import RecordFilter


class TopicFilter(RecordFilter):
    search = Word("name", lookup_expr="icontains")
    sensitive = YesNo()
    campaign = Id("campaigns")
    ordering = Order(name="name", created_at="created_at")


class InterestFilter(RecordFilter):
    contact = Id()
    topic = Id()
    basis = Word()
    noted_by = Id()
    noted_at = Moments()
    ordering = Order(noted_at="noted_at", created_at="created_at")

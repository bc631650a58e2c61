"""Topics and who cares about them."""

from crm.filters.fields import Id, Moments, Order, Word, YesNo
from crm.filters.record import RecordFilter, Rows


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

    def filter_queryset(self, queryset: Rows) -> Rows:
        """On sensitive topics, only of one person who is named: no list of who believes what."""
        narrowed: Rows = super().filter_queryset(queryset)
        one = isinstance(self.form.cleaned_data.get("contact"), int)
        return narrowed if one else narrowed.exclude(topic__sensitive=True)

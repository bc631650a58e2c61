"""Campaigns and their shortlists."""

from django.db.models import Value
from django.db.models.functions import Concat

from crm.filters.fields import Id, Order, TextSearch, Word, YesNo
from crm.filters.record import RecordFilter, Rows
from crm.models.campaigns import is_live
from crm.models.contacts import Plain


class CampaignFilter(RecordFilter):
    search = TextSearch(method="with_words", label="Words in the name or the client.")
    client = Word(lookup_expr="iexact")
    topic = Id("topics")
    policy = Id()
    owner = Id()
    status = Word()
    live = YesNo(method="that_are_live", label="Live by status and dates today.")
    ordering = Order(name="name", created_at="created_at", updated_at="updated_at")

    def with_words(self, rows: Rows, name: str, value: str) -> Rows:
        words = Plain(Value(value))
        searched: Rows = rows.annotate(searched=Plain(Concat("name", Value(" "), "client")))
        return searched.filter(searched__contains=words)

    def that_are_live(self, rows: Rows, name: str, value: bool) -> Rows:
        if self.staff is None or self.as_of is None:
            return rows.none()
        live = is_live(self.staff.today(self.as_of))
        return rows.filter(live) if value else rows.exclude(live)


class CandidateFilter(RecordFilter):
    campaign = Id()
    contact = Id()
    staff = Id()
    ordering = Order(created_at="created_at")

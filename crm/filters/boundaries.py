"""What they asked us not to do, what they asked for, whom we know from before."""

import django_filters as filters

from crm.filters.fields import Id, Moments, Order, Word, YesNo
from crm.filters.record import RecordFilter, Rows
from crm.models.boundaries import stands


class BoundaryFilter(RecordFilter):
    contact = Id()
    topic = Id()
    campaign = Id()
    ask = Id()
    scope = Word()
    client = Word(lookup_expr="iexact")
    channel = Word()
    origin = Word()
    standing = YesNo(method="that_stand", label="Neither lifted nor run out.")
    until = filters.DateFromToRangeFilter()
    created_at = Moments()
    ordering = Order(created_at="created_at", updated_at="updated_at")

    def that_stand(self, rows: Rows, name: str, value: bool) -> Rows:
        if self.staff is None or self.as_of is None:
            return rows.none()
        standing = stands(self.staff.today(self.as_of))
        return rows.filter(standing) if value else rows.exclude(standing)


class InvitationFilter(RecordFilter):
    contact = Id()
    topic = Id()
    interaction = Id()
    used_by = Id()
    given_on = filters.DateFromToRangeFilter()
    ordering = Order(given_on="given_on", created_at="created_at")


class AttestationFilter(RecordFilter):
    contact = Id()
    staff = Id()
    attested_on = filters.DateFromToRangeFilter()
    ordering = Order(created_at="created_at")

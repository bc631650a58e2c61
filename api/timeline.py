"""What happened with a contact, of every kind, newest first, in pages."""

from typing import Any

from django.db.models import F, QuerySet, Value

from api.paging import KeysetPagination, Term
from crm.models import Ask, Contact, Interaction
from listening.inbox import mentions_of

NEWEST_FIRST = [
    Term("at", descending=True, nullable=False),
    Term("rank", descending=False, nullable=False),  # of two at one moment, interactions before asks before posts
    Term("id", descending=True, nullable=False),
]


def timeline_of(contact: Contact) -> list[QuerySet[Any]]:
    """One queryset a kind, each with the columns that the order needs."""
    return [
        Interaction.objects.filter(contact=contact)
        .annotate(at=F("occurred_at"), rank=Value(0))
        .prefetch_related("topics"),
        Ask.objects.filter(contact=contact).annotate(at=F("asked_at"), rank=Value(1)),
        mentions_of(contact).annotate(at=F("published_at"), rank=Value(2)),
    ]


class TimelinePagination(KeysetPagination):
    """Pages over several kinds: as many of each as a page holds are read, then put in order."""

    def order_of(self, querysets: list[QuerySet[Any]]) -> list[Term]:
        return NEWEST_FIRST

    def count_of(self, querysets: list[QuerySet[Any]]) -> int:
        return sum(queryset.count() for queryset in querysets)

    def fetch(self, querysets: Any, place: dict[str, Any] | None, backwards: bool, most: int) -> list[Any]:
        rows = [
            row for each in querysets for row in super(TimelinePagination, self).fetch(each, place, backwards, most)
        ]
        rows.sort(key=lambda row: (row.at, -row.rank, row.pk), reverse=not backwards)
        return rows[:most]

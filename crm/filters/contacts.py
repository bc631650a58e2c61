"""Contacts, the whole book for a campaign, and merges."""

from datetime import date, datetime, time
from typing import Any

import django_filters as filters
from django.db.models import Value

from crm.filters.fields import ChoiceWord, Id, Moments, Order, TextSearch, Word, YesNo
from crm.filters.record import RecordFilter, Rows
from crm.models import Boundary, Campaign, Candidate, Contact, Handle, Interest
from crm.models.contacts import SEARCHED, Plain
from crm.readiness import Stage, book
from crm.readiness.criteria import BY_NAME as CRITERIA_BY_NAME


def contacts_matching(term: str) -> Rows:
    """Ids of contacts with the words in name, organisation or a handle, whatever their case and accents.
    Two index lookups united: an OR across two tables would read all of both."""
    words = Plain(Value(term))
    by_name = Contact.objects.annotate(searched=SEARCHED).filter(searched__contains=words).values("pk")
    by_handle = Handle.objects.filter(key__contains=words).values("contact")
    return by_name.union(by_handle)


class ContactFilter(RecordFilter):
    search = TextSearch(method="with_words", label="Words in the name, the organization or a handle.")
    tag = Word(method="with_tags", label="A tag; given twice, both.")
    owner = Id()
    channel = Word(method="on_channel", label="A channel they have a handle on.")
    visibility = Word()
    organization = Word(lookup_expr="iexact")
    external_id = Word()
    topic = Id(method="caring_about", label="A topic they have an interest in.")
    campaign = Id(method="for_campaign", label="On its shortlist; with `stage`: the one it is judged for.")
    stage = ChoiceWord(choices=Stage.choices, method="on_stage", label="Where they stand for `campaign`.")
    boundary = YesNo(method="bounded", label="Whether a boundary of theirs stands.")
    quiet_since = filters.DateFilter(method="quiet_for_you", label="Your last exchange with them was before this day.")
    archived = YesNo("archived_at", lookup_expr="isnull", exclude=True, label="Whether they are in the archive.")
    created_at = Moments()
    updated_at = Moments()
    collected_on = filters.DateFromToRangeFilter()
    ordering = Order(name="name_plain", created_at="created_at", updated_at="updated_at")

    def __init__(self, data: Any = None, queryset: Any = None, **reader: Any) -> None:
        rows = Contact.objects.none() if queryset is None else queryset
        super().__init__(data, queryset=rows.annotate(name_plain=Plain("name")), **reader)

    def is_valid(self) -> bool:
        given = self.form.cleaned_data if super().is_valid() else {}
        if given.get("stage") and not given["campaign"]:
            self.form.add_error("stage", "stage needs a campaign: add campaign=<id>.")
        return bool(super().is_valid())

    def filter_queryset(self, queryset: Rows) -> Rows:
        narrowed: Rows = super().filter_queryset(queryset)
        return narrowed if narrowed.query.order_by else narrowed.order_by("name_plain", "pk")

    def with_words(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(pk__in=contacts_matching(value))

    def with_tags(self, rows: Rows, name: str, value: str) -> Rows:
        several = self.data.getlist(name) if hasattr(self.data, "getlist") else [value]
        return rows.filter(tags__contains=several)

    def on_channel(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(pk__in=Handle.objects.filter(channel=value).values("contact"))

    def caring_about(self, rows: Rows, name: str, value: int) -> Rows:
        """What they said on a sensitive topic stands on their own page and narrows no list."""
        caring = Interest.objects.filter(topic=value, topic__sensitive=False)
        return rows.filter(pk__in=caring.values("contact"))

    def bounded(self, rows: Rows, name: str, value: bool) -> Rows:
        if self.staff is None or self.as_of is None:
            return rows.none()
        standing = Boundary.objects.standing(self.staff.today(self.as_of)).values("contact__person")
        return rows.filter(person__in=standing) if value else rows.exclude(person__in=standing)

    def quiet_for_you(self, rows: Rows, name: str, value: date) -> Rows:
        if self.staff is None:
            return rows.none()
        begins = datetime.combine(value, time.min, tzinfo=self.staff.zone)
        return rows.filter(pk__in=self.staff.relationships.filter(last_exchange_at__lt=begins).values("contact"))

    def for_campaign(self, rows: Rows, name: str, value: int) -> Rows:
        if self.form.cleaned_data.get("stage"):
            return rows
        return rows.filter(pk__in=Candidate.objects.filter(campaign=value).values("contact"))

    def on_stage(self, rows: Rows, name: str, value: str) -> Rows:
        wanted = self.form.cleaned_data["campaign"]
        campaign = Campaign.objects.filter(pk=wanted).first() if isinstance(wanted, int) else None
        if campaign is None or self.staff is None or self.as_of is None:
            return rows.none()
        judged = book(staff=self.staff, campaign=campaign, as_of=self.as_of)
        return rows.filter(pk__in=judged.stage(value).values("pk"))


class BookFilter(ContactFilter):
    """Filters of the whole book under one question (crm.readiness.book): its queryset knows the campaign."""

    campaign = None  # type: ignore[assignment]  # the book has one
    stage = ChoiceWord(choices=Stage.choices, method="on_stage", label="Where they stand with you.")
    missing = Word(method="lacking", label="A criterion that is not met, such as `given`.")
    unlocked = YesNo(method="that_may_be_asked", label="Whether an ask is unlocked.")
    ordering = Order(warmth="warmth_log", name="name_plain")

    def is_valid(self) -> bool:
        return bool(filters.FilterSet.is_valid(self))

    def filter_queryset(self, queryset: Any) -> Any:
        narrowed = RecordFilter.filter_queryset(self, queryset)
        return narrowed if narrowed.query.order_by else narrowed.order_by_warmth()

    def on_stage(self, rows: Any, name: str, value: str) -> Any:
        return rows.stage(value)

    def lacking(self, rows: Any, name: str, value: str) -> Any:
        return rows.missing(value) if value in CRITERIA_BY_NAME else rows.none()

    def that_may_be_asked(self, rows: Any, name: str, value: bool) -> Any:
        return rows.ready() if value else rows.exclude(pk__in=rows.ready().values("pk"))


class MergeFilter(RecordFilter):
    survivor = Id()
    merged = Id()
    by = Id()
    undone = YesNo("undone_at", lookup_expr="isnull", exclude=True)
    at = Moments()
    ordering = Order(at="at")

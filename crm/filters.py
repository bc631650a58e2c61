"""What can be filtered, and in which order it can be listed: one FilterSet a record, for screens and API.

They narrow a queryset that already holds only what the reader may see. A value that names nothing gives an
empty list: an error would tell what exists.
"""

from datetime import datetime
from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Concat

from crm.filter_fields import ChoiceWord, Id, Moments, Order, TextSearch, Word, YesNo
from crm.models import (
    Campaign,
    Candidate,
    Contact,
    Direction,
    Handle,
    Interest,
    Kind,
    Staff,
)
from crm.models.boundaries import stands
from crm.models.campaigns import is_live
from crm.models.contacts import Plain
from crm.models.interactions import is_genuine
from crm.readiness import Stage, book
from crm.readiness.criteria import BY_NAME as CRITERIA_BY_NAME

Rows = QuerySet[Any]
SEARCHED = Plain(Concat("name", Value(" "), "organization"))  # as contact_search indexes it


class RecordFilter(filters.FilterSet):
    """`staff` is who looks, `as_of` the moment of the request; None where no filter in use needs them."""

    def __init__(
        self,
        data: Any = None,
        queryset: Any = None,
        *,
        staff: Staff | None = None,
        as_of: datetime | None = None,
    ) -> None:
        super().__init__(data, queryset=queryset)
        self.staff, self.as_of = staff, as_of


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
        return rows.filter(pk__in=Interest.objects.filter(topic=value).values("contact"))

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


class PromiseFilter(RecordFilter):
    contact = Id()
    staff = Id()
    interaction = Id()
    kept = YesNo("kept_at", lookup_expr="isnull", exclude=True)
    due_on = filters.DateFromToRangeFilter()
    ordering = Order(due_on="due_on", created_at="created_at")


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


class AskFilter(RecordFilter):
    campaign = Id()
    contact = Id()
    staff = Id()
    channel = Word()
    outcome = Word(method="that_ended", label="An outcome, or `open`.")
    earned = YesNo()
    already_made = YesNo()
    overridden = YesNo("overridden_by", lookup_expr="isnull", exclude=True)
    asked_at = Moments()
    ordering = Order(asked_at="asked_at", created_at="created_at")

    def that_ended(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(outcome="" if value == "open" else value)


class DraftFilter(RecordFilter):
    campaign = Id()
    contact = Id()
    updated_at = Moments()
    ordering = Order(updated_at="updated_at")


class MergeFilter(RecordFilter):
    survivor = Id()
    merged = Id()
    by = Id()
    undone = YesNo("undone_at", lookup_expr="isnull", exclude=True)
    at = Moments()
    ordering = Order(at="at")


class ImportFilter(RecordFilter):
    staff = Id()
    status = Word()
    format = Word()
    created_at = Moments()
    ordering = Order(created_at="created_at")


class StaffFilter(RecordFilter):
    search = Word(method="with_words", label="Words in the name or the e-mail address.")
    role = Word()
    covered_by = Id()
    at_work = YesNo("left_on", lookup_expr="isnull")
    ordering = Order(name="name", email="email")

    def with_words(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(Q(name__icontains=value) | Q(email__icontains=value))

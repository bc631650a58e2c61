"""What can be filtered in what we heard and where we listen, for screens and API alike."""

from typing import Any

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, Value

from crm.channels import Channel
from crm.filters.fields import ChoiceWord, Id, Moments, Order, TextSearch, Word, YesNo
from crm.filters.record import RecordFilter, Rows
from crm.models import Contact, Handle
from listening.authors import authors_of
from listening.inbox import unheard, with_verdict
from listening.models import Author, Verdict
from listening.pairing import same_person
from listening.wording import search_query

STATES = [("new", "New"), *Verdict.choices]
PAIRING_STATES = [("open", "Not decided"), ("same", "One person"), ("different", "Two people")]


class MentionFilter(RecordFilter):
    """`topic` keeps the order, newest first; it is read from that topic's own index."""

    topic = Id(method="of_topic")
    source = Id()
    contact = Id(method="by_contact")
    author = Id(method="by_author")
    channel = ChoiceWord(choices=Channel.choices)
    kind = Word("source_kind")
    story = Id()
    language = Word(method="in_language")
    state = ChoiceWord(choices=STATES, method="in_state")
    by_contacts = YesNo(method="by_those_known")
    published = Moments("published_at")
    heard = Moments("heard_at")
    search = TextSearch(method="holding")

    def of_topic(self, rows: Rows, name: str, value: int) -> Rows:
        found: Rows = rows.filter(matched__topic_id=value).annotate(at=F("matched__published_at"))
        found = found.order_by("-at", "-id")
        return found

    def by_contact(self, rows: Rows, name: str, value: int) -> Rows:
        contact = Contact.objects.visible_to(self.staff).in_use().filter(pk=value).first()  # type: ignore[arg-type]
        if contact is None:
            return rows.none()
        return rows.filter(author_id__in=list(authors_of(contact).values_list("pk", flat=True)))

    def by_author(self, rows: Rows, name: str, value: int) -> Rows:
        """By any address that somebody confirmed to be theirs."""
        author = Author.objects.filter(pk=value).first()
        return rows.filter(author_id__in=[one.pk for one in same_person(author)]) if author else rows.none()

    def by_those_known(self, rows: Rows, name: str, value: bool | None) -> Rows:
        """By a contact whom the reader may see: that a post was kept for somebody else's book shows nobody."""
        if value is None:
            return rows
        visible = Contact.objects.visible_to(self.staff).in_use()  # type: ignore[arg-type]
        own = Handle.objects.filter(
            channel=OuterRef("author__channel"), key=OuterRef("author__key"), shared=False, contact__in=visible
        )
        return rows.filter(Exists(own) if value else ~Exists(own))

    def in_language(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(languages__contains=[value])

    def in_state(self, rows: Rows, name: str, value: str) -> Rows:
        if self.staff is None or value not in dict(STATES):
            return rows.none()
        return unheard(rows, self.staff) if value == "new" else with_verdict(rows, self.staff, value)

    def holding(self, rows: Rows, name: str, value: str) -> Rows:
        """All of the words, in any order, in the form in which topics read them."""
        query = search_query(value)
        return rows.filter(_has_words(query)) if query else rows.none()


class PairingFilter(RecordFilter):
    """The newest first, and without what is decided unless that is asked for."""

    verdict = ChoiceWord(choices=PAIRING_STATES, method="decided_as")
    author = Id(method="with_author", label="One of the two.")

    def filter_queryset(self, queryset: Rows) -> Rows:
        found: Rows = super().filter_queryset(queryset)
        if not self.form.cleaned_data.get("verdict"):
            found = found.filter(verdict=None)
        return found.order_by("-found_at", "-pk")

    def decided_as(self, rows: Rows, name: str, value: str) -> Rows:
        if value == "open":
            return rows.filter(verdict=None)
        return rows.filter(verdict__same=value == "same") if value in dict(PAIRING_STATES) else rows.none()

    def with_author(self, rows: Rows, name: str, value: int) -> Rows:
        return rows.filter(Q(first=value) | Q(second=value))


class SourceFilter(RecordFilter):
    kind = Word()
    owner = Id()
    well = YesNo("is_well")
    paused = YesNo("paused_at", lookup_expr="isnull", exclude=True)
    search = TextSearch(method="named")
    ordering = Order(name="name", created_at="created_at", checked_at="checked_at", next_check_at="next_check_at")

    def named(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(Q(name__icontains=value) | Q(settings__base__icontains=value))


def _has_words(query: str) -> Any:
    """`words @@ query`, the query taken as it is: the database's own parser would read other words into it."""
    wanted = Func(Value(query), template="%(expressions)s::tsquery")
    return Func(F("words"), wanted, template="(%(expressions)s)", arg_joiner=" @@ ", output_field=BooleanField())

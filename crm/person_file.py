"""Everything we hold on a person, as one readable whole: what they may ask us for."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.dispatch import Signal
from django.utils.translation import gettext as _

from crm.access import require_contact
from crm.audit import changes_of
from crm.erasing.subject import subject_of
from crm.models import (
    Acquaintance,
    Ask,
    Attestation,
    Boundary,
    Candidate,
    Contact,
    Delivery,
    Draft,
    Handle,
    ImportRow,
    Interaction,
    Interest,
    Invitation,
    MailOffer,
    Meeting,
    Merge,
    Promise,
    Relationship,
    Share,
    Staff,
    TakenMail,
)

telling = Signal()
"""Other parts of the house add what they hold: receivers answer a list of Sections for `addresses`."""

OWN = (
    *("name", "organization", "title", "location", "timezone", "language", "notes", "tags", "visibility", "owner"),
    *("external_id", "origin", "collected_on", "informed_on", "basis", "via", "created_at", "updated_at"),
    *("archived_at", "trashed_at"),
)


@dataclass(frozen=True)
class Section:
    """One kind of record: its title, and each row as field → value, in order."""

    name: str
    title: str
    rows: list[dict[str, Any]]


@dataclass(frozen=True)
class PersonFile:
    """`left_out`: how many entries on sensitive topics are not in it."""

    name: str
    made_at: datetime
    made_by: Staff
    sections: list[Section]
    left_out: int = 0
    words: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "made_at": self.made_at,
            "made_by": str(self.made_by),
            "left_out": self.left_out,
            "words": self.words,
            **{section.name: section.rows for section in self.sections},
        }


def person_file(*, staff: Staff, contact: Contact, as_of: datetime, sensitive: bool = False) -> PersonFile:
    """Of all records of the person that `staff` may see. Interests, invitations and boundaries on sensitive topics go
    along only when asked for."""
    if not contact.is_visible_to(staff):
        require_contact(staff, contact)
    subject = subject_of(contacts=[contact.pk])
    seen = Contact.objects.visible_to(staff).filter(pk__in=subject.contacts).order_by("pk")
    ids = list(seen.values_list("pk", flat=True))
    handles = Handle.objects.filter(contact__in=ids)
    own = set(handles.filter(shared=False).values_list("channel", "key"))
    sections = [_section("records", _("Who they are to us"), seen, ("id", *OWN))]
    left_out = 0
    for name, title, rows, fields in _rows_of(ids):
        kept = rows
        if not sensitive and any(one.name == "topic" for one in rows.model._meta.fields):
            kept = rows.exclude(topic__sensitive=True)
            left_out += rows.count() - kept.count()
        sections.append(_section(name, title, kept, fields))
    for _receiver, more in telling.send(sender=None, addresses=own):
        sections += list[Section](more or ())  # type: ignore[arg-type]  # what a receiver of ours answers
    sections.append(Section("history", _("What was changed about them, and by whom"), changes_of(ids, staff=staff)))
    return PersonFile(contact.name, as_of, staff, [one for one in sections if one.rows], left_out, _words(left_out))


def _words(left_out: int) -> list[str]:
    """What whoever reads it must know."""
    words = [
        _("This is what the whole team holds on this person, and what the maker of this file may see besides."),
        _("What a colleague keeps privately is not in it; each adds the file of their own."),
    ]
    if left_out:
        words.append(_("%d entries on sensitive topics were left out; make it again with them.") % left_out)
    return words


Rows = tuple[str, str, "QuerySet[Any]", tuple[str, ...]]
NOTED = ("created_at",)


def _rows_of(ids: list[int]) -> Iterable[Rows]:
    theirs = {"contact__in": ids}
    yield from _what_happened(ids, theirs)
    yield from _what_was_asked(theirs)
    yield from _what_is_known(theirs)
    yield from _what_follows(ids, theirs)


def _what_happened(ids: list[int], theirs: dict[str, Any]) -> Iterable[Rows]:
    yield "addresses", _("How they are reached"), Handle.objects.filter(**theirs).order_by("pk"), (
        *("channel", "value", "status", "shared"), *NOTED,
    )  # fmt: skip
    yield "exchanges", _("What happened"), Interaction.objects.filter(**theirs).order_by("occurred_at"), (
        *("occurred_at", "staff", "channel", "direction", "kind", "text", "url", "external_id", "entered_at"),
        *("automated", "promotional", "canned", "voided_at", "void_reason"),
    )  # fmt: skip
    mails = TakenMail.objects.filter(interaction__contact__in=ids).order_by("pk")
    yield "mails", _("What their mail said beside that"), mails, ("message_id", "subject", "apart", "unproven")
    offers = MailOffer.objects.filter(interaction__contact__in=ids).order_by("pk")
    yield "offers", _("What their words may mean"), offers, ("kind", "quote", "settled_at", "taken_up")
    yield "meetings", _("In whose calendar they are"), Meeting.objects.filter(**theirs).order_by("starts_at"), (
        "staff", "starts_at", "ends_at", "title", "place", "notes", "state", "why_not",
    )  # fmt: skip


def _what_was_asked(theirs: dict[str, Any]) -> Iterable[Rows]:
    yield "asks", _("What we asked of them"), Ask.objects.filter(**theirs).order_by("asked_at"), (
        *("asked_at", "staff", "campaign", "channel", "text", "because_text", "because_url", "follow_up_at"),
        *("follow_up_text", "outcome", "outcome_at", "outcome_note", "not_now_until", "links", "override_reason"),
        "voided_at",
    )  # fmt: skip
    yield "drafts", _("What is being written to them"), Draft.objects.filter(**theirs).order_by("pk"), (
        "staff", "campaign", "channel", "text",
    )  # fmt: skip
    yield "boundaries", _("What they asked us not to do"), Boundary.objects.filter(**theirs).order_by("pk"), (
        *("scope", "client", "topic", "campaign", "channel", "until", "origin", "note", "noted_by"),
        *("lifted_at", "lift_reason"), *NOTED,
    )  # fmt: skip
    yield "invitations", _("What they asked for"), Invitation.objects.filter(**theirs).order_by("pk"), (
        "topic", "quote", "given_on", "url",
    )  # fmt: skip


def _what_is_known(theirs: dict[str, Any]) -> Iterable[Rows]:
    yield "interests", _("What they care about"), Interest.objects.filter(**theirs).order_by("noted_at"), (
        "topic", "basis", "noted_at", "quote", "evidence_url",
    )  # fmt: skip
    yield "attestations", _("Who knew them before"), Attestation.objects.filter(**theirs), (
        "staff", "reason", "attested_on",
    )  # fmt: skip
    yield "acquaintances", _("Who said how well they know them"), Acquaintance.objects.filter(**theirs), (
        "staff", "how_well", "said_at",
    )  # fmt: skip
    yield "promises", _("What we promised"), Promise.objects.filter(**theirs).order_by("pk"), (
        "staff", "text", "due_on", "kept_at",
    )  # fmt: skip
    yield "shortlists", _("For what they were considered"), Candidate.objects.filter(**theirs), ("campaign", "staff")


def _what_follows(ids: list[int], theirs: dict[str, Any]) -> Iterable[Rows]:
    yield "ties", _("What is worked out from that"), Relationship.objects.filter(**theirs), (
        *("staff", "first_exchange_on", "they_wrote_days", "reached_days", "answered_days", "last_exchange_at"),
        *("owed_since", "warmth_log"),
    )  # fmt: skip
    yield "shown_to", _("To whom it is shown"), Share.objects.filter(**theirs), ("staff",)
    yield "merges", _("Records found to be one"), Merge.objects.filter(survivor__in=ids, merged__in=ids), (
        "at", "by", "undone_at",
    )  # fmt: skip
    yield "imports", _("Files they came with"), ImportRow.objects.filter(**theirs), ("job", "data", "result")
    yield "passed_on", _("Other systems that were told"), Delivery.objects.filter(**theirs).order_by("pk"), (
        "webhook", "kind", "status", "created_at",
    )  # fmt: skip


def _section(name: str, title: str, rows: "QuerySet[Any]", fields: tuple[str, ...]) -> Section:
    related = [one for one in fields if rows.model._meta.get_field(one).is_relation]
    found = rows.select_related(*related) if related else rows
    return Section(name, title, [_told(row, fields) for row in found])


def _told(row: Model, fields: tuple[str, ...]) -> dict[str, Any]:
    """References by their name, codes in words; what is empty is left out."""
    told: dict[str, Any] = {}
    for name in fields:
        value = getattr(row, name)
        if isinstance(value, Model):
            value = str(value)
        elif hasattr(row, f"get_{name}_display"):
            value = str(getattr(row, f"get_{name}_display")())
        if value not in (None, "", [], {}):
            told[name] = value
    return told

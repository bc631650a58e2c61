"""Everything that hangs on a person's records, in one transaction with the records themselves."""

from collections.abc import Collection
from typing import Any

from django.db import connection
from django.db.models import Model, Q, TextField
from django.db.models.functions import Cast

from crm.genuine.copies import rejudge_copies
from crm.genuine.kept import forget_unused_wordings
from crm.models import (
    Acquaintance,
    Ask,
    Attestation,
    Boundary,
    BulkChange,
    Calendar,
    Candidate,
    Contact,
    Delivery,
    Draft,
    Duplicate,
    DuplicateCheck,
    DuplicateKey,
    Erasure,
    Handle,
    ImportedChange,
    ImportRow,
    Interaction,
    Interest,
    Invitation,
    Meeting,
    Merge,
    NotSame,
    Promise,
    Relationship,
    Share,
    Snooze,
    WebhookEvent,
)
from crm.readiness.facts import refresh

# In the order in which nothing protects what goes next.
OF_A_CONTACT: tuple[Any, ...] = (
    *(
        Acquaintance,
        Meeting,
        Invitation,
        Boundary,
        Attestation,
        Promise,
        Candidate,
        Draft,
        Interest,
        Ask,
        Interaction,
        Relationship,
    ),
    *(Delivery, ImportedChange, BulkChange, Share, Handle),
)

TOLD: tuple[Any, ...] = (Handle, Interaction, Ask, Boundary, Invitation, Attestation, Promise, Interest, Draft, Meeting)


def erase_records(erasure: Erasure, seen: Collection[int]) -> dict[str, int]:
    """Answers how many rows of each kind went with the records that are `seen`."""
    contacts = erasure.contacts
    told = {_named(model): model.objects.filter(contact__in=seen).count() for model in TOLD} | {"contacts": len(seen)}
    texts = list(
        Interaction.objects.filter(contact__in=contacts).exclude(fingerprint="").values_list("fingerprint", flat=True)
    )
    _call("crm_erase_merged_history", erasure)
    _drop_snoozes(contacts)
    _drop_marks(contacts)
    ImportRow.objects.filter(contact__in=contacts).update(**EMPTY_ROW)  # a number with a result is left of the row
    for model in OF_A_CONTACT:
        model.objects.filter(contact__in=contacts).delete()
    pairs = Q(first__in=contacts) | Q(second__in=contacts)
    Duplicate.objects.filter(pairs).delete()
    NotSame.objects.filter(pairs).delete()
    DuplicateKey.objects.filter(contact_id__in=contacts).delete()
    DuplicateCheck.objects.filter(contact_id__in=contacts).delete()
    Merge.objects.filter(Q(survivor__in=contacts) | Q(merged__in=contacts)).delete()
    Contact.objects.filter(pk__in=contacts).delete()
    DuplicateCheck.objects.filter(contact_id__in=contacts).delete()  # what the deleting itself left there
    WebhookEvent.objects.filter(contact_id__in=contacts).delete()
    refresh(rejudge_copies(texts))  # what was a copy of something to them may count by itself again
    forget_unused_wordings()
    _call("crm_erase_history", erasure)
    return {kind: rows for kind, rows in told.items() if rows}


def _named(model: type[Model]) -> str:
    return str(model._meta.verbose_name_plural).replace(" ", "_")


def _call(door: str, erasure: Erasure) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {door}(%s)", [erasure.pk])  # noqa: S608  names of ours only


EMPTY_ROW: dict[str, Any] = {
    "data": {},
    "reason": "",
    "changes": None,
    "fingerprint": "",
    "kept_because": "",
    "contact": None,
}


def empty_rows_that_name(traces: Collection[str]) -> int:
    """Rows that were refused, or only looked at, belong to no contact; they go by what stands in them."""
    named = Q(pk__in=[])
    for trace in traces:
        named |= Q(told__icontains=trace) | Q(reason__icontains=trace)
    rows = ImportRow.objects.annotate(told=Cast("data", TextField())).filter(named)
    return ImportRow.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).update(**EMPTY_ROW)


def _drop_snoozes(contacts: Collection[int]) -> None:
    """Cards of Today are named by what they are about: `record:ask`, `give:contact:campaign` …"""
    asks = Ask.objects.filter(contact__in=contacts).values_list("pk", flat=True)
    promises = Promise.objects.filter(contact__in=contacts).values_list("pk", flat=True)
    meetings = Meeting.objects.filter(contact__in=contacts).values_list("pk", flat=True)
    gone = {f"record:{pk}" for pk in asks} | {f"promised:{pk}" for pk in promises} | {f"met:{pk}" for pk in meetings}
    people = {str(pk) for pk in contacts}
    for snooze in Snooze.objects.all():
        verb, _, about = snooze.card.partition(":")
        by_person = verb not in ("record", "promised", "met") and about.partition(":")[0] in people
        if by_person or snooze.card in gone:
            snooze.delete()


def _drop_marks(contacts: Collection[int]) -> None:
    """Their addresses, where somebody keeps them out of what is taken from a calendar."""
    keys = set(Handle.objects.filter(contact__in=contacts, channel="email").values_list("key", flat=True))
    for calendar in Calendar.objects.exclude(private_marks=[]):
        kept = [mark for mark in calendar.private_marks if mark.strip().lower() not in keys]
        if len(kept) < len(calendar.private_marks):
            Calendar.objects.filter(pk=calendar.pk).update(private_marks=kept)

"""Take out exactly the sample: what people made meanwhile stays, and so does what that rests on."""

from dataclasses import dataclass
from typing import Any

import pghistory.models
from django.db import connection, transaction
from django.db.models import ForeignObjectRel, Model, Q, QuerySet

from crm.genuine.copies import rejudge_copies
from crm.genuine.kept import forget_unused_wordings
from crm.models import (
    Ask,
    Attestation,
    Boundary,
    Candidate,
    Contact,
    Draft,
    Handle,
    Interaction,
    Interest,
    Invitation,
    Merge,
    Promise,
    Relationship,
    Snooze,
    Staff,
)
from crm.readiness.facts import refresh
from crm.sample.find import (
    grown_together,
    real_survivors,
    sample_campaigns,
    sample_colleagues,
    sample_contacts,
    sample_rules,
    sample_topics,
)
from crm.sample.marks import TAG
from crm.sample.signals import removing

# Of a contact, in the order in which nothing protects what goes next.
OF_A_CONTACT: tuple[Any, ...] = (
    *(Invitation, Boundary, Attestation, Promise, Candidate, Draft, Interest, Ask, Interaction, Relationship, Handle),
)
# What may point to a sample record without keeping it.
NOT_KEEPING = frozenset({"apitoken", "idempotentrequest", "relationship", "snooze", "staff"})


@dataclass(frozen=True)
class Removed:
    """How many contacts went, and what stays because something real rests on it, in words."""

    contacts: int
    kept: list[str]


@transaction.atomic
def remove_sample_book() -> Removed:
    removing.send(sender=None)
    kept = [_hand_over(contact) for contact in grown_together()]
    contacts = list(sample_contacts().select_for_update().values_list("pk", flat=True))
    _take_out_people(contacts)
    for rows in (sample_campaigns(), sample_topics(), sample_rules(), sample_colleagues()):
        kept += _take_out_unless_used(rows)
    with connection.cursor() as cursor:  # nobody needs to remember what never happened
        cursor.execute("SELECT crm_forget_sample_history()")
    return Removed(contacts=len(contacts), kept=kept)


def _hand_over(contact: Contact) -> str:
    """Somebody real was merged into them: they lose the marks and belong to the book."""
    contact.external_id, contact.origin = "", ""
    contact.tags = [tag for tag in contact.tags if tag != TAG]
    contact.save()
    return f"the contact {contact.name}, into whom one of yours was merged"


def _take_out_people(contacts: list[int]) -> None:
    theirs = Interaction.objects.filter(contact__in=contacts)
    marks = list(theirs.exclude(fingerprint="").values_list("fingerprint", flat=True))
    _drop_snoozes(contacts)
    for model in OF_A_CONTACT:
        _take_out(model.objects.filter(contact__in=contacts))
    Contact.objects.filter(pk__in=real_survivors()).update(external_id="")  # while the merge still tells who is real
    Merge.objects.filter(Q(survivor__in=contacts) | Q(merged__in=contacts)).delete()
    _take_out(Contact.objects.filter(pk__in=contacts))
    # Real texts that counted as copies of ours count by themselves again.
    refresh(rejudge_copies(marks))
    forget_unused_wordings()


def _drop_snoozes(contacts: list[int]) -> None:
    """Cards of Today are named by what they are about: `record:ask`, `give:contact:campaign` …"""
    asks = Ask.objects.filter(contact__in=contacts).values_list("pk", flat=True)
    promises = Promise.objects.filter(contact__in=contacts).values_list("pk", flat=True)
    gone = {f"record:{pk}" for pk in asks} | {f"promised:{pk}" for pk in promises}
    people = {str(pk) for pk in contacts}
    for snooze in Snooze.objects.all():
        verb, _, about = snooze.card.partition(":")
        by_person = verb not in ("record", "promised") and about.partition(":")[0] in people
        if by_person or snooze.card in gone:
            snooze.delete()


def _take_out_unless_used(rows: "QuerySet[Any]") -> list[str]:
    kept: list[str] = []
    for row in rows:
        if _is_used(row):
            kept.append(f"the {row._meta.verbose_name} {row}")
        else:
            _take_out(type(row).objects.filter(pk=row.pk))
    return kept


def _is_used(row: Model) -> bool:
    """Whether a record that is not ours points to it; ours are gone by now, all but what was kept."""
    own = {field.remote_field.through for field in row._meta.many_to_many}  # such as the topics of a campaign
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: row.pk}).exists()
        for relation in row._meta.get_fields(include_hidden=True)
        if isinstance(relation, ForeignObjectRel) and relation.related_model not in own and _keeps(relation)
    )


def _keeps(relation: ForeignObjectRel) -> bool:
    model = relation.related_model
    if relation.model is Staff and model._meta.auto_created:
        return False  # a contact shared with them is merely no longer shared
    is_history = issubclass(model, pghistory.models.Event) or model._meta.app_label == "pghistory"
    return not is_history and model._meta.model_name not in NOT_KEEPING


def _take_out(rows: "QuerySet[Any]") -> None:
    rows.delete()

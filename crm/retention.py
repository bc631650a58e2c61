"""How long each kind of data is kept: what is usual, what the organisation says, and forgetting what is past it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.access import require_admin
from crm.actions.disconnect import forget_those_due
from crm.erasing.subject import Subject, subject_of
from crm.errors import Refusal
from crm.memory.keeping import forget_past
from crm.models import (
    Contact,
    Erasure,
    ErasureStatus,
    ImportRow,
    Interaction,
    Kept,
    MailOffer,
    Relationship,
    Retention,
    Role,
    Staff,
    TakenMail,
)

AT_ONCE = 500


@dataclass(frozen=True)
class Term:
    """`usual` days, None for good (of mentions the installation's MENTIONS_KEPT_DAYS says); `least` an organisation
    can choose; `why` we keep it that long."""

    kind: Kept
    usual: int | None
    least: int
    why: Any


TERMS: tuple[Term, ...] = (
    Term(Kept.TRASH, 90, 7, _("Long enough to notice a mistake. Then the person is erased.")),
    Term(Kept.CONTACT, None, 180, _("Without any exchange there is no reason to hold them for ever.")),
    Term(Kept.INTERACTION_TEXT, None, 365, _("That something was said counts for the rule; its words need not stay.")),
    Term(Kept.HISTORY, 1095, 365, _("To find out who changed what.")),
    Term(Kept.IMPORT_ROWS, 365, 30, _("To take an import back, and to mend what was refused.")),
    Term(Kept.DELIVERIES, 30, 1, _("To see whether other systems were told.")),
    Term(Kept.MENTIONS, None, 7, _("What strangers said in public, to tell how a topic is talked about.")),
)
BY_KIND = {term.kind: term for term in TERMS}


def kept_days(kind: Kept) -> int | None:
    """None: for good."""
    return all_kept()[kind]


def all_kept() -> dict[Kept, int | None]:
    told = dict(Retention.objects.values_list("kind", "days"))
    return {term.kind: told.get(term.kind, usual_days(term)) for term in TERMS}


def usual_days(term: Term) -> int | None:
    return settings.MENTIONS_KEPT_DAYS if term.kind == Kept.MENTIONS else term.usual


@transaction.atomic
def change_retention(*, staff: Staff, days: Mapping[str, int | None]) -> dict[Kept, int | None]:
    """`days` by kind; None keeps for good. Those not named stay."""
    require_admin(staff, "say how long things are kept")
    errors = {}
    for kind, wanted in days.items():
        if kind not in Kept.values:
            errors[kind] = gettext("There is no such kind; these are: %(values)s.") % {"values": ", ".join(Kept.values)}
        elif wanted is not None and not BY_KIND[Kept(kind)].least <= wanted <= 36_500:
            errors[kind] = gettext("Give from %(least)s to 36,500 days, or nothing to keep it for good.") % {
                "least": BY_KIND[Kept(kind)].least
            }
    if errors:
        raise Refusal(**errors)
    for kind, wanted in days.items():
        known = Retention.objects.select_for_update().filter(kind=kind).first() or Retention(kind=kind)
        if known.pk is None or known.days != wanted:
            known.days = wanted
            known.save()
    return all_kept()


def forget_what_is_past(*, as_of: datetime) -> dict[str, int]:
    """What the worker does every night. How much of each kind went."""
    forget_past(as_of=as_of)
    forget_those_due(as_of=as_of)
    done = {}
    for kind, forget in FORGETTING.items():
        days = kept_days(kind)
        if days is not None:
            done[str(kind)] = forget(as_of - timedelta(days=days), as_of)
    return done


def _forget_trash(before: datetime, as_of: datetime) -> int:
    """Erased like on request, so that a no stays known; one that was merged goes with the one it became."""
    past = Contact.objects.in_trash().filter(trashed_at__lt=before)
    return _order(past.values_list("pk", flat=True)[:AT_ONCE], as_of)


def _forget_contacts(before: datetime, as_of: datetime) -> int:
    """Nobody exchanged anything with them since, nobody changed their record, and nothing is open."""
    since = Relationship.objects.filter(contact=OuterRef("pk")).filter(
        Q(last_event_at__gte=before) | Q(last_exchange_at__gte=before)
    )
    open_things = Q(promises__kept_at=None, promises__isnull=False) | Q(asks__outcome="", asks__isnull=False)
    past = Contact.objects.in_use().filter(~Exists(since), created_at__lt=before, updated_at__lt=before)
    return _order(past.exclude(open_things).values_list("pk", flat=True)[:AT_ONCE], as_of)


def _order(contacts: Iterable[int], as_of: datetime) -> int:
    """One erasure for all of a night, in the name of the admin who has been here longest: an erasure is somebody's.
    How many contacts it is about."""
    from crm.jobs import queue_erasure

    admin = Staff.objects.at_work().filter(role=Role.ADMIN).order_by("pk").first()
    whom, found = set(contacts), Subject([], set())
    for pk in sorted(whom):
        subject = subject_of(contacts=[pk])
        if Contact.objects.filter(pk__in=subject.contacts, trashed_at=None).exclude(pk__in=whom).exists():
            continue  # another record of the same person is in use: it is no time for them to go
        found = found.joined(subject)
    waiting = Erasure.objects.exclude(status=ErasureStatus.DONE).filter(contacts__overlap=found.contacts)
    if admin is None or not found.contacts or waiting.exists():
        return 0
    with transaction.atomic():
        erasure = Erasure.objects.create(
            ordered_by=admin,
            ordered_at=as_of,
            reason="Kept as long as the settings say",
            contacts=found.contacts,
            addresses=sorted(found.addresses),
            traces=found.traces,
        )
        queue_erasure(erasure.pk)
    return len(found.contacts)


def _forget_texts(before: datetime, _as_of: datetime) -> int:
    """The words go, here and in history; that something was said, when and how, stays and counts."""
    MailOffer.objects.filter(interaction__occurred_at__lt=before).exclude(quote="").update(quote="")
    said = TakenMail.objects.filter(interaction__occurred_at__lt=before).exclude(subject="", apart="")
    said.update(subject="", apart="")
    return Interaction.objects.filter(occurred_at__lt=before).exclude(text="").update(text="")


def _forget_history(before: datetime, _as_of: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT crm_forget_history(%s)", [before])
        [rows] = cursor.fetchone() or [0]
    return int(rows)


def _forget_rows(before: datetime, _as_of: datetime) -> int:
    old = ImportRow.objects.filter(job__created_at__lt=before).exclude(data={})
    return old.update(data={}, reason="", changes=None, kept_because="")


FORGETTING: dict[Kept, Callable[[datetime, datetime], int]] = {
    Kept.TRASH: _forget_trash,
    Kept.CONTACT: _forget_contacts,
    Kept.INTERACTION_TEXT: _forget_texts,
    Kept.HISTORY: _forget_history,
    Kept.IMPORT_ROWS: _forget_rows,
}
# Deliveries are forgotten by crm.webhooks.log, posts by listening.retention: both ask `kept_days`.

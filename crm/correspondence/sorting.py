"""Which messages become exchanges, with whom and which way; and why the others do not. No more than addresses, labels
and dates are looked at, in three queries for any number of messages."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db.models import Case, IntegerField, Q, Value, When
from django.db.models.expressions import RawSQL

from crm.channels import Channel
from crm.correspondence.folder_names import AWAY, JUNK
from crm.correspondence.incoming import MOST_RECIPIENTS, Incoming, Reader, moment
from crm.models import Contact, Direction, Handle, Interaction, LeftBecause, Visibility

SCHEME = "mid:"  # RFC 2392: how a message is named by its Message-ID
_ONE_OF = partial(RawSQL, "SELECT unnest(%s::text[])")  # one parameter for thousands, which cost more than their answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """It is an exchange with each of `contacts`."""

    mail: Incoming
    direction: str
    at: datetime
    contacts: list[Contact]
    identity: str
    crowded: bool
    """Theirs to so many that it is meant for nobody."""


@dataclass(frozen=True, slots=True)
class Left:
    mail: Incoming
    why: LeftBecause


@dataclass(frozen=True, slots=True)
class Report:
    """Perhaps of non-delivery: its body says."""

    mail: Incoming


Sorted = Wanted | Left | Report


def sort(mails: Sequence[Incoming], reader: Reader, *, as_of: datetime) -> list[Sorted]:
    """In their order."""
    people = _people(mails, reader)
    judged = [_judge(mail, reader, people, as_of) for mail in mails]
    return _without_known(judged, reader)


def identity_of(mail: Incoming) -> str:
    """The same in every mailbox and archive: the Message-ID, or what else tells messages apart."""
    head = mail.head
    if head.message_id:
        return SCHEME + head.message_id
    told = "\n".join((head.sender, *sorted(head.recipients), head.first("date"), head.subject))
    return "mail:" + hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:40]


def _people(mails: Iterable[Incoming], reader: Reader) -> dict[str, Contact]:
    """By address, whom this staff member may see. Of two records with one address: one's own private one, for what is
    said there is for nobody else."""
    keys = {key for mail in mails for key in (mail.head.sender, *mail.head.recipients[: MOST_RECIPIENTS + 1])}
    keys -= reader.own | {""}
    handles = (
        Handle.objects.filter(channel=Channel.EMAIL, key__in=_ONE_OF([sorted(keys)]), shared=False)
        .filter(contact__in=Contact.objects.visible_to(reader.staff).in_use())
        .select_related("contact")
        .annotate(
            discreet=Case(
                When(Q(contact__visibility=Visibility.PRIVATE, contact__owner=reader.staff), then=Value(2)),
                When(contact__visibility=Visibility.TEAM, then=Value(1)),
                default=Value(0),
                output_field=IntegerField(),
            )
        )
        .order_by("discreet", "pk")
    )
    return {handle.key: handle.contact for handle in handles} if keys else {}


def _judge(mail: Incoming, reader: Reader, people: dict[str, Contact], as_of: datetime) -> Sorted:
    head = mail.head
    labels = mail.labels | set(head.labels)
    if head.is_cut and not head.sender:
        return Left(mail, LeftBecause.HEADERS)
    if _is_private(mail, reader, labels):
        return Left(mail, LeftBecause.PRIVATE)
    if labels & AWAY:
        return Left(mail, LeftBecause.DRAFT)
    if labels & JUNK:
        return Left(mail, LeftBecause.JUNK)
    if _may_be_a_report(mail):
        return Report(mail)
    outbound = head.sender in reader.own
    others = [key for key in head.recipients if key not in reader.own]
    theirs = others if outbound else [head.sender]
    contacts = list({people[key].pk: people[key] for key in theirs if key in people}.values())
    if not contacts:
        between = not outbound and any(key in people for key in others)
        return Left(mail, LeftBecause.OTHERS if between else LeftBecause.NOBODY)
    crowded = len(others) > MOST_RECIPIENTS
    if outbound and crowded:
        return Left(mail, LeftBecause.CROWD)
    at = moment(mail, outbound=outbound, as_of=as_of)
    if at is None:
        return Left(mail, LeftBecause.UNDATED)
    direction = Direction.OUTBOUND if outbound else Direction.INBOUND
    return Wanted(mail=mail, direction=direction, at=at, contacts=contacts, identity=identity_of(mail), crowded=crowded)


def _is_private(mail: Incoming, reader: Reader, labels: set[str] | frozenset[str]) -> bool:
    if labels & reader.private_labels or mail.folder.casefold() in reader.private_labels or mail.head.is_private:
        return True
    if not reader.kept_out:
        return False
    return any(
        key in reader.kept_out or key.rpartition("@")[2] in reader.kept_out
        for key in (mail.head.sender, *mail.head.recipients)
    )


def _may_be_a_report(mail: Incoming) -> bool:
    kind = mail.head.first("content-type")
    return kind[:16].lower() == "multipart/report" and "delivery-status" in kind.lower()


def _without_known(judged: list[Sorted], reader: Reader) -> list[Sorted]:
    """What is here already, or stood in the batch before, is not wanted again; with some of its people it may be."""
    wanted = [one for one in judged if isinstance(one, Wanted)]
    known = _known(wanted, reader)
    answer: list[Sorted] = []
    for one in judged:
        if not isinstance(one, Wanted):
            answer.append(one)
            continue
        fresh = [contact for contact in one.contacts if (contact.pk, one.identity) not in known]
        known |= {(contact.pk, one.identity) for contact in fresh}
        if fresh:
            one.contacts[:] = fresh
            answer.append(one)
        else:
            answer.append(Left(one.mail, LeftBecause.KNOWN))
    return answer


def _known(wanted: list[Wanted], reader: Reader) -> set[tuple[int, str]]:
    """Also what somebody logged with the bare Message-ID."""
    written = {
        form: one.identity
        for one in wanted
        for form in (one.identity, *_other_forms(one.identity.removeprefix(SCHEME), one.identity))
    }
    if not written:
        return set()
    people = {contact.pk for one in wanted for contact in one.contacts}
    rows = Interaction.objects.filter(staff=reader.staff, contact__in=people, external_id__in=written)
    return {(contact, written[form]) for contact, form in rows.values_list("contact", "external_id")}


def _other_forms(message_id: str, identity: str) -> tuple[str, ...]:
    return (message_id, f"<{message_id}>") if identity.startswith(SCHEME) else ()

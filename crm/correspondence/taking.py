"""Wanted messages become exchanges, logged like any others; with what they say beside, and what they may mean."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from crm.actions.log_many import log_many
from crm.channels import Channel
from crm.correspondence.asks_sent import confirm_asked, drafts_sent
from crm.correspondence.heads import Head
from crm.correspondence.incoming import Body, Reader
from crm.correspondence.offers import offers_in
from crm.correspondence.own_words import split
from crm.correspondence.sorting import Wanted
from crm.errors import Refusal
from crm.genuine.automated import automated_by_headers, automated_by_text
from crm.models import (
    Ask,
    Contact,
    Direction,
    Handle,
    HandleStatus,
    ImportJob,
    Interaction,
    Kind,
    Mailbox,
    MailOffer,
    OfferKind,
    Outcome,
    Seen,
    TakenMail,
)
from crm.scripts import CLOSE_BY

_ANSWERING = re.compile(r"^\s*(?:re|aw|antw|sv|vs|ref|rif|odp|回复|答复)\s*(?:\[\d+\])?\s*:", re.IGNORECASE)
_QUESTION = re.compile(r"[?？؟]")
_LINK = re.compile(rf"https?://[^\s{CLOSE_BY}]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """A wanted message as it was read."""

    wanted: Wanted
    own: str
    apart: str
    automated: bool

    @property
    def head(self) -> Head:
        return self.wanted.mail.head


@transaction.atomic
def take(
    wanted: Sequence[tuple[Wanted, Body]],
    reader: Reader,
    *,
    as_of: datetime,
    mailbox: Mailbox | None = None,
    job: ImportJob | None = None,
) -> list[Interaction]:
    """What was logged, one for each message and contact. Somebody else may have taken one meanwhile: it is there."""
    said = [(_read(one, body), one.contacts) for one, body in wanted]
    told = _without_asks([(one, contact) for one, contacts in said for contact in contacts], reader, as_of)
    answers = log_many(
        staff=reader.staff,
        entries=[_entry(said, contact, reader.seen, job) for said, contact in told],
        as_of=as_of,
    )
    logged = [(said, one) for (said, _), one in zip(told, answers, strict=True) if not isinstance(one, Refusal)]
    TakenMail.objects.bulk_create(_beside(said, one, reader.seen, mailbox) for said, one in logged)
    MailOffer.objects.bulk_create(_offers(logged, reader), ignore_conflicts=True)
    if mailbox is not None and logged:
        Mailbox.objects.filter(pk=mailbox.pk).update(taken=F("taken") + len(logged))
    return [one for _, one in logged]


def _without_asks(told: list[tuple[Said, Contact]], reader: Reader, as_of: datetime) -> list[tuple[Said, Contact]]:
    """An ask is no exchange: it is recorded as what it is."""
    sent = [
        (contact, said.own, said.wanted.at) for said, contact in told if said.wanted.direction == Direction.OUTBOUND
    ]
    asked = confirm_asked(sent, staff=reader.staff, as_of=as_of)
    return [pair for pair in told if (pair[1].pk, pair[0].wanted.at) not in asked]


def mark_bounced(gone: Iterable[str], reader: Reader, *, at: datetime) -> int:
    """Addresses of theirs that a report said are no more; those from which somebody wrote since stay. How many."""
    wrote_since = Interaction.objects.standing().filter(channel=Channel.EMAIL, direction=Direction.INBOUND)
    handles = Handle.objects.select_for_update(of=("self",)).filter(
        channel=Channel.EMAIL,
        key__in=list(gone),
        status=HandleStatus.CURRENT,
        contact__in=Contact.objects.visible_to(reader.staff).in_use(),
    )
    marked = 0
    with transaction.atomic():
        for handle in handles.order_by("pk"):
            if not wrote_since.filter(contact=handle.contact_id, occurred_at__gt=at).exists():
                handle.status = HandleStatus.BOUNCED
                handle.save(update_fields=["status"])
                marked += 1
    return marked


def _read(wanted: Wanted, body: Body) -> Said:
    own, apart = split(body.text)
    by_machine = automated_by_headers(wanted.mail.head.pairs()) or automated_by_text(body.text)
    return Said(wanted, own, apart, bool(by_machine) or wanted.crowded)


def _entry(said: Said, contact: Contact, seen: str, job: ImportJob | None) -> dict[str, Any]:
    """What is not to be seen is not kept, but judged: a circular stays one, and a question of theirs a question."""
    entry: dict[str, Any] = {
        "contact": contact,
        "channel": Channel.EMAIL.value,
        "direction": said.wanted.direction,
        "kind": Kind.REPLY if said.head.in_reply_to else Kind.MESSAGE,
        "occurred_at": said.wanted.at,
        "text": _text(said, seen),
        "judged": said.own,
        "automated": said.automated,
        "external_id": said.wanted.identity,
        "import_job": job,
    }
    asks = (
        said.wanted.direction == Direction.INBOUND and not said.automated and _QUESTION.search(_LINK.sub("", said.own))
    )
    if seen != Seen.EVERYTHING and asks:
        entry["needs_answer"] = True
    return entry


def _text(said: Said, seen: str) -> str:
    subject = said.head.subject
    if seen == Seen.HAPPENED:
        return ""
    if seen == Seen.SUBJECTS or not said.own:
        return subject
    return said.own if _ANSWERING.match(subject) or not subject else f"{subject}\n\n{said.own}"


def _beside(said: Said, interaction: Interaction, seen: str, mailbox: Mailbox | None) -> TakenMail:
    head = said.head
    return TakenMail(
        interaction=interaction,
        mailbox=mailbox,
        message_id=head.message_id or said.wanted.identity,
        in_reply_to=head.in_reply_to,
        thread=head.thread or said.wanted.identity,
        subject="" if seen == Seen.HAPPENED else head.subject,
        apart=said.apart if seen == Seen.EVERYTHING else "",
        seen=seen,
        unproven=said.wanted.direction == Direction.INBOUND and head.is_unproven,
    )


def _offers(logged: Sequence[tuple[Said, Interaction]], reader: Reader) -> list[MailOffer]:
    theirs = [(said, one) for said, one in logged if one.direction == Direction.INBOUND and not said.automated]
    ours = [(said, one) for said, one in logged if one.direction == Direction.OUTBOUND and not said.automated]
    found = [
        MailOffer(interaction=one, kind=kind, quote=quote if reader.seen == Seen.EVERYTHING else "")
        for said, one in theirs
        for kind, quote in offers_in(said.own).items()
    ]
    asks = _open_asks(reader, {one.contact_id for _, one in theirs})
    for _, one in sorted(theirs, key=lambda pair: pair[1].occurred_at):
        ask = asks.get(one.contact_id)
        if ask and ask.asked_at < one.occurred_at:
            found.append(MailOffer(interaction=one, kind=OfferKind.OUTCOME, ask=asks.pop(one.contact_id)))
    drafts = drafts_sent([(one, said.own) for said, one in ours], reader.staff)
    return found + [MailOffer(interaction=one, kind=OfferKind.SENT, campaign=campaign) for one, campaign in drafts]


def _open_asks(reader: Reader, contacts: set[int]) -> dict[int, Ask]:
    """By contact: the newest that waits for an answer, or went silent."""
    waiting = Ask.objects.standing().filter(staff=reader.staff, contact__in=contacts, outcome__in=["", Outcome.SILENT])
    offered = MailOffer.objects.filter(settled_at=None, ask__isnull=False).values("ask")
    waiting = waiting.exclude(pk__in=offered).order_by("asked_at", "pk")
    return {ask.contact_id: ask for ask in waiting} if contacts else {}

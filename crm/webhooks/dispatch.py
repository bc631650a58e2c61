"""From the outbox to deliveries: which webhook hears of what, judged by what its owner may see."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from crm.models import Contact, Delivery, EventKind, Staff, Webhook, WebhookEvent
from crm.models.webhooks import PING

AT_ONCE = 500
SAYS_MORE = {"contact.created", "contact.trashed", "contact.restored", "contact.merged"}  # than that it was changed


def dispatch(*, as_of: datetime) -> list[int]:
    """Turn everything in the outbox into deliveries; answers their ids, to be queued. Two workers at once share
    the work; events of one transaction that say the same of one contact become one."""
    made: list[int] = []
    while True:
        with transaction.atomic():
            events = list(WebhookEvent.objects.select_for_update(skip_locked=True).order_by("id")[:AT_ONCE])
            deliveries = _deliveries(_told_once(events), as_of)
            made += [delivery.pk for delivery in Delivery.objects.bulk_create(deliveries)]
            WebhookEvent.objects.filter(pk__in=[event.pk for event in events]).delete()
        if len(events) < AT_ONCE:
            return made


def tell_erased(contacts: Iterable[int], *, as_of: datetime) -> list[int]:
    """Who may see them and wants to know hears that they are gone, so that the other system can let go of them too.
    Called in the transaction that erases, while the records still say who may see them; answers deliveries' ids."""
    contacts, kind, made = list(contacts), EventKind.CONTACT_ERASED, list[Delivery]()
    listening = Webhook.objects.filter(active=True, owner__in=Staff.objects.at_work(), events__contains=[kind])
    for webhook in listening.select_related("owner"):
        for pk in sorted(may_hear(webhook, contacts)):
            # It names the contact in words only: nothing is left that it could hang on.
            event = WebhookEvent(kind=kind, subject_id=pk, details={"contact": pk}, at=as_of)
            made.append(_delivery(webhook, event, as_of))
    return [delivery.pk for delivery in Delivery.objects.bulk_create(made)]


def ping(webhook: Webhook, *, as_of: datetime) -> Delivery:
    """One delivery by hand, to see whether the address answers."""
    event = WebhookEvent(kind=PING, subject_id=webhook.pk, details={}, at=as_of)
    delivery = _delivery(webhook, event, as_of)
    delivery.save()
    return delivery


def may_hear(webhook: Webhook, contact_ids: Iterable[int]) -> set[int]:
    """Those of the contacts that the webhook's owner may see."""
    seen = Contact.objects.visible_to(webhook.owner).filter(pk__in=set(contact_ids))
    return set(seen.values_list("pk", flat=True))


def _deliveries(events: Sequence[WebhookEvent], as_of: datetime) -> list[Delivery]:
    contacts = {event.contact_id for event in events if event.contact_id is not None}
    found: list[Delivery] = []
    for webhook in Webhook.objects.filter(active=True, owner__in=Staff.objects.at_work()).select_related("owner"):
        visible = may_hear(webhook, contacts) if contacts else set()
        for event in events:
            theirs = event.contact_id in visible if event.contact_id else event.staff_id == webhook.owner_id
            if theirs and event.kind in webhook.events:
                found.append(_delivery(webhook, event, as_of))
    return found


def _delivery(webhook: Webhook, event: WebhookEvent, as_of: datetime) -> Delivery:
    data: dict[str, Any] = {"id": event.subject_id, **event.details}
    if event.contact_id is not None:
        data["contact"] = event.contact_id
    return Delivery(
        webhook=webhook,
        message_id=f"msg_{uuid.uuid4().hex}",
        kind=event.kind,
        contact_id=event.contact_id,
        payload={"type": event.kind, "timestamp": event.at.isoformat(), "data": data},
        next_attempt_at=as_of,
        created_at=as_of,
    )


def _told_once(events: Sequence[WebhookEvent]) -> list[WebhookEvent]:
    """Without a change that another event of the same transaction says, or says better."""
    more = {(event.txid, event.contact_id) for event in events if event.kind in SAYS_MORE}
    changes: dict[tuple[int, int | None], WebhookEvent] = {}
    names: dict[tuple[int, int | None], dict[str, None]] = defaultdict(dict)
    told: list[WebhookEvent] = []
    for event in events:
        key = (event.txid, event.contact_id)
        if event.kind != "contact.changed":
            told.append(event)
        elif key not in more:
            names[key].update(dict.fromkeys(event.details["changed"]))
            if key not in changes:
                changes[key] = event
                told.append(event)
    for key, event in changes.items():
        event.details = {"changed": list(names[key])}
    return told

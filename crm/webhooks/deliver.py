"""One attempt to hand a delivery over: claimed by one worker, signed, sent through the guarded client, noted."""

import json
import random
import time
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from standardwebhooks.webhooks import Webhook as Signer

from crm.models import Delivery, DeliveryStatus, Webhook
from crm.outgoing import Answer, Limits, NotReached, fetch
from crm.sealing import SealBroken
from crm.webhooks.dispatch import may_hear

LIMITS = Limits(total=20, connect=10, read=20, size=64 * 1024, redirects=0)
TAKEN_FOR = timedelta(seconds=60)  # longer than any attempt: a worker killed in the middle holds it no longer
WAITS = [timedelta(seconds=5), *(timedelta(minutes=m) for m in (5, 30, 120, 300, 600, 840))]
JITTER = 0.2  # so that a receiver that comes back is not met by everything at once
GIVEN_UP_AFTER = timedelta(days=5)
GONE = 410
EXCERPT = 500


def deliver(delivery_id: int, *, as_of: datetime) -> Delivery | None:
    """Try once. None if there is nothing to do: it was delivered, given up, taken back, or another worker has it.
    Otherwise the delivery; while it is pending, `next_attempt_at` says when to try again."""
    if not _claimed(delivery_id, as_of):
        return None
    delivery = Delivery.objects.select_related("webhook__owner").get(pk=delivery_id)
    if withheld := _why_withheld(delivery):
        return _finish(delivery, DeliveryStatus.WITHHELD, as_of, error=withheld)
    began = time.monotonic()
    try:
        answer = _send(delivery, as_of)
    except (NotReached, SealBroken) as error:
        delivery.response_status, delivery.response_excerpt = None, ""
        failure, wait = str(error), None
    else:
        delivery.response_status = answer.status
        delivery.response_excerpt = answer.body[:EXCERPT].decode("utf-8", "replace").replace("\0", "")
        failure, wait = _failure(answer), _asked_to_wait(answer)
    delivery.duration_ms = int((time.monotonic() - began) * 1000)
    if not failure:
        return _succeed(delivery, as_of)
    return _fail(delivery, as_of, failure, wait)


def _claimed(delivery_id: int, as_of: datetime) -> bool:
    """Only one worker gets it, and not before its time; each claim counts as an attempt, whatever becomes of it."""
    waiting = Delivery.objects.filter(
        Q(taken_until=None) | Q(taken_until__lt=as_of),
        pk=delivery_id,
        status=DeliveryStatus.PENDING,
        next_attempt_at__lte=as_of,
    )
    return waiting.update(taken_until=as_of + TAKEN_FOR, attempts=F("attempts") + 1) == 1


def _why_withheld(delivery: Delivery) -> str:
    """What changed since it was queued: who may see whom is judged anew before every attempt."""
    if not delivery.webhook.active:
        return _("The webhook was switched off.")
    if delivery.webhook.owner.left_on is not None:
        return _("Whose webhook this is has left.")
    if delivery.contact_id is not None and not may_hear(delivery.webhook, [delivery.contact_id]):
        return _("The contact is not theirs to see any more.")
    return ""


def _send(delivery: Delivery, as_of: datetime) -> Answer:
    body = json.dumps(delivery.payload, ensure_ascii=False, separators=(",", ":"))
    return fetch(
        delivery.webhook.url,
        method="POST",
        headers={"Content-Type": "application/json", **signed(delivery.webhook, delivery.message_id, body, as_of)},
        body=body.encode(),
        limits=LIMITS,
    )


def signed(webhook: Webhook, message_id: str, body: str, as_of: datetime) -> Mapping[str, str]:
    """The Standard Webhooks headers; after a change of secret signed with both, so that nobody misses a beat."""
    signatures = [Signer(secret).sign(message_id, as_of, body) for secret in webhook.secrets_at(as_of)]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(as_of.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def _failure(answer: Answer) -> str:
    if 200 <= answer.status < 300:
        return ""
    return _("It answered %(status)s.") % {"status": answer.status}


def _asked_to_wait(answer: Answer) -> timedelta | None:
    seconds = answer.headers.get("retry-after", "")
    return timedelta(seconds=min(int(seconds), 86_400)) if seconds.isdecimal() and len(seconds) < 9 else None


@transaction.atomic
def _succeed(delivery: Delivery, as_of: datetime) -> Delivery:
    Webhook.objects.filter(pk=delivery.webhook_id).update(failing_since=None, last_delivered_at=as_of)
    return _finish(delivery, DeliveryStatus.DELIVERED, as_of)


@transaction.atomic
def _fail(delivery: Delivery, as_of: datetime, failure: str, wait: timedelta | None) -> Delivery:
    if delivery.response_status == GONE:
        _switch_off(delivery.webhook, _("It answered 410: it wants no more."))
    elif delivery.webhook.failing_since is None:
        Webhook.objects.filter(pk=delivery.webhook_id).update(failing_since=as_of)
    elif as_of - delivery.webhook.failing_since >= GIVEN_UP_AFTER:
        days = {"days": GIVEN_UP_AFTER.days}
        _switch_off(delivery.webhook, _("Nothing arrived there for %(days)s days.") % days)
    if delivery.attempts > len(WAITS) or delivery.response_status == GONE:
        return _finish(delivery, DeliveryStatus.FAILED, as_of, error=failure)
    planned = WAITS[delivery.attempts - 1] * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311
    delivery.error, delivery.taken_until = failure, None
    delivery.next_attempt_at = as_of + max(planned, wait or timedelta())
    delivery.save()
    return delivery


def _switch_off(webhook: Webhook, why: str) -> None:
    Webhook.objects.filter(pk=webhook.pk).update(active=False, disabled_because=why)


def _finish(delivery: Delivery, status: DeliveryStatus, as_of: datetime, error: str = "") -> Delivery:
    delivery.status, delivery.error, delivery.finished_at = status, error, as_of
    delivery.next_attempt_at = delivery.taken_until = None
    delivery.save()
    return delivery

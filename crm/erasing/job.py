"""The erasure from order to receipt. Each step is a transaction and is noted with it: whatever stops the job, it goes
on where it stood; and until the first step is committed, nothing has happened."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

import pghistory
from django.db import connection, transaction
from django.utils import timezone

from crm.erasing.files import forget_files
from crm.erasing.ledger import note_erased
from crm.erasing.records import empty_rows_that_name, erase_records
from crm.erasing.signals import erasing
from crm.erasing.subject import people, subject_of
from crm.erasing.traces import erase_traces, forget_answers_about, forget_staged, tables
from crm.jobs import queue_delivery
from crm.memory.keeping import keep_memory
from crm.memory.recalling import check_again
from crm.models import Contact, Erasure, ErasureStatus
from crm.webhooks.dispatch import tell_erased

LOCK = 4_711_003  # with an erasure's id: that one is being done
log = logging.getLogger(__name__)


def run_erasure(erasure_id: int, *, as_of: datetime | None = None) -> Erasure:
    """`as_of` is the clock, None means now. One that is done, or that another process is doing, stays as it is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, erasure_id % 2**31])
        [alone] = cursor.fetchone() or [False]
    erasure = Erasure.objects.get(pk=erasure_id)
    if not alone:
        return erasure
    try:
        if erasure.status != ErasureStatus.DONE:
            _run(erasure, as_of or timezone.now())
    except Exception:
        log.exception("Erasure %s stopped", erasure_id)
        Erasure.objects.filter(pk=erasure_id).update(
            status=ErasureStatus.FAILED, error="It stopped unexpectedly. What is done stays done; run it again."
        )
        raise
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, erasure_id % 2**31])
    return erasure


def _run(erasure: Erasure, now: datetime) -> None:
    steps: dict[str, Callable[[], dict[str, int]]] = {
        "records": lambda: _erase_records(erasure, now),
        "unbound": lambda: _forget_unbound(erasure),
        **{f"texts:{table}": _texts_of(erasure, table) for table in tables()},
        "files": lambda: _forget_files(erasure, now),
    }
    erasure.status, erasure.total, erasure.error = ErasureStatus.RUNNING, len(steps), ""
    erasure.save(update_fields=["status", "total", "error"])
    for name, step in steps.items():
        if name not in erasure.steps:
            _take(erasure, name, step)
    with transaction.atomic():
        check_again(since=erasure.ordered_at - timedelta(minutes=10))
        given = [(channel, key) for channel, key in erasure.addresses]
        note_erased(contacts=erasure.contacts, addresses=given, at=now)
        erasure.contacts, erasure.addresses, erasure.traces, erasure.steps = [], [], [], []
        erasure.status, erasure.finished_at = ErasureStatus.DONE, now
        erasure.save()


def _take(erasure: Erasure, name: str, step: Callable[[], dict[str, int]]) -> None:
    with transaction.atomic(), pghistory.context(user=erasure.ordered_by_id, erasure=erasure.pk):
        for kind, rows in step().items():
            erasure.erased[kind] = erasure.erased.get(kind, 0) + rows
        erasure.steps.append(name)
        erasure.done = len(erasure.steps)
        erasure.save(update_fields=["steps", "done", "erased", "kept"])


def _erase_records(erasure: Erasure, now: datetime) -> dict[str, int]:
    """Looks once more who is meant, for a record may have come since it was ordered. The memory first: from here on
    nobody can add the address unnoticed."""
    given = [(channel, key) for channel, key in erasure.addresses]
    subject = subject_of(contacts=erasure.contacts, addresses=given)
    erasure.contacts, erasure.addresses = subject.contacts, sorted(subject.addresses)
    erasure.traces = sorted({*erasure.traces, *subject.traces})
    erasure.save(update_fields=["contacts", "addresses", "traces"])
    seen = _seen(erasure)
    kept = [
        keep_memory(contacts=one.contacts, keys=one.addresses, seen=seen & set(one.contacts), as_of=now)
        for one in people(subject)
    ]
    erasure.kept = {what: sum(each[what] for each in kept) for what in ("boundaries", "asks")}
    found = erasing.send(sender=None, contacts=erasure.contacts, addresses=subject.addresses, traces=erasure.traces)
    told = tell_erased(erasure.contacts, as_of=now)
    erased = erase_records(erasure, seen)
    for delivery in told:
        queue_delivery(delivery)
    for _receiver, rows in found:
        erased |= dict(rows or {})  # type: ignore[arg-type]  # what a receiver of ours answers
    return erased


def _seen(erasure: Erasure) -> set[int]:
    """Those of the records that whoever ordered it can see: the receipt counts these alone. That a colleague kept
    one besides stays untold, though it goes."""
    rows = Contact.objects.visible_to(erasure.ordered_by).filter(pk__in=erasure.contacts)
    return set(rows.values_list("pk", flat=True))


def _forget_unbound(erasure: Erasure) -> dict[str, int]:
    """What tells of them without belonging to a record of theirs. Not counted: it may be a colleague's."""
    forget_staged(erasure.traces)
    forget_answers_about(erasure.contacts, erasure.traces)
    empty_rows_that_name(erasure.traces)
    return {}


def _forget_files(erasure: Erasure, now: datetime) -> dict[str, int]:
    forget_files(erasure.traces, before=now)
    return {}


def _texts_of(erasure: Erasure, table: str) -> Callable[[], dict[str, int]]:
    def erase() -> dict[str, int]:
        erase_traces(erasure, table)
        return {}

    return erase

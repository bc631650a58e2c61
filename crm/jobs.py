"""Work that the worker does. Arguments are ids only: they are kept in clear."""

from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued


@app.task(name="crm.import_file")
def import_file(job_id: int) -> None:
    from crm.importing.job import run_import  # here: web processes that only queue need no reader

    run_import(job_id)


def queue_import(job_id: int) -> None:
    """Have the worker run it once this transaction is committed; a job that was stopped may be queued again."""
    import_file.configure(lock=f"import-{job_id}").defer(job_id=job_id)


@app.task(name="crm.export_contacts")
def export_contacts(export_id: int) -> None:
    from crm.exporting.job import run_export

    run_export(export_id)


def queue_export(export_id: int) -> None:
    """Have the worker write the file once this transaction is committed."""
    export_contacts.configure(lock=f"export-{export_id}").defer(export_id=export_id)


@app.periodic(cron="41 * * * *")
@app.task(name="crm.forget_exports", queueing_lock="forget_exports")
def forget_exports(timestamp: int) -> None:
    """Files that waited for a day are deleted, fetched or not."""
    from crm.exporting.job import forget_expired

    forget_expired(as_of=datetime.fromtimestamp(timestamp, tz=UTC))


@app.task(name="crm.dispatch_webhooks")
def dispatch_webhooks() -> None:
    """Queued by the database itself (0011_webhooks.sql), in the transaction in which something happened."""
    from crm.webhooks.dispatch import dispatch

    for delivery_id in dispatch(as_of=datetime.now(tz=UTC)):
        queue_delivery(delivery_id)


@app.task(name="crm.deliver_webhook")
def deliver_webhook(delivery_id: int) -> None:
    from crm.webhooks.deliver import deliver

    delivery = deliver(delivery_id, as_of=datetime.now(tz=UTC))
    if delivery and delivery.next_attempt_at:
        queue_delivery(delivery_id, delivery.next_attempt_at)


def queue_delivery(delivery_id: int, at: datetime | None = None) -> None:
    """Have the worker try it, now or at a later time."""
    deliver_webhook.configure(schedule_at=at).defer(delivery_id=delivery_id)


@app.periodic(cron="*/10 * * * *")
@app.task(name="crm.find_lost_deliveries", queueing_lock="find_lost_deliveries")
def find_lost_deliveries(timestamp: int) -> None:
    """What a worker that was killed took along is queued again; old log entries are forgotten."""
    from crm.webhooks import log

    as_of = datetime.fromtimestamp(timestamp, tz=UTC)
    for delivery_id in log.left_behind(as_of=as_of):
        queue_delivery(delivery_id)
    log.forget_old(as_of=as_of)


@app.task(name="crm.deliver_letter")
def deliver_letter(letter_id: int) -> None:
    from crm.mailing.deliver import deliver

    letter = deliver(letter_id, as_of=datetime.now(tz=UTC))
    if letter and letter.next_attempt_at:
        queue_letter(letter_id, letter.next_attempt_at)


def queue_letter(letter_id: int, at: datetime | None = None) -> None:
    """Have the worker send it, once this transaction is committed, or at a later time."""
    deliver_letter.configure(schedule_at=at).defer(letter_id=letter_id)


@app.periodic(cron="*/10 * * * *")
@app.task(name="crm.find_lost_letters", queueing_lock="find_lost_letters")
def find_lost_letters(timestamp: int) -> None:
    """What a worker that was killed took along is queued again, unless it may have been sent."""
    from crm.mailing.deliver import left_behind

    for letter_id in left_behind(as_of=datetime.fromtimestamp(timestamp, tz=UTC)):
        queue_letter(letter_id)


@app.periodic(cron="7 * * * *")
@app.task(name="crm.fall_silent", queueing_lock="fall_silent")
def fall_silent(timestamp: int) -> None:
    """Close asks that went unanswered; `timestamp` is when this run was due, in seconds since 1970."""
    from crm.actions.record_outcome import fall_silent as close

    close(as_of=datetime.fromtimestamp(timestamp, tz=UTC))


@app.periodic(cron="17 3 * * *")
@app.task(name="crm.tidy_wordings", queueing_lock="tidy_wordings")
def tidy_wordings(timestamp: int) -> None:
    """Read what was sent before wordings were kept, judge copies among people whom straight SQL linked or parted, and
    forget wordings that nothing carries any more."""
    from crm.genuine.anew import read_unread
    from crm.genuine.kept import forget_unused_wordings
    from crm.genuine.people import judge_left_over

    read_unread()
    judge_left_over()
    forget_unused_wordings()


@app.periodic(cron="*/2 * * * *")
@app.task(name="crm.find_duplicates", lock="find_duplicates", queueing_lock="find_duplicates", priority=-10)
def find_duplicates(timestamp: int) -> None:
    """Compare the contacts that changed since the last time with everybody. Nobody waits for it; and one at a time, for
    a whole book takes long, and the others would only keep workers waiting."""
    from crm.duplicates.find import find_waiting

    find_waiting(as_of=datetime.fromtimestamp(timestamp, tz=UTC))


@app.periodic(cron="* * * * *")
@app.task(name="crm.rescue_stalled", queueing_lock="rescue_stalled", pass_context=True)
async def rescue_stalled(context: JobContext, timestamp: int) -> None:
    """Jobs of a worker that died are taken up by another."""
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job)


@app.periodic(cron="23 3 * * *")
@app.task(name="crm.forget_answers", queueing_lock="forget_answers")
def forget_answers(timestamp: int) -> None:
    """First answers to writes with an Idempotency-Key are kept for 24 hours, what browsers send longer (crm.once)."""
    from crm import once
    from crm.models import IdempotentRequest

    now = datetime.fromtimestamp(timestamp, tz=UTC)
    kept_longer = Q(key__startswith=once.PREFIX)
    IdempotentRequest.objects.exclude(kept_longer).filter(created_at__lt=now - timedelta(hours=24)).delete()
    once.forget(now)


@app.periodic(cron="29 3 * * *")
@app.task(name="crm.forget_sessions", queueing_lock="forget_sessions")
def forget_sessions(timestamp: int) -> None:
    """Sessions that ran out, and tries to get in that no longer count."""
    from django.core.management import call_command

    from crm.actions.count_try import forget_old_tries

    call_command("clearsessions")
    forget_old_tries(as_of=datetime.fromtimestamp(timestamp, tz=UTC))


@app.task(name="crm.bulk_action")
def bulk_action(bulk_id: int) -> None:
    from crm.bulk.run import run_bulk

    run_bulk(bulk_id)


def queue_bulk(bulk_id: int) -> None:
    """Have the worker do it, or undo it, once this transaction is committed."""
    bulk_action.configure(lock=f"bulk-{bulk_id}").defer(bulk_id=bulk_id)


@app.periodic(cron="41 3 * * *")
@app.task(name="crm.forget_previews", queueing_lock="forget_previews")
def forget_previews(timestamp: int) -> None:
    """Files that were only looked at, and those that could not be loaded, are kept for a week."""
    from crm.importing.previewed import forget_old_files

    forget_old_files(before=datetime.fromtimestamp(timestamp, tz=UTC) - timedelta(days=7))


@app.task(name="crm.erase_person")
def erase_person(erasure_id: int) -> None:
    from crm.erasing.job import run_erasure

    run_erasure(erasure_id)


def queue_erasure(erasure_id: int) -> None:
    """Have the worker do it, or go on with it, once this transaction is committed."""
    erase_person.configure(lock=f"erasure-{erasure_id}").defer(erasure_id=erasure_id)


@app.task(name="crm.check_calendar")
def check_calendar(calendar_id: int) -> None:
    from crm.calendars.checking import check_calendar as check
    from crm.models import Calendar

    calendar = Calendar.objects.connected().filter(pk=calendar_id, paused_at=None).select_related("staff").first()
    if calendar is not None:
        check(calendar, as_of=datetime.now(tz=UTC))


def queue_calendar(calendar_id: int) -> bool:
    """Have a worker look at it once this transaction is committed. False if it waits for that already."""
    job = check_calendar.configure(lock=f"calendar-{calendar_id}", queueing_lock=f"check-calendar-{calendar_id}")
    try:
        with transaction.atomic():
            job.defer(calendar_id=calendar_id)
    except AlreadyEnqueued:
        return False
    return True


@app.periodic(cron="* * * * *")
@app.task(name="crm.check_calendars", queueing_lock="check_calendars")
def check_calendars(timestamp: int) -> None:
    """Those that are due, and those with a meeting that just ended."""
    from crm.calendars.checking import take_due

    for calendar_id in take_due(as_of=datetime.fromtimestamp(timestamp, tz=UTC)):
        queue_calendar(calendar_id)


@app.periodic(cron="*/2 * * * *")
@app.task(name="crm.look_back", queueing_lock="look_back")
def look_back(timestamp: int) -> None:
    """Addresses that came by no door of ours are held against those who were erased."""
    from crm.memory import look_back as look

    look(as_of=datetime.fromtimestamp(timestamp, tz=UTC))


@app.periodic(cron="11 4 * * *")
@app.task(name="crm.forget_what_is_past", queueing_lock="forget_what_is_past")
def forget_what_is_past(timestamp: int) -> None:
    """Each kind of data as long as the settings say."""
    from crm.retention import forget_what_is_past as forget

    forget(as_of=datetime.fromtimestamp(timestamp, tz=UTC))

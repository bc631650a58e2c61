"""What the workers do for listening. One queue, in the database; arguments are ids."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from listening.models import Source


@app.task(name="listening.check_source")
def check_source(source_id: int) -> None:
    from django.utils import timezone

    from listening.checking import check_source as check

    source = Source.objects.listening().filter(pk=source_id).first()
    if source is not None:
        check(source, as_of=timezone.now())


def queue_check(source: Source) -> bool:
    """Have a worker ask it. Jobs with one lock never run at once, whichever machine they are on: one host is asked by
    one worker at a time. False if it waits to be asked already."""
    from listening.checking import host_of

    job = check_source.configure(lock=f"host-{host_of(source) or source.pk}", queueing_lock=f"check-source-{source.pk}")
    try:
        with transaction.atomic():
            job.defer(source_id=source.pk)
    except AlreadyEnqueued:
        return False
    return True


@app.task(name="listening.run_topic")
def run_topic(topic_id: int) -> None:
    from django.utils import timezone

    from listening.rerunning import run

    run(topic_id, as_of=timezone.now())


def queue_topic(topic_id: int) -> None:
    """Ask a topic's query of everything kept, once this transaction is committed."""
    job = run_topic.configure(lock=f"topic-{topic_id}", queueing_lock=f"run-topic-{topic_id}")
    with suppress(AlreadyEnqueued), transaction.atomic():  # one that has not begun will read the newest query
        job.defer(topic_id=topic_id)


@app.periodic(cron="41 2 * * *")
@app.task(name="listening.clean_up", queueing_lock="listening_clean_up")
def clean_up(timestamp: int) -> None:
    """Forget what is past its time, make room for what comes, and note interests that nobody drew."""
    from listening.interests import draw_interests
    from listening.months import open_months
    from listening.retention import forget_old

    as_of = datetime.fromtimestamp(timestamp, tz=UTC)
    open_months(as_of)
    forget_old(as_of=as_of)
    draw_interests(since=as_of - timedelta(days=200))

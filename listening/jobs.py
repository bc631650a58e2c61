"""What the workers do for listening. One queue, in the database; arguments are ids."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

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


@app.task(name="listening.read_site")
def read_site(author_id: int) -> None:
    from django.utils import timezone

    from listening.models import Author
    from listening.site_links import read_site as read

    site = Author.objects.filter(pk=author_id).first()
    if site is not None:
        read(site, as_of=timezone.now())


@app.periodic(cron="23 * * * *")
@app.task(name="listening.read_sites", queueing_lock="listening_read_sites")
def read_sites(timestamp: int) -> None:
    """Have the home pages of feeds asked whose they are: one host by one worker at a time, as feeds are."""
    from listening.site_links import address_of, sites_due

    for site in sites_due(as_of=datetime.fromtimestamp(timestamp, tz=UTC)):
        host = urlsplit(address_of(site)).hostname or site.pk
        job = read_site.configure(lock=f"host-{host}", queueing_lock=f"read-site-{site.pk}")
        with suppress(AlreadyEnqueued), transaction.atomic():
            job.defer(author_id=site.pk)


@app.periodic(cron="*/10 * * * *")
@app.task(name="listening.name_strangers", queueing_lock="listening_name_strangers", lock="listening-name-strangers")
def name_strangers(timestamp: int) -> None:
    """Ask what people are called whom a stream tells by number."""
    from listening.bluesky_names import name_strangers as name

    name(as_of=datetime.fromtimestamp(timestamp, tz=UTC))


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


@app.task(name="listening.read_mention_file")
def read_mention_file(file_id: int) -> None:
    from django.utils import timezone

    from listening.actions.bring_file import run_file

    run_file(file_id, as_of=timezone.now())


def queue_mention_file(file_id: int) -> None:
    """Have a worker read it once this transaction is committed."""
    read_mention_file.configure(lock=f"mention-file-{file_id}").defer(file_id=file_id)


@app.periodic(cron="41 2 * * *")
@app.task(name="listening.clean_up", queueing_lock="listening_clean_up")
def clean_up(timestamp: int) -> None:
    """Forget what is past its time, make room for what comes, and note interests that nobody drew."""
    from listening.actions.bring_file import forget_files
    from listening.interests import draw_interests
    from listening.months import open_months
    from listening.retention import forget_old
    from listening.taking_back import forget_never_kept

    as_of = datetime.fromtimestamp(timestamp, tz=UTC)
    open_months(as_of)
    forget_old(as_of=as_of)
    forget_files(as_of=as_of)
    forget_never_kept(as_of=as_of)
    draw_interests(since=as_of - timedelta(days=200))

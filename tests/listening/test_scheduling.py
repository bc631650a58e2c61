"""Who asks which source, when, and what happens when somebody dies over it."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from listening import streaming
from listening.jobs import queue_check
from listening.models import Source
from listening.scheduling import queue_due, take_up_stalled
from listening.sources import Fetched, SourceTrouble
from listening.sources import kinds as registry
from listening.streaming import Streams, hold
from tests.builders import NOW, make_topic
from tests.listening.posts import a_post, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_queued(db: None) -> None:
    """A test that commits empties all tables but the queue's, which are not Django's to empty."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


def jobs() -> list[tuple[str, str]]:
    return sorted(ProcrastinateJob.objects.filter(task_name="listening.check_source").values_list("lock", "status"))


def test_what_is_due_is_queued_once_and_what_is_paused_or_gone_is_not() -> None:
    due = make_source(next_check_at=NOW)
    make_source(next_check_at=NOW + timedelta(minutes=1))
    make_source(next_check_at=NOW, paused_at=NOW)
    make_source(next_check_at=NOW, gone_at=NOW)
    make_source(next_check_at=NOW, removed_at=NOW)
    assert (queue_due(as_of=NOW), queue_due(as_of=NOW)) == (1, 0)
    assert jobs() == [("host-news.example", "todo")]
    due.refresh_from_db()
    assert due.next_check_at > NOW  # should the job get lost, it comes again


def test_a_source_waits_in_the_queue_only_once() -> None:
    source = make_source()
    assert (queue_check(source), queue_check(source)) == (True, False)


def test_two_sources_of_one_host_are_never_asked_at_once() -> None:
    first = make_source(settings={"base": "https://news.example/a"})
    second = make_source(settings={"base": "https://NEWS.example:8443/b"})
    other = make_source(settings={"base": "https://other.example/c"})
    for source in (first, second, other):
        queue_check(source)
    assert [fetched() for _worker in range(3)] == [first.pk, other.pk, None]


def beside(work: Callable[[], int]) -> int:
    """In a thread of its own, as in a worker: the browser tests may have left an event loop in this one."""

    def done() -> int:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(done).result()


def fetched() -> int | None:
    """The source that a worker would take up next; it has it then."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        cursor.execute("SELECT args FROM procrastinate_fetch_job_v2(NULL, %s)", cursor.fetchone())
        [args] = cursor.fetchone() or [None]
    if isinstance(args, str):
        import json

        args = json.loads(args)
    return args["source_id"] if args else None


@pytest.mark.django_db(transaction=True)
def test_the_fetch_of_a_worker_that_died_is_taken_up_by_another() -> None:
    source = make_source()
    queue_check(source)
    assert fetched() == source.pk
    assert beside(take_up_stalled) == 0
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '5 minutes'")
    assert beside(take_up_stalled) == 1
    assert fetched() == source.pk


class Stream:
    """A kind of source that yields what the test put in."""

    NAME, LABEL, CHANNEL, SETTINGS = "trickle", "Trickle", "bluesky", ()

    def __init__(self) -> None:
        self.batches: list[Any] = []
        self.began = threading.Event()

    def check(self, settings: Any) -> dict[str, Any]:
        return dict(settings)

    def stream(self, source: Source, stop: threading.Event) -> Iterator[Fetched]:
        self.began.set()
        for batch in self.batches:
            if isinstance(batch, Exception):
                raise batch
            yield batch
        stop.wait(10)


@pytest.fixture
def trickle(monkeypatch: pytest.MonkeyPatch) -> Stream:
    kind = Stream()
    monkeypatch.setitem(registry.MODULES, "trickle", "")
    known = registry.kind_named
    for module in (registry, streaming):
        monkeypatch.setattr(module, "kind_named", lambda name: kind if name == "trickle" else known(name))
    monkeypatch.setattr("listening.checking.kind_named", lambda name: kind)
    return kind


@pytest.mark.django_db(transaction=True)
def test_a_stream_remembers_where_it_was_with_what_it_brought(trickle: Stream) -> None:
    make_topic("Cargo bikes", query='"cargo bike*"')
    source = make_source("trickle")
    trickle.batches = [
        Fetched(posts=[a_post()], state={"cursor": 7}),
        Fetched(posts=[a_post()], state={"cursor": 9}),
        SourceTrouble("They hung up."),
    ]
    hold(source, threading.Event())
    source.refresh_from_db()
    assert (source.state, source.items, source.health) == ({"cursor": 9}, 2, "They hung up.")
    assert source.next_check_at > timezone.now()


@pytest.mark.django_db(transaction=True)
def test_one_process_holds_a_stream_and_lets_go_when_it_is_paused(trickle: Stream) -> None:
    source = make_source("trickle")
    streams = Streams()
    streams.look_after(as_of=NOW)
    assert trickle.began.wait(60)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s", [streaming.LOCK])
        assert cursor.fetchone() == (1,)
    source.paused_at = NOW
    source.save()
    streams.look_after(as_of=NOW)
    streams.close()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s", [streaming.LOCK])
        assert cursor.fetchone() == (0,)


def test_the_worker_knows_our_tasks() -> None:
    assert {"listening.check_source", "listening.run_topic", "listening.clean_up"} <= app.tasks.keys()

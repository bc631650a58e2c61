"""Two workers, each a process of its own, and one of them killed: who fetches what, and when."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

from listening.jobs import queue_check
from listening.models import Mention, Source
from listening.scheduling import take_up_stalled
from tests.builders import make_topic
from tests.config.homes import wait_until
from tests.listening.posts import make_source
from tests.listening.sources.replaying import Asked, Said, serving
from tests.listening.test_scheduling import beside

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.deep]

FEED = (
    "<rss version='2.0'><channel><title>F</title><item><guid isPermaLink='false'>{0}</guid>"
    "<title>A cargo bike from {0}</title></item></channel></rss>"
)


@pytest.fixture(autouse=True)
def _nothing_queued(transactional_db: None) -> Iterator[None]:
    """The queue's tables are not Django's to empty."""
    empty = "TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE"
    with connection.cursor() as cursor:
        cursor.execute(empty)
    yield
    with connection.cursor() as cursor:
        cursor.execute(empty)


@contextmanager
def a_worker() -> Iterator[subprocess.Popen[bytes]]:
    """As `manage.py run` starts it, on this test's database."""
    database: dict[str, Any] = connection.settings_dict
    server = f"{quote(database['HOST'], safe='')}:{database['PORT']}"
    variables = {
        "DATABASE_URL": f"postgres://{database['USER']}:{database['PASSWORD']}@{server}/{database['NAME']}",
        "ALLOWED_PRIVATE_NETWORKS": "127.0.0.0/8",
        "SECRET_KEY": settings.SECRET_KEY,
    }
    command = [
        sys.executable,
        "manage.py",
        "procrastinate",
        "worker",
        "--concurrency",
        "2",
        "--shutdown-graceful-timeout",
        "1",
    ]
    worker = subprocess.Popen(command, cwd=settings.BASE_DIR, env=os.environ | variables)
    try:
        yield worker
    finally:
        with suppress(ProcessLookupError):
            worker.kill()
        worker.wait(60)


class Host:
    """Serves feeds by path, one of which it holds back; counts how many it is asked for at once."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.at_once = self.most_at_once = 0
        self.let_go = threading.Event()
        self._lock = threading.Lock()

    def __call__(self, asked: Asked) -> Said:
        with self._lock:
            self.asked.append(asked.path)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        if not self.let_go.is_set():
            self.let_go.wait(120)
        with self._lock:
            self.at_once -= 1
        return Said(200, FEED.format(asked.path[1:]).encode())


def listening_to(url: str) -> Source:
    source = make_source(settings={"base": url})
    queue_check(source)
    return source


def test_a_host_is_asked_by_one_worker_and_by_another_when_that_one_is_killed() -> None:
    make_topic("Cargo bikes", query='"cargo bike"')
    slow, quick = Host(), Host()
    quick.let_go.set()
    with ExitStack() as open_:
        one = open_.enter_context(serving(slow))
        listening_to(f"{one.url}/first")
        listening_to(f"{one.url}/second")
        first = open_.enter_context(a_worker())
        wait_until(lambda: slow.asked == ["/first"])
        [its_number] = workers()

        other = open_.enter_context(serving(quick))
        elsewhere = other.url.replace("127.0.0.1", "localhost")
        open_.enter_context(a_worker())
        wait_until(lambda: len(workers()) == 2)
        listening_to(f"{elsewhere}/third")
        wait_until(lambda: titles() == {"A cargo bike from third"})
        assert slow.asked == ["/first"]  # though two workers are idle, and /second waits

        os.kill(first.pid, signal.SIGKILL)
        first.wait(60)
        slow.let_go.set()
        wait_until(lambda: slow.at_once == 0)
        silence(its_number)
        assert beside(take_up_stalled) >= 1  # and what else it had in hand, a worker's round among it
        wait_until(lambda: titles() == {f"A cargo bike from {name}" for name in ("first", "second", "third")})
    assert sorted(slow.asked) == ["/first", "/first", "/second"]
    assert slow.most_at_once == 1


def workers() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM procrastinate_workers")
        return [number for (number,) in cursor.fetchall()]


def silence(worker: int) -> None:
    """As if it had said nothing for long."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '5 minutes' WHERE id = %s", [worker]
        )


def titles() -> set[str]:
    return set(Mention.objects.values_list("title", flat=True))

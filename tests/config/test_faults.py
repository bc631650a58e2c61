"""What is killed in the middle: nothing that was acknowledged is lost, nothing is half-done, the doctor finds nothing.

Each test really does it, to real processes and a real database, with kill -9."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from config.embedded.places import Places
from tests.config.homes import CHECKOUT, ask, environment, holding, kill_server, manage, wait_until
from tests.config.test_run import Run, first_start, second_home, started  # noqa: F401 - a fixture
from tests.crm.actions.people import letter

pytestmark = pytest.mark.slow

PEOPLE = 12
ROWS = 3000

# A team, people whom Alice may ask, and two records of each to be merged.
SETTING = f"""
import json
from datetime import timedelta
from django.utils import timezone
from crm.actions.create_token import create_token
from crm.actions.log_interaction import log_interaction
from crm.models import Interest, Scope
from tests import builders
from tests.crm.actions.people import earn_all
now = builders.NOW = timezone.now()
builders.TODAY = now.date()
alice = builders.make_staff("Alice", role="admin")
topic = builders.make_topic("Cargo bikes")
campaign = builders.make_campaign(alice, topics=[topic], client="Velo Verband")
ids = []
for number in range({PEOPLE}):
    ana = builders.make_contact(alice, f"Ana {{number}}", email=f"ana{{number}}@example.net")
    other = builders.make_contact(alice, f"Ana L. {{number}}", email=f"lima{{number}}@example.net")
    ids.append([ana, other])
earn_all([alice], [ana for ana, other in ids], topic)
ids = [[ana.pk, other.pk, Interest.objects.get(contact=ana).pk] for ana, other in ids]
key = create_token(staff=alice, name="test", scopes=Scope.values)[1]
print(json.dumps({{"ids": ids, "campaign": campaign.pk, "key": key}}))
"""


class Office:
    """A running house, spoken to over HTTP by a program with a token."""

    def __init__(self, home: Path, run: Run) -> None:
        self.home, self.run, self.places = home, run, Places(home)
        told = json.loads(self.shell(SETTING).splitlines()[-1])
        self.ids: list[list[int]] = told["ids"]
        self.campaign: int = told["campaign"]
        self.key: str = told["key"]

    def shell(self, code: str) -> str:
        done = manage(self.home, "shell", "-v0", "-c", code)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def post(self, path: str, body: Any, *, key: str = "", kind: str = "application/json") -> tuple[int, Any]:
        """Status and answer; 0 when there was none."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {
            "Authorization": f"Bearer {self.key}",
            "Content-Type": kind,
            "Idempotency-Key": key or os.urandom(8).hex(),
        }
        asked = urllib.request.Request(f"http://127.0.0.1:{self.run.port}/api/v1/{path}", data, headers)
        try:
            with urllib.request.urlopen(asked, timeout=60) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read()
        except (OSError, ValueError):
            return 0, None

    def count(self, query: str) -> int:
        return int(ask(self.places, query)[0][0])

    def wait_for(self, query: str, seconds: float = 90) -> None:
        """Until the query yields something true; a database that is just away is no answer."""

        def is_so() -> bool:
            with suppress(Exception):
                return bool(ask(self.places, query)[0][0])
            return False

        wait_until(is_so, seconds)

    def is_sound(self) -> None:
        done = manage(self.home, "doctor")
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def office(first_start: tuple[Path, str]) -> Iterator[Office]:  # noqa: F811
    with second_home(first_start) as home, started(home, WEB_PROCESSES="2") as run:
        wait_until(lambda: len(run.children()) == 3)
        yield Office(home, run)
        run.stop()


def kill_web(run: Run) -> None:
    master = run.children()["gunicorn"]
    for pid in (master, *map(int, Path(f"/proc/{master}/task/{master}/children").read_text().split())):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


@contextmanager
def everybody_at_work(office: Office) -> Iterator[dict[str, int]]:
    """For each person an ask, a log and a merge are sent until they are acknowledged, four people at once."""
    done: dict[str, int] = {}
    waiting = list(range(PEOPLE))

    def work() -> None:
        while waiting:
            with suppress(IndexError):
                one(waiting.pop())

    def one(number: int) -> None:
        ana, other, interest = office.ids[number]
        doings = {
            "asks/": {
                "campaign": office.campaign, "contact": ana, "channel": "email", "because": {"interest": interest},
                "text": letter(number),
            },
            "interactions/": {
                "contact": other, "channel": "phone", "direction": "mutual", "kind": "call",
                "occurred_at": "2026-01-05T10:00:00+00:00", "text": f"Call {number}",
            },
            f"contacts/{ana}/merge/": {"other": other, "keep": {}},
        }  # fmt: skip
        for path, body in doings.items():
            done[f"{number} {path}"] = _until_acknowledged(office, path, body, key=f"{number}-{path}")

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    yield done
    for thread in threads:
        thread.join()  # each thing is tried for two minutes at most


def _until_acknowledged(office: Office, path: str, body: Any, *, key: str) -> int:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        status, _answer = office.post(path, body, key=key)
        if status not in (0, 500, 502, 503):
            return status
        time.sleep(0.1)
    return 0


@pytest.mark.parametrize("victim", ["web", "database"])
def test_killed_while_everybody_is_at_work(office: Office, victim: str) -> None:
    """Twice in a row, with kill -9. Who got no answer sends again under the same key."""
    with everybody_at_work(office) as done:
        for so_many in (4, 16):
            wait_until(lambda so_many=so_many: len(done) >= so_many)
            kill_web(office.run) if victim == "web" else kill_server(office.places)
            wait_until(lambda: len(office.run.children()) >= 3)
    assert len(done) == 3 * PEOPLE and {status // 100 for status in done.values()} == {2}, done
    assert office.count("SELECT count(*) FROM crm_ask") == PEOPLE
    assert office.count("SELECT count(*) FROM crm_interaction WHERE text LIKE 'Call %'") == PEOPLE
    assert office.count("SELECT count(*) FROM crm_merge WHERE undone_at IS NULL") == PEOPLE
    office.is_sound()


def table(rows: int) -> bytes:
    lines = [f"Person {n},person{n}@example.net,House {n % 50}" for n in range(rows)]
    return "\n".join(["name,email,organization", *lines]).encode()


def take_up_what_was_left(office: Office, kind: str = "import") -> None:
    """What the worker does every ten minutes, for a worker that has not been heard of for long."""
    office.shell(
        "from django.db import connection as c; from crm.jobs import rescue_stalled;"
        "cursor = c.cursor();"
        "cursor.execute(\"UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour' WHERE id IN"
        f" (SELECT worker_id FROM procrastinate_jobs WHERE status = 'doing' AND task_name LIKE '%{kind}%')\");"
        "rescue_stalled.defer(timestamp=0)"
    )


@pytest.mark.parametrize(("victim", "phase"), [("worker", "reading"), ("database", "reading"), ("database", "writing")])
def test_killed_in_the_middle_of_an_import(office: Office, victim: str, phase: str) -> None:
    """It is taken up by the next worker and comes to its end, each person once."""
    before = office.count("SELECT count(*) FROM crm_contact")
    status, job = office.post("imports/", table(ROWS), kind="text/csv")
    assert status == 202, job
    office.wait_for(f"SELECT phase = '{phase}' OR status = 'done' FROM crm_importjob WHERE id = {job['id']}")
    if victim == "worker":
        os.kill(office.run.children()["procrastinate"], signal.SIGKILL)
    else:
        kill_server(office.places)
    office.wait_for("SELECT true")
    wait_until(lambda: "procrastinate" in office.run.children())
    assert office.count("SELECT count(*) FROM crm_contact") in (before, before + ROWS)
    is_done = f"SELECT status = 'done' FROM crm_importjob WHERE id = {job['id']}"
    for _round in range(
        6
    ):  # a worker that is still falling may say once more that it lives: then the next round takes it
        take_up_what_was_left(office)
        with suppress(AssertionError):
            office.wait_for(is_done, 30)
            break
    office.wait_for(is_done)
    assert office.count("SELECT count(*) FROM crm_contact") == before + ROWS
    assert office.count(f"SELECT created FROM crm_importjob WHERE id = {job['id']}") == ROWS
    office.is_sound()


@pytest.mark.slow
def test_an_erasure_whose_worker_is_killed_is_carried_through(office: Office) -> None:
    """Killed when the records are gone and the texts are not: somebody holds up a table that comes later."""
    ana = office.ids[0][0]
    with holding(office.places, "LOCK TABLE crm_savedview IN ACCESS EXCLUSIVE MODE"):
        status, _told = office.post(f"contacts/{ana}/erase/", {})
        assert status == 202
        office.wait_for("SELECT 'records' = ANY (steps) FROM crm_erasure")
        office.wait_for("SELECT count(*) > 0 FROM pg_locks WHERE NOT granted")
        os.kill(office.run.children()["procrastinate"], signal.SIGKILL)
    office.wait_for("SELECT count(*) = 0 FROM pg_locks WHERE locktype = 'advisory' AND classid = 4711003")
    assert office.count("SELECT count(*) FROM crm_erasure WHERE status = 'running'") == 1
    take_up_what_was_left(office, "erase")
    office.wait_for("SELECT status = 'done' FROM crm_erasure")
    assert office.count(f"SELECT count(*) FROM crm_contact WHERE id = {ana}") == 0
    assert office.count("SELECT count(*) FROM crm_handle WHERE key LIKE 'ana0@%'") == 0
    office.is_sound()


def test_two_workers_do_one_job_once(office: Office) -> None:
    """Both are given it at one instant, past the queue."""
    office.shell(
        "import io; from crm.importing.upload import start_import; from crm.models import Staff;"
        f"start_import(staff=Staff.objects.last(), file=io.BytesIO({table(500)!r}), filename='people.csv')"
    )
    code = "from crm.importing.job import ImportJob, run_import; run_import(ImportJob.objects.last().pk)"
    before = office.count("SELECT count(*) FROM crm_contact")
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", code]
    both = [subprocess.Popen(command, cwd=CHECKOUT, env=environment(office.home)) for _ in range(2)]
    assert [process.wait(120) for process in both] == [0, 0]
    assert office.count("SELECT count(*) FROM crm_contact") == before + 500
    assert office.count("SELECT count(*) FROM crm_importrow WHERE job_id = (SELECT max(id) FROM crm_importjob)") == 500
    office.is_sound()

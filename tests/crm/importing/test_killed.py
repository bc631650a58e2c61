"""The process that loads a file is killed, really: what it had read stays read, what it was writing never was."""

import io
import multiprocessing
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from crm.importing.job import run_import, start_import
from crm.models import Contact, Handle, ImportJob, ImportRow, StagedRow
from tests.builders import NOW, make_staff
from tests.config.homes import wait_until

pytestmark = pytest.mark.slow

ROWS = 12_000


@pytest.mark.django_db(transaction=True)
def test_killed_while_reading_and_while_writing_it_goes_on_where_it_stood(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    rows = "".join(f"Person {n},person.{n}@paper.example,press; bikes\n" for n in range(ROWS))
    file = io.BytesIO(f"Name,Email,Tags\n{rows}".encode())
    job = start_import(staff=make_staff("Alice"), file=file, filename="people.csv")

    kill_when(job, lambda: StagedRow.objects.filter(job=job).exists())
    read = StagedRow.objects.filter(job=job).count()
    assert 0 < read < ROWS and not Contact.objects.exists() and now(job).status == "running"

    wait_until(lambda: not is_running(job))  # the server ends what the dead left
    kill_when(job, lambda: now(job).phase == "writing")
    assert StagedRow.objects.filter(job=job).count() == ROWS  # each row once: nothing was read again
    assert not Contact.objects.exists() and not ImportRow.objects.exists()

    wait_until(lambda: not is_running(job))
    done = run_import(job.pk, as_of=NOW)
    assert (done.status, done.created, done.refused, done.done) == ("done", ROWS, 0, ROWS)
    assert Contact.objects.count() == Handle.objects.count() == ImportRow.objects.count() == ROWS
    assert not StagedRow.objects.exists() and list(tmp_path.rglob("*.upload")) == []


def kill_when(job: ImportJob, is_so: Callable[[], bool]) -> None:
    """Run the job in a process of its own, and kill that at once when it is so."""
    connections.close_all()
    process = multiprocessing.get_context("fork").Process(target=run_import, args=(job.pk,), kwargs={"as_of": NOW})
    process.start()
    wait_until(is_so)
    assert process.pid and process.is_alive()
    os.kill(process.pid, signal.SIGKILL)
    process.join(30)
    assert process.exitcode == -signal.SIGKILL


def now(job: ImportJob) -> ImportJob:
    return ImportJob.objects.get(pk=job.pk)


def is_running(job: ImportJob) -> bool:
    """Whether the database still works for somebody else."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid() AND database ="
            " (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        return bool(cursor.fetchone()[0])

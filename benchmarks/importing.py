"""Bringing people in: a file of 100,000 through the HTTP job, against the bare insert of the same rows into the same
tables; the same file again; contacts in bulk; and how a contact's page answers meanwhile."""

import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction

from benchmarks.people import NAME, name_of
from benchmarks.timing import p95
from benchmarks.web import Caller, answered, served
from crm.actions.create_token import create_token
from crm.models import Contact, Staff

ROWS = 100_000
BULK = 10_000
ROUNDS = 3
HEADER = "Name,Email,Bluesky,Company,Title,Tags"

BARE_CONTACTS = f"""
INSERT INTO crm_contact (id, name, organization, title, location, timezone, language, notes, tags, visibility,
    owner_id, external_id, origin, via, person, version, created_at, updated_at)
SELECT 900000000 + n, {NAME.format(number="'bare' || n")}, 'Outlet ' || n %% 5000, 'Editor', '', '', '', '',
    ARRAY['press', 'bikes', 'tag ' || n %% 40], 'team', %(me)s, '', 'Bare', '', 900000000 + n, 1, now(), now()
FROM generate_series(1, %(rows)s) AS n
"""
BARE_HANDLES = """
INSERT INTO crm_handle (contact_id, channel, value, key, status, shared, book, version, created_at, updated_at)
SELECT 900000000 + n, channel, 'bare' || n || suffix, 'bare' || n || suffix, 'current', false, 0, 1, now(), now()
FROM generate_series(1, %(rows)s) AS n,
    (VALUES ('email', '@paper.example'), ('bluesky', '.news.example')) AS kinds (channel, suffix)
"""


def measure_import(rows: int = ROWS) -> None:
    """In a book that is there already."""
    staff = Staff.objects.order_by("pk")[1]
    key = create_token(staff=staff, name="benchmark", scopes=["read", "write", "import"])[1]
    print(f"Into a book of {Contact.objects.count():,}, two handles and three tags each:\n")
    print("| what | contacts/s |\n| --- | ---: |")
    _row("bare insert, set-based, without history", rows / _bare(staff, rows, history=False))
    bare = rows / _bare(staff, rows, history=True)
    _row("bare insert, set-based, with history", bare)
    checked = _bare(staff, rows, history=True, checked=True)
    _row("the same, what it refers to checked, as any commit does", rows / checked)
    contact = Contact.objects.filter(owner=staff).order_by("pk")[0].pk
    with served() as port, _worker() as pid:
        caller = _Importer(port, key)
        with _visited(caller, contact) as answers:
            first = rows / caller.load(_file(rows))
        memory = _peak(pid)
        _row(f"import over HTTP, end to end ({first / bare:.0%} of the bare insert)", first)
        _row("the same file again, nothing changed", rows / caller.load(_file(rows)))
        for name in ("bulk API, new", "bulk API, the same again"):
            _row(name, statistics.median(BULK / caller.bulk(start) for start in range(0, ROUNDS * BULK, BULK)))
    print(f"\nA contact's page meanwhile: {p95(answers):.0f} ms p95 of {len(answers)}. ")
    print(f"Memory of the worker, at most: {memory:.0f} MB.\n")


def _row(name: str, rate: float) -> None:
    print(f"| {name} | {rate:,.0f} |", flush=True)


def _bare(staff: Staff, rows: int, *, history: bool, checked: bool = False) -> float:
    """Seconds; taken back after."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table in [] if history else ["crm_contact", "crm_handle"]:
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE 'pgtrigger%%'", [table]
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f'ALTER TABLE {table} DISABLE TRIGGER "{name}"')
        start = time.perf_counter()
        for statement in (BARE_CONTACTS, BARE_HANDLES):
            cursor.execute(statement, {"rows": rows, "me": staff.pk})
        if checked:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        taken = time.perf_counter() - start
        transaction.set_rollback(True)
    return taken


def _file(rows: int) -> bytes:
    lines = (
        f"{name_of(f'new{n}')},new{n}@paper.example,new{n}.news.example,Outlet {n % 5000},Editor,"
        f"press; bikes; tag {n % 40}"
        for n in range(rows)
    )
    return "\n".join([HEADER, *lines]).encode()


@contextmanager
def _worker() -> Iterator[int]:
    """The worker as an installation runs it; its process id."""
    manage = Path(__file__).resolve().parent.parent / "manage.py"
    command = [sys.executable, str(manage), "procrastinate", "worker", "--concurrency", "4"]
    environment = {**os.environ, "LISTENLARGE_DATABASE_ROLE": "serve"}
    running = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        yield running.pid
    finally:
        running.terminate()
        running.wait(30)


def _peak(pid: int) -> float:
    """MB that the process had in memory at most."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


class _Importer(Caller):
    def load(self, content: bytes) -> float:
        """Seconds from sending the file until its job says that it is done."""
        connection, start = self.connection(), time.perf_counter()
        kind = {"Content-Type": "text/csv"}
        connection.request("POST", "/api/v1/imports/?filename=people.csv", content, {**self.headers, **kind})
        job = json.loads(answered(connection, "imports/", 202))
        while job["status"] in {"queued", "running"}:
            time.sleep(0.2)
            job = json.loads(self.get(connection, f"/api/v1/imports/{job['id']}/"))
        if job["status"] != "done" or job["refused"]:
            raise RuntimeError(f"The import ended as {job}")
        return time.perf_counter() - start

    def bulk(self, first: int) -> float:
        rows = [
            {
                "name": name_of(f"bulk{n}"),
                "organization": f"Outlet {n % 5000}",
                "tags": ["press", "bikes", f"tag {n % 40}"],
                "handles": [
                    {"channel": "email", "value": f"bulk{n}@paper.example"},
                    {"channel": "bluesky", "value": f"bulk{n}.news.example"},
                ],
            }
            for n in range(first, first + BULK)
        ]
        connection, start = self.connection(), time.perf_counter()
        kind = {"Content-Type": "application/json"}
        connection.request("POST", "/api/v1/contacts/bulk/", json.dumps(rows), {**self.headers, **kind})
        answered(connection, "contacts/bulk/", 200)
        return time.perf_counter() - start


@contextmanager
def _visited(caller: Caller, contact: int) -> Iterator[list[float]]:
    """Somebody looks at a contact four times a second within this block: milliseconds of each look."""
    answers: list[float] = []
    over, path = threading.Event(), f"/api/v1/contacts/{contact}/"

    def look() -> None:
        connection = caller.connection()
        while not over.wait(0.25):
            start = time.perf_counter()
            caller.get(connection, path)
            caller.get(connection, f"{path}timeline/")
            answers.append((time.perf_counter() - start) * 1000)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield answers
    finally:
        over.set()
        thread.join()

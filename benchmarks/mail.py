"""An archive of 100,000 messages, 5,000 of them with contacts, loaded by the command's own job: messages a second on
the wall and on the processor, and the memory of a process that does nothing else."""

import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crm.models import Handle, ImportJob, Staff

MESSAGES, WITH_CONTACTS = 100_000, 5_000
PEOPLE = 500
_WORDS = ("night", "trains", "porters", "stations", "timetables", "sleepers", "freight", "bridges", "tunnels", "meals")


def measure_mail(messages: int = MESSAGES) -> None:
    """In a book that is there already."""
    staff = Staff.objects.order_by("pk")[1]
    handles = Handle.objects.filter(channel="email", shared=False, contact__visibility="team", contact__trashed_at=None)
    people = list(handles.order_by("pk").values_list("key", flat=True)[:PEOPLE])
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "All mail.mbox"
        size = _write(archive, messages, people, staff.email)
        print(f"An mbox of {messages:,} messages, {size / 1024**2:,.0f} MB:\n")
        print("| what | messages/s | s | processor s | memory MB |\n| --- | ---: | ---: | ---: | ---: |")
        for name in ("new", "the same again"):
            _row(name, messages, *_load(archive, staff.email))
    job = ImportJob.objects.order_by("pk").first()
    print(f"\n{job.interactions if job else 0:,} exchanges came of the first.\n")


def _row(name: str, messages: int, wall: float, on_core: float, memory: float) -> None:
    print(f"| {name} | {messages / wall:,.0f} | {wall:.1f} | {on_core:.1f} | {memory:.0f} |", flush=True)


def _load(archive: Path, email: str) -> tuple[float, float, float]:
    """Seconds, processor seconds and MB at most of a process of its own, as `import_mail` is one."""
    command = [sys.executable, "manage.py", "import_mail", str(archive), "--for", email]
    script = (
        "import resource, subprocess, sys, time\n"
        "start = time.perf_counter()\n"
        f"subprocess.run({command!r}, check=True, stdout=sys.stderr)\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    wall, on_core, memory = map(float, done.stdout.split())
    return wall, on_core, memory


def _write(archive: Path, messages: int, people: list[str], ours: str) -> int:
    """As a mail program keeps them: some with a second half in HTML, some with an attachment, most with strangers."""
    every = max(messages // WITH_CONTACTS, 1)
    began = datetime(2022, 1, 1, 9, tzinfo=UTC)
    attached = b"QUJD" * 19 + b"\n"
    with archive.open("wb") as file:
        for number in range(messages):
            known = number % every == 0
            other = people[number // every % len(people)] if known else f"reader{number}@elsewhere.example"
            sender, to = (ours, other) if number // every % 2 else (other, ours)
            at = began + timedelta(minutes=20 * number)
            words = " ".join(_WORDS[(number * step + step) % len(_WORDS)] for step in range(1, 60))
            text = f"Hello,\n\n{words} {number}.\n\nBest\n\nOn Mon, 3 Jan 2022 at 10:00, {to} wrote:\n> {words}\n"
            head = (
                f"From {sender} {at:%a %b %d %H:%M:%S %Y}\nFrom: Somebody <{sender}>\nTo: <{to}>\n"
                f"Date: {at:%a, %d %b %Y %H:%M:%S} +0000\nSubject: About {words[:40]}\n"
                f"Message-ID: <{number}@bench.example>\n"
                "Received: from mx.elsewhere.example by mx.house.example; "
                f"{at:%a, %d %b %Y %H:%M:%S} +0000\nMIME-Version: 1.0\n"
                'Content-Type: multipart/mixed; boundary="b"\n\n'
                f"--b\nContent-Type: text/plain; charset=utf-8\n\n{text}\n"
            )
            file.write(head.encode())
            if number % 3 == 0:
                file.write(f"--b\nContent-Type: text/html; charset=utf-8\n\n<p>{text}</p>\n".encode())
            if number % 10 == 0:
                file.write(b'--b\nContent-Type: application/pdf; name="a.pdf"\nContent-Transfer-Encoding: base64\n\n')
                file.write(attached * 400)
            file.write(b"--b--\n\n")
    return archive.stat().st_size

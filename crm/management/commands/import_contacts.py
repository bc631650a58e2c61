"""Load a file of contacts from the command line, in the foreground."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from crm.errors import Refusal
from crm.importing.job import run_import, start_import
from crm.importing.recognise import FORMATS
from crm.models.imports import ImportJob, ImportRow, ImportStatus, RowResult
from crm.models.staff import Staff

SHOWN = 10


class Command(BaseCommand):
    help = "Load a Google Contacts file, a vCard file or any table with known headers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--as", dest="email", required=True, help="e-mail of whose contacts they become")
        parser.add_argument("--format", default="", choices=["", *FORMATS], help="found out if left out")
        parser.add_argument("--encoding", default="", help="such as cp1252; found out if left out")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
        parser.add_argument("--private", action="store_true", help="for your eyes only; else for the team")

    def handle(self, *args: Any, **options: Any) -> None:
        job = self._start(**options)
        try:
            job = run_import(job.pk, progress=self._show_progress)
        except Exception as error:
            raise CommandError(f"{self._error_of(job)} ({type(error).__name__})") from error
        self.stdout.write("")
        if job.status != ImportStatus.DONE:
            raise CommandError(job.error or "The import was cancelled; nothing was changed.")
        self._summarise(job)

    def _start(self, *, file: Path, email: str, **options: Any) -> ImportJob:
        staff = Staff.objects.filter(email__iexact=email.strip(), left_on=None).first()
        if staff is None:
            raise CommandError(f"No staff member at work has the e-mail address {email}.")
        try:
            with file.open("rb") as upload:
                return start_import(
                    staff=staff,
                    file=upload,
                    filename=file.name,
                    format=options["format"],
                    encoding=options["encoding"],
                    dry_run=options["dry_run"],
                    visibility="private" if options["private"] else "team",
                )
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except Refusal as error:
            raise CommandError(str(error)) from error

    def _show_progress(self, job: ImportJob) -> None:
        of = f" of about {max(job.total, job.done):,}" if job.total else ""
        self.stdout.write(f"\rRead {job.done:,}{of} …", ending="")
        self.stdout.flush()

    def _error_of(self, job: ImportJob) -> str:
        job.refresh_from_db()
        return job.error or "The import stopped; nothing was changed."

    def _summarise(self, job: ImportJob) -> None:
        kind = FORMATS[job.format].LABEL
        self.stdout.write(f"{job.filename}: {kind}, read as {job.encoding}.")
        counts = [f"{getattr(job, result):,} {result}" for result in RowResult.values]
        self.stdout.write(f"{'Would be: ' if job.dry_run else ''}{', '.join(counts)}.")
        refused = ImportRow.objects.filter(job=job, result=RowResult.REFUSED).order_by("number")
        for row in refused[:SHOWN]:
            self.stdout.write(f"  Row {row.number}: {row.reason}")
        if job.refused > SHOWN:
            self.stdout.write(f"  … and {job.refused - SHOWN:,} more.")

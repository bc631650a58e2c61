"""Load a file of contacts from the command line, in the foreground; or take an import back."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from crm.errors import Refusal
from crm.importing.job import run_import, start_import, undo_import
from crm.importing.recognise import FORMATS
from crm.management.bar import show_bar
from crm.models.imports import ImportJob, ImportRow, ImportStatus, RowResult, Undone
from crm.models.staff import Staff

SHOWN = 10


class Command(BaseCommand):
    help = "Load a file of contacts: vCards, a table, or what another tool exported. `--undo ID` takes one back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?")
        parser.add_argument("--as", dest="email", required=True, help="e-mail of whose contacts they become")
        parser.add_argument("--format", default="", choices=["", *FORMATS], help="found out if left out")
        parser.add_argument("--encoding", default="", help="such as cp1252; found out if left out")
        parser.add_argument("--mapping", default="", help='column to field as JSON, such as {"Wer": "name"}')
        parser.add_argument("--option", action="append", default=[], metavar="NAME=VALUE", help="such as dates=dmy")
        parser.add_argument("--tag", action="append", default=[], help="for everybody in the file")
        parser.add_argument("--client", default="", help="whose past pitches these are")
        parser.add_argument("--overwrite", action="append", default=[], help="a field the file knows better")
        parser.add_argument("--undo", type=int, metavar="ID", help="take this import back instead")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
        parser.add_argument("--private", action="store_true", help="for your eyes only; else for the team")

    def handle(self, *args: Any, **options: Any) -> None:
        staff = self._staff(options["email"])
        try:
            if options["undo"]:
                self._undo(staff, options["undo"])
                return
            job = self._start(staff, options)
        except Refusal as error:
            raise CommandError(str(error)) from error
        try:
            job = run_import(job.pk, progress=self._show_progress)
        except Exception as error:
            raise CommandError(f"{self._error_of(job)} ({type(error).__name__})") from error
        self.stdout.write("")
        if job.status != ImportStatus.DONE:
            raise CommandError(job.error or "The import was cancelled; nothing was changed.")
        self._summarise(job)

    def _staff(self, email: str) -> Staff:
        staff = Staff.objects.filter(email__iexact=email.strip(), left_on=None).first()
        if staff is None:
            raise CommandError(f"No staff member at work has the e-mail address {email}.")
        return staff

    def _start(self, staff: Staff, options: dict[str, Any]) -> ImportJob:
        file: Path | None = options["file"]
        if file is None:
            raise CommandError("Name a file to load, or an import to take back with --undo.")
        try:
            with file.open("rb") as upload:
                return start_import(
                    staff=staff,
                    file=upload,
                    filename=file.name,
                    dry_run=options["dry_run"],
                    format=options["format"],
                    encoding=options["encoding"],
                    mapping=_mapping(options["mapping"]),
                    options=dict(pair.partition("=")[::2] for pair in options["option"]),
                    visibility="private" if options["private"] else "team",
                    tags=options["tag"],
                    client=options["client"],
                    overwrite=options["overwrite"],
                )
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error

    def _undo(self, staff: Staff, number: int) -> None:
        job = ImportJob.objects.filter(pk=number, staff=staff).first()
        if job is None:
            raise CommandError(f"{staff.email} has no import {number}.")
        undo_import(staff=staff, job=job, as_of=timezone.now())
        rows = ImportRow.objects.filter(job=job)
        counts = [f"{rows.filter(undone=what).count():,} {what}" for what in Undone.values]
        self.stdout.write(f"{job.filename} was taken back: {', '.join(counts)}.")
        for row in rows.filter(undone=Undone.KEPT).order_by("number")[:SHOWN]:
            self.stdout.write(f"  Row {row.number}: {row.kept_because}")

    def _show_progress(self, job: ImportJob) -> None:
        show_bar(self.stdout, job.done, job.total)

    def _error_of(self, job: ImportJob) -> str:
        job.refresh_from_db()
        return job.error or "The import stopped; nothing was changed."

    def _summarise(self, job: ImportJob) -> None:
        kind = FORMATS[job.format].LABEL
        self.stdout.write(f"{job.filename}: {kind}, read as {job.encoding}; import {job.pk}.")
        counts = [f"{getattr(job, result):,} {result}" for result in RowResult.values]
        self.stdout.write(f"{'Would be: ' if job.dry_run else ''}{', '.join(counts)}.")
        if job.private:
            self.stdout.write(f"{job.private:,} of the created are private in the file and stay yours alone.")
        refused = ImportRow.objects.filter(job=job, result=RowResult.REFUSED).order_by("number")
        for row in refused[:SHOWN]:
            self.stdout.write(f"  Row {row.number}: {row.reason}")
        if job.refused > SHOWN:
            self.stdout.write(f"  … and {job.refused - SHOWN:,} more.")


def _mapping(text: str) -> dict[str, str]:
    try:
        mapping = json.loads(text) if text else {}
    except ValueError:
        mapping = None
    if not isinstance(mapping, dict):
        raise CommandError('Give the mapping as JSON, such as {"Wer": "name"}.')
    return mapping

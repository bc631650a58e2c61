"""Bring what was written before: an archive of mail becomes exchanges with those who are in the book already."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from crm.correspondence import archives
from crm.errors import Refusal
from crm.importing.job import run_import, undo_import
from crm.importing.wishes import checked_wishes
from crm.management.bar import show_bar
from crm.models import ImportJob, ImportStatus, Staff


class Command(BaseCommand):
    help = "Load an archive of mail: mbox, .eml, a Maildir, a folder or zip of these. `--undo ID` takes one back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?")
        parser.add_argument("--for", dest="email", required=True, help="e-mail of whose correspondence it is")
        parser.add_argument("--ours", default="", help="their other addresses, separated by commas")
        parser.add_argument("--dry-run", action="store_true", help="say what would come of it, and change nothing")
        parser.add_argument("--undo", type=int, metavar="ID", help="take this import back instead")

    def handle(self, *args: Any, **options: Any) -> None:
        staff = Staff.objects.at_work().filter(email__iexact=options["email"].strip()).first()
        if staff is None:
            raise CommandError(f"No staff member at work has the e-mail address {options['email']}.")
        try:
            if options["undo"]:
                self._undo(staff, options["undo"])
                return
            job = self._start(staff, options)
        except Refusal as error:
            raise CommandError(str(error)) from error
        job = run_import(job.pk, progress=lambda job: show_bar(self.stdout, job.done, job.total), path=options["file"])
        self.stdout.write("")
        if job.status != ImportStatus.DONE:
            raise CommandError(job.error or "The import was cancelled; nothing was changed.")
        self._summarise(job)

    def _start(self, staff: Staff, options: dict[str, Any]) -> ImportJob:
        """It is read where it lies: archives are large."""
        file: Path | None = options["file"]
        if file is None:
            raise CommandError("Name an archive to load, or an import to take back with --undo.")
        try:
            if not archives.is_mail(file):
                raise CommandError(
                    f"{file} is no archive of mail: bring an mbox, an .eml, a Maildir, or a zip of these."
                )
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        wishes = checked_wishes(format=archives.NAME, options={"ours": options["ours"]})
        return ImportJob.objects.create(staff=staff, filename=file.name[:300], dry_run=options["dry_run"], **wishes)

    def _undo(self, staff: Staff, number: int) -> None:
        job = ImportJob.objects.filter(pk=number, staff=staff, format=archives.NAME).first()
        if job is None:
            raise CommandError(f"{staff.email} has no archive {number}.")
        undo_import(staff=staff, job=job, as_of=timezone.now())
        kept = job.brought.count()
        stayed = f"; {kept:,} stay, because something was done with them since" if kept else ""
        self.stdout.write(f"{job.filename} was taken back{stayed}.")

    def _summarise(self, job: ImportJob) -> None:
        would = "would be" if job.dry_run else "are"
        self.stdout.write(f"{job.done:,} messages; {job.interactions:,} exchanges {would} new; import {job.pk}.")
        for why, number in job.left_in_words:
            self.stdout.write(f"  {number:>9,}  {why}")

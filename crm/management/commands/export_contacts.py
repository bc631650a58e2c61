"""Write contacts to a file from the command line, in the foreground."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from crm.errors import Refusal
from crm.exporting.formats import FORMATS, WRITERS
from crm.exporting.job import run_export, start_export
from crm.management.bar import show_bar
from crm.models import Export, ExportStatus, ExportWay, ExportWhat, Staff


class Command(BaseCommand):
    help = "Write the contacts that somebody may see to a file, or to standard output."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as", dest="email", required=True, help="e-mail of whose view of the contacts it is")
        parser.add_argument("--format", default="csv", choices=list(FORMATS))
        parser.add_argument(
            "--what",
            default="contacts",
            choices=list(WRITERS),
            help="everything: with all that happened (json, ndjson)",
        )
        parser.add_argument("--filter", default="", help="as in the list's address: tag=press&channel=email")
        parser.add_argument("--sensitive", action="store_true", help="with what is said on sensitive topics")
        parser.add_argument("--out", type=Path, help="the file; standard output if left out")

    def handle(self, *args: Any, **options: Any) -> None:
        staff = Staff.objects.filter(email__iexact=options["email"].strip(), left_on=None).first()
        if staff is None:
            raise CommandError(f"No staff member at work has the e-mail address {options['email']}.")
        try:
            export = start_export(
                staff=staff,
                what=options["what"],
                format=options["format"],
                filters=parse_qs(options["filter"], keep_blank_values=True),
                sensitive=options["sensitive"],
                as_of=timezone.now(),
                way=ExportWay.COMMAND,
            )
        except Refusal as error:
            raise CommandError(str(error)) from error
        export = run_export(export.pk, progress=self._show_progress)
        if export.status != ExportStatus.DONE:
            raise CommandError(export.error or "The export was cancelled.")
        self._hand_over(export, options["out"])

    def _show_progress(self, export: Export) -> None:
        show_bar(self.stderr, export.done, export.total)

    def _hand_over(self, export: Export, out: Path | None) -> None:
        """The file leaves our storage for where they want it."""
        try:
            with export.file.open("rb") as file:
                if out is None:
                    for block in file.chunks():
                        sys.stdout.buffer.write(block)
                else:
                    out.touch(mode=0o600)
                    with out.open("wb") as target:
                        for block in file.chunks():
                            target.write(block)
        except OSError as error:
            raise CommandError(f"{out} cannot be written: {error.strerror}.") from error
        finally:
            export.file.storage.delete(str(export.file.name))
            Export.objects.filter(pk=export.pk).update(file="", expires_at=None)
        rows = "interactions" if export.what == ExportWhat.INTERACTIONS else "contacts"
        start = "\r\x1b[K" if self.stderr.isatty() else ""
        self.stderr.write(f"{start}Wrote {export.done:,} {rows}{f' to {out}' if out else ''}.")

"""`manage.py doctor`: is everything as it must be? Looks only; says what is wrong and what to do about it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.doctor import Finding, examine, one_snapshot

SHOWN = 10


class Command(BaseCommand):
    help = "Check everything that must always hold of the data, and that the machine is fit. Changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="Name every offender, not only the first ten.")

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = 0
        with one_snapshot():
            for finding in examine(as_of=timezone.now()):
                wrong += bool(finding.offenders)
                if finding.offenders or options["verbosity"] > 1:
                    self._tell(finding, len(finding.offenders) if options["all"] else SHOWN)
        if wrong:
            raise CommandError(f"Not as it must be: {wrong}. Nothing was changed.")
        self.stdout.write("Everything is as it must be.")

    def _tell(self, finding: Finding, shown: int) -> None:
        number = len(finding.offenders)
        if not number:
            self.stdout.write(f"fine   {finding.name}: {finding.holds}")
            return
        self.stdout.write(f"WRONG  {finding.name}: {finding.holds}")
        self.stdout.write(f"       but not: {', '.join(finding.offenders[:shown])}")
        if number > shown:
            self.stdout.write(f"       and {number - shown:,} more (--all names them)")
        self.stdout.write(f"       {finding.mend}")

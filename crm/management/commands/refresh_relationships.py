"""Work out the facts of all relationships anew, or check that they need it not."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from crm.models import Relationship
from crm.readiness.facts import drifted, refresh_all

SHOWN = 50


class Command(BaseCommand):
    help = "Work out the facts of every relationship from interactions and asks."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail when stored facts differ")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        if check:
            self._check()
            return
        with transaction.atomic():
            refresh_all()
        self.stdout.write(f"Worked out the facts of {Relationship.objects.count():,} relationships.")

    def _check(self) -> None:
        pairs = drifted()
        for staff, contact in pairs[:SHOWN]:
            self.stdout.write(f"staff {staff}, contact {contact}")
        if len(pairs) > SHOWN:
            self.stdout.write(f"… and {len(pairs) - SHOWN:,} more")
        if pairs:
            raise CommandError(f"Facts that differ from what happened: {len(pairs):,}. Run it without --check.")
        self.stdout.write("Every relationship says what happened.")

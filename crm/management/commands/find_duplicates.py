"""Look through the whole book for records that may be one person."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from crm.duplicates.find import find_everywhere
from crm.models import Duplicate


class Command(BaseCommand):
    help = (
        "Compare all contacts anew. What changes is compared by itself, a minute or two later; this is for all."
        " If it is stopped, the worker goes on with the rest."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        find_everywhere(as_of=timezone.now(), progress=self._told if self.stderr.isatty() else None)
        self.stdout.write(f"Pairs that may be one person: {Duplicate.objects.count():,}.")

    def _told(self, step: str, done: int, total: int) -> None:
        self.stderr.write(f"\r{done:,} of {total:,} {step}   ", ending="")

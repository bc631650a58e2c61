"""`manage.py prepare`: what `run` does before it serves; for those who start the parts by other means."""

from typing import Any

from django.core.management.base import BaseCommand

from config.running import preparation


class Command(BaseCommand):
    help = "Apply migrations and collect static files, if there is anything to do."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        preparation.migrate()
        preparation.collect_static()

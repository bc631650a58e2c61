"""Take the sample book out again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError

from crm.sample.remove import remove_sample_book


class Command(BaseCommand):
    help = "Take out the sample book and nothing else."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            removed = remove_sample_book()
        except ProgrammingError as error:
            raise CommandError("The database is not set up yet, so there is no sample book in it.") from error
        if removed.contacts:
            self.stdout.write(f"Took out the sample book with its {removed.contacts} people.")
        else:
            self.stdout.write("There were no people of the sample book.")
        for what in removed.kept:
            self.stdout.write(f"Kept {what}: something of yours rests on it.")

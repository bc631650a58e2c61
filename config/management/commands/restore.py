"""`manage.py restore FILE`: everything as it was when the backup was made, or nothing changed at all."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from config.backups.passphrase import passphrase
from config.backups.restoring import restore_backup
from config.embedded.folders import make_home
from config.running.only_one import only_one
from config.settings import env


class Command(BaseCommand):
    help = "Put a backup in the place of what is there. Nothing may be running."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="Though people work here already.")
        parser.add_argument(
            "--erased", type=Path, action="append", default=[], metavar="LIST",
            help="A list of the erased kept elsewhere: whoever stands there since the backup was made is erased again.",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        home = Path(settings.HOME)
        make_home(home)
        with only_one(home, "a backup is being restored"):
            restore_backup(
                options["file"],
                passphrase(env, twice=False),
                replace=options["replace"],
                tell=self.stdout.write,
                erased_lists=options["erased"],
            )
        self.stdout.write("Restored. manage.py doctor looks whether all is as it must be.")

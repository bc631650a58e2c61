"""`manage.py backup`: one encrypted file with everything; while it runs or not."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from config.backups.making import make_backup
from config.backups.passphrase import passphrase
from config.settings import env


class Command(BaseCommand):
    help = "Write the database, media and the secret key to one file, encrypted with a passphrase."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, help="The file; LISTENLARGE_HOME/backups/DATE.backup if left out.")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        path: Path | None = options["out"]
        if path is None:
            folder = Path(settings.HOME) / "backups"
            folder.mkdir(mode=0o700, exist_ok=True)
            path = folder / f"listenlarge-{now:%Y-%m-%d-%H%M%S}.backup"
        make_backup(path.resolve(), passphrase(env, twice=True), as_of=now)
        self.stdout.write(
            f"{path} holds everything ({path.stat().st_size / 2**20:,.1f} MiB). Keep the passphrase apart."
        )

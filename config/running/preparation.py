"""What must be done before anything is served: tables, static files. Quick when there is nothing to do."""

import hashlib
import sys
from io import TextIOBase
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from config.problem import Problem

OURS = {"crm", "listening"}
STEPS_A_LINE = 20


def migrate() -> None:
    executor = MigrationExecutor(connection)
    loader = executor.loader
    ahead = {key for key in loader.applied_migrations if key[0] in OURS} - set(loader.disk_migrations)
    if ahead:
        label, name = sorted(ahead)[-1]
        raise Problem(
            f"The database was changed by a newer Listen Large ({label} {name} is not known here): "
            "use that version, or restore a backup. Left as it is."
        )
    if plan := executor.migration_plan(loader.graph.leaf_nodes()):
        print(f"Setting up the database, {len(plan)} steps …", flush=True)
        call_command("migrate", verbosity=1, interactive=False, stdout=_Steps(len(plan)))


class _Steps(TextIOBase):
    """What migrate says, told as how many steps are done."""

    def __init__(self, steps: int) -> None:
        self.steps, self.done = steps, 0

    def write(self, text: str, /) -> int:
        self.done += text.count("Applying ")
        if "Applying " in text and self.done % STEPS_A_LINE == 0:
            print(f"  {self.done} of {self.steps}", flush=True)
        return len(text)


def collect_static() -> None:
    """Copy and compress static files unless they are the very ones collected before."""
    root = Path(settings.STATIC_ROOT)
    stamp = root / ".collected"
    wanted = _fingerprint()
    if stamp.is_file() and stamp.read_text(encoding="ascii") == wanted:
        return
    print("Collecting styles, scripts and pictures …", flush=True)
    stamp.unlink(missing_ok=True)  # a copy cut short must not pass for whole
    call_command("collectstatic", verbosity=0, interactive=False, clear=root.is_dir())
    root.mkdir(parents=True, exist_ok=True)
    stamp.write_text(wanted, encoding="ascii")


def _fingerprint() -> str:
    """Of name, size and time of every file, and of how they are stored."""
    digest = hashlib.sha256(repr((sys.version_info[:2], settings.STORAGES["staticfiles"])).encode())
    for finder in get_finders():
        for name, storage in finder.list(None):
            found = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()

"""What must be done before anything is served: tables, static files. Quick when there is nothing to do."""

import hashlib
import sys
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from config.problem import Problem

OURS = {"crm", "listening"}


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
    if executor.migration_plan(loader.graph.leaf_nodes()):
        print("Setting up the database …", flush=True)
        call_command("migrate", verbosity=0, interactive=False)


def collect_static() -> None:
    """Copy and compress static files unless they are the very ones collected before."""
    root = Path(settings.STATIC_ROOT)
    stamp = root / ".collected"
    wanted = _fingerprint()
    if stamp.is_file() and stamp.read_text(encoding="ascii") == wanted:
        return
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

"""A migrated database that the tests' databases are copied from.

Migrating takes ten seconds of computing for each test process and each run; copying a fifth of one. The
template's name holds a digest of every migration there is, so a changed migration makes a new template.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import connections

PREFIX = "migrated_"


def ensure_template(lock: Path) -> str:
    """The template's name. `lock` is a file: two test runs at once make it once."""
    name = PREFIX + _digest()
    handle = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        made = _templates()
        if name not in made:
            _make(name, [*made, f"{name}_draft"])
    finally:
        os.close(handle)
    return name


def _digest() -> str:
    """Of the text of all migrations of all installed apps, in a fixed order."""
    digest = hashlib.sha256()
    for app in apps.get_app_configs():
        folder = Path(app.path, "migrations")
        for path in sorted([*folder.glob("*.py"), *folder.glob("*.sql")]):  # SQL that a migration reads, too
            digest.update(f"{app.label}/{path.name}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _templates() -> list[str]:
    connection = connections["default"]
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        return [row[0] for row in cursor.fetchall()]


def _make(name: str, outdated: list[str]) -> None:
    draft = f"{name}_draft"  # seen under its name only when whole
    for old in outdated:
        _execute(f"DROP DATABASE IF EXISTS {old}")
    _execute(f"CREATE DATABASE {draft}")
    with _connected_to(draft):
        call_command("migrate", verbosity=0, interactive=False)
    _execute(f"ALTER DATABASE {draft} RENAME TO {name}")


def _execute(statement: str) -> None:
    with connections["default"]._nodb_cursor() as cursor:
        cursor.execute(statement)


@contextmanager
def _connected_to(database: str) -> Iterator[None]:
    """As Django's own test runner does it: the settings' name changes under the connection."""
    connection = connections["default"]
    connection.close()
    usual = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = database
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual

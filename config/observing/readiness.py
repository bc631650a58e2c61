"""Fit to serve? Four questions, each answered in a sentence: the database, its migrations, the queue, the disk."""

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from pkgutil import iter_modules

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection

from config.observing.queue import tasks

MINUTE = 60


def findings() -> dict[str, str]:
    """Name of the check → what is wrong, "" when nothing is. Without a database the two that need it are not asked."""
    found = {"database": _database(), "disk": _disk()}
    for name, check in _IN_THE_DATABASE.items():
        if not found["database"]:
            found[name] = _asked(check)
    return found


def _database() -> str:
    def one() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return ""

    return _asked(one)


def _asked(check: Callable[[], str]) -> str:
    try:
        return check()
    except DatabaseError as error:
        connection.close()
        return f"The database does not answer ({type(error).__name__})."


def _migrations() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        applied = set(cursor.fetchall())
    missing = sorted(on_disk() - applied)
    return f"Not applied: {missing[0][0]} {missing[0][1]} and {len(missing) - 1} more." if missing else ""


@cache
def on_disk() -> frozenset[tuple[str, str]]:
    """The migrations of this version, by their files' names: none is imported to ask."""
    return frozenset(
        (config.label, module.name)
        for config in apps.get_app_configs()
        for module in iter_modules([str(Path(config.path, "migrations"))])
        if module.name[0] not in "_~"
    )


def _queue() -> str:
    limit = settings.QUEUE_LATE_AFTER_MINUTES * MINUTE
    late = {name: task.oldest for name, task in tasks().items() if task.oldest > limit}
    if not late:
        return ""
    name = max(late, key=lambda task: late[task])
    return f"{name} has waited for {late[name] / MINUTE:,.0f} minutes: is a worker running?"


def _disk() -> str:
    short = [path for path in _places() if shutil.disk_usage(path).free < settings.DISK_FREE_MIB * 2**20]
    return f"Less than {settings.DISK_FREE_MIB:,} MiB are free where {short[0].name}/ lies." if short else ""


def _places() -> list[Path]:
    return [path for path in (Path(settings.HOME), Path(settings.MEDIA_ROOT)) if path.exists()]


_IN_THE_DATABASE: dict[str, Callable[[], str]] = {"migrations": _migrations, "queue": _queue}

"""Figures read when somebody asks for them: the queue, the sources, the disk, the newest backup."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection
from prometheus_client.core import GaugeMetricFamily, Metric

from config.observing.queue import tasks, workers_alive
from config.running.nightly import copies


class Figures:
    """A collector as prometheus_client wants it."""

    def collect(self) -> Iterator[Metric]:
        yield from _queue()
        yield _one("listenlarge_workers", "Workers that gave a sign of life within a minute.", workers_alive())
        yield _one("listenlarge_database_bytes", "Size of the database.", _database_size())
        yield _one("listenlarge_disk_free_bytes", "Free where the data lies.", shutil.disk_usage(settings.HOME).free)
        yield from _backups()

    def describe(self) -> list[Metric]:
        return []


def _one(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(name, words, value=value)


def _queue() -> Iterator[Metric]:
    families = {
        "waiting": GaugeMetricFamily("listenlarge_jobs_waiting", "Jobs that could run now.", labels=["task"]),
        "oldest": GaugeMetricFamily("listenlarge_jobs_oldest_seconds", "Waiting time of the oldest.", labels=["task"]),
        "running": GaugeMetricFamily("listenlarge_jobs_running", "Jobs being done.", labels=["task"]),
        "failed": GaugeMetricFamily("listenlarge_jobs_failed", "Jobs given up.", labels=["task"]),
    }
    for name, task in tasks().items():
        for field, family in families.items():
            family.add_metric([name], getattr(task, field))
    yield from families.values()


def _database_size() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        [size] = cursor.fetchone()
    return int(size)


def _backups() -> Iterator[Metric]:
    """None made yet: no figure, so that an alarm on its absence can ring."""
    times = [path.stat().st_mtime for path in copies(Path(settings.HOME, "backups"))]
    if times:
        yield _one("listenlarge_newest_backup_timestamp_seconds", "When the newest dump was made.", max(times))

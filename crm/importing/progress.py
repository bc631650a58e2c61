"""Progress told while the one applying transaction runs: over a connection of its own, so that others see it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection

from crm.models.imports import ImportJob, ImportPhase

Telling = Callable[[ImportPhase], None]


@contextmanager
def told_meanwhile(job: ImportJob) -> Iterator[Telling]:
    """What is called with each phase. A server that has no connection to spare costs the telling, not the import."""
    beside = connection.copy()

    def tell(phase: ImportPhase) -> None:
        try:
            with beside.cursor() as cursor:
                cursor.execute("SET lock_timeout = '1s'; SET synchronous_commit = off")
                cursor.execute("UPDATE crm_importjob SET phase = %s WHERE id = %s", [phase.value, job.pk])
        except DatabaseError:
            beside.close()

    try:
        yield tell
    finally:
        beside.close()

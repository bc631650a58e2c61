"""A file that is written piece by piece while others watch how far it is, and may stop it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.files.base import File
from django.db import connection

from crm.models import Export

Progress = Callable[[Export], None]
STEP = 5_000  # contacts between two looks


class Cancelled(Exception):
    """Somebody asked the export to stop."""


class Pieces(File):
    """What the storage writes: a stream that nobody holds in memory."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__(None, name="export")
        self._pieces = pieces

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        return self._pieces


@contextmanager
def watched(export: Export, progress: Progress | None) -> Iterator[Callable[[int], None]]:
    """What is to be told how many contacts are written. Raises Cancelled when somebody asked for it.

    The rows come in over the usual connection, so the progress goes out over another."""
    beside = connection.copy()
    next_look = STEP

    def told(done: int) -> None:
        nonlocal next_look
        export.done = done
        if done < next_look:
            return
        next_look = done + STEP
        with beside.cursor() as cursor:
            cursor.execute(
                "UPDATE crm_export SET done = %s WHERE id = %s RETURNING cancel_requested", [done, export.pk]
            )
            if cursor.fetchone() == (True,):
                raise Cancelled
        if progress:
            progress(export)

    try:
        yield told
    finally:
        beside.close()

"""Rows from the database as they leave it: COPY sends them one by one, so memory is flat at any size."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from crm.exporting.selection import Chosen

BLOCK = 64 * 1024


def copied(chosen: Chosen, statement: str, options: str) -> Iterator[bytes]:
    """The bytes of COPY (statement) TO STDOUT WITH (options), in blocks of about 64 KB."""
    head = int("HEADER" in options)
    block: list[bytes] = []
    size = rows = 0
    with _copying(chosen, f"COPY ({statement}) TO STDOUT WITH ({options})") as copy:
        for row in copy:
            block.append(bytes(row))
            size += len(row)
            if size >= BLOCK:
                rows += len(block)
                yield b"".join(block)
                chosen.told(rows - head)
                block, size = [], 0
    yield b"".join(block)
    chosen.told(rows + len(block) - head)


def copied_rows(chosen: Chosen, statement: str) -> Iterator[tuple[str | None, ...]]:
    """The rows of the statement, every value as text; None where it is NULL."""
    done = 0
    with _copying(chosen, f"COPY ({statement}) TO STDOUT") as copy:
        for done, row in enumerate(copy.rows(), start=1):
            yield row
            if not done % 1_000:
                chosen.told(done)
    chosen.told(done)


@contextmanager
def _copying(chosen: Chosen, statement: str) -> Iterator[Any]:
    connection.ensure_connection()
    with connection.connection.cursor() as cursor, cursor.copy(statement, chosen.params) as copy:
        yield copy

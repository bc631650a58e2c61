"""Statements that run with every log: prepared on the server, because planning them takes longer than running.

psycopg's own cursor binds on the server and prepares; Django's binds in the client and cannot."""

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from django.db import connection


def run_prepared(statement: str, values: Mapping[str, Any] | Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows it returns; none for a statement that returns nothing. Placeholders are %(name)s, or %s in order."""
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(statement, values, prepare=True)
        return cursor.fetchall() if cursor.description else []

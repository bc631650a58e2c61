"""One thing that must always hold."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection


@dataclass(frozen=True)
class Invariant:
    """`holds` says what is meant to be; `find` names what is otherwise ("contact 7"), nothing when all is well;
    `mend` says what to do about it."""

    name: str
    holds: str
    find: Callable[[], list[str]]
    mend: str


def by_query(name: str, holds: str, query: str, *, mend: str, parameters: dict[str, Any] | None = None) -> Invariant:
    """An invariant whose query yields one column: the offenders, named."""
    return Invariant(name, holds, lambda: offenders(query, parameters), mend)


def offenders(query: str, parameters: dict[str, Any] | None = None) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters or None)
        return [str(row[0]) for row in cursor.fetchall()]

"""What hangs on a record, whoever added it: found in the models, so that a new kind of record is not forgotten."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.db import models
from django.db.backends.utils import CursorWrapper


@dataclass(frozen=True, slots=True)
class Reference:
    """A column that points at the record."""

    model: type[models.Model]
    table: str
    column: str
    may_be_empty: bool

    @property
    def what(self) -> str:
        return str(self.model._meta.verbose_name_plural)

    @property
    def emptied(self) -> str:
        return f'UPDATE "{self.table}" SET "{self.column}" = NULL WHERE "{self.column}" = ANY (%s::bigint[])'  # noqa: S608

    @property
    def deleted(self) -> str:
        return f'DELETE FROM "{self.table}" WHERE "{self.column}" = ANY (%s::bigint[])'  # noqa: S608


@cache
def references_to(model: type[models.Model]) -> tuple[Reference, ...]:
    """Everything the database itself ties to it; history, which is kept apart, is not tied."""
    found = []
    for field in model._meta.get_fields(include_hidden=True):
        if isinstance(field, models.ManyToOneRel) and getattr(field.field, "db_constraint", True):
            other = field.field.model
            column, emptied = field.field.column, field.on_delete is models.SET_NULL
            found.append(Reference(other, other._meta.db_table, str(column), emptied))
    return tuple(found)


def mark_touched(cursor: CursorWrapper, table: str, references: Iterable[Reference]) -> None:
    """Fill `why` of the rows in a temporary table (id, why) that something points at."""
    for reference in references:
        cursor.execute(
            f"UPDATE {table} AS u SET why = %s WHERE why = '' AND EXISTS ("  # noqa: S608  names from the models
            f'SELECT FROM "{reference.table}" AS r WHERE r."{reference.column}" = u.id)',
            [f"There are {reference.what} that rest on this."],
        )

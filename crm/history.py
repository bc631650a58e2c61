"""History: every change of these records is kept by the database itself, whoever makes it."""

from collections.abc import Callable
from typing import TypeVar

import pghistory
from django.db import models

M = TypeVar("M", bound=type[models.Model])


def keeps_history(*, exclude: tuple[str, ...] = ()) -> Callable[[M], M]:
    """Record inserts, updates and deletes by statement-level triggers (cheap for bulk writes)."""
    return pghistory.track(  # type: ignore[no-any-return]
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        level=pghistory.Statement,
        exclude=list(exclude),
    )

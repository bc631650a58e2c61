"""Who goes out: what the reader may see, narrowed by the filters of the contact list."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crm.filters.selection import Filters, chosen_contacts
from crm.models import Staff

__all__ = ["Chosen", "Filters", "choose", "chosen_contacts"]


@dataclass(frozen=True)
class Chosen:
    """`ids` is SQL for their ids with its `params`. `sensitive`: interests in sensitive topics go along.
    `told` hears, now and then and at the end, how many contacts have been written."""

    ids: str
    params: tuple[Any, ...]
    sensitive: bool = False
    told: Callable[[int], None] = lambda _done: None

    def select(self, expressions: str, more: str = "") -> str:
        """A statement over each chosen contact `c`, in the order in which they came to us."""
        return f"SELECT {expressions} FROM crm_contact AS c {more} WHERE c.id IN ({self.ids}) ORDER BY c.id"  # noqa: S608


def choose(*, staff: Staff, filters: Filters, as_of: datetime, sensitive: bool = False) -> Chosen:
    """Raises Refusal for a filter that does not exist or cannot be read."""
    rows = chosen_contacts(staff=staff, filters=filters, as_of=as_of)
    sql, params = rows.order_by().values("pk").query.sql_with_params()
    return Chosen(sql, tuple(params), sensitive)

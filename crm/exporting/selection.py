"""Who goes out: what the reader may see, narrowed by the filters of the contact list."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crm.filters.selection import Filters, chosen_contacts, chosen_interactions
from crm.models import ExportWhat, Staff

__all__ = ["Chosen", "Filters", "choose", "chosen"]

CONTACTS, INTERACTIONS = "crm_contact AS c", "crm_interaction AS i"


@dataclass(frozen=True)
class Chosen:
    """`ids` is SQL for their ids with its `params`. `sensitive`: what is said on sensitive topics goes along.
    `told` hears, now and then and at the end, how many rows have been written. `source` is where they stand: contacts
    `c`, or their interactions `i`."""

    ids: str
    params: tuple[Any, ...]
    source: str = CONTACTS
    sensitive: bool = False
    told: Callable[[int], None] = lambda _done: None

    def select(self, expressions: str, more: str = "") -> str:
        """A statement over each chosen row, in the order in which they came to us."""
        key = f"{self.source[-1]}.id"
        return f"SELECT {expressions} FROM {self.source} {more} WHERE {key} IN ({self.ids}) ORDER BY {key}"  # noqa: S608


def chosen(*, what: str, staff: Staff, filters: Filters, as_of: datetime) -> Any:
    """The contacts, or interactions, that go out. Raises Refusal for a filter that does not exist or cannot be read."""
    choice = chosen_interactions if what == ExportWhat.INTERACTIONS else chosen_contacts
    return choice(staff=staff, filters=filters, as_of=as_of)


def choose(
    *,
    staff: Staff,
    filters: Filters,
    as_of: datetime,
    sensitive: bool = False,
    what: str = ExportWhat.CONTACTS,
) -> Chosen:
    """As `chosen`, ready to be written."""
    rows = chosen(what=what, staff=staff, filters=filters, as_of=as_of)
    sql, params = rows.order_by().values("pk").query.sql_with_params()
    source = INTERACTIONS if what == ExportWhat.INTERACTIONS else CONTACTS
    return Chosen(sql, tuple(params), source, sensitive)

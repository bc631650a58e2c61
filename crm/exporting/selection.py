"""Who goes out: what the reader may see, narrowed by the filters of the contact list."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict

from crm.errors import Refusal
from crm.filters import ContactFilter
from crm.models import Contact, Staff

Filters = Mapping[str, str | Sequence[str]]


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


def chosen_contacts(*, staff: Staff, filters: Filters, as_of: datetime) -> Any:
    given = QueryDict(mutable=True)
    for name, value in filters.items():
        given.setlist(name, [value] if isinstance(value, str) else [str(one) for one in value])
    if unknown := [name for name in given if not _known(name)]:
        raise Refusal(filter=f"“{unknown[0][:40]}” is no filter of contacts; leave it out.")
    found = ContactFilter(given, queryset=Contact.objects.visible_to(staff).in_use(), staff=staff, as_of=as_of)
    if not found.is_valid():
        name, sentences = next(iter(found.errors.items()))
        raise Refusal(filter=f"{name}: {sentences[0]}")
    return found.qs


def _known(name: str) -> bool:
    filters = ContactFilter.base_filters
    return name in filters or (name.endswith(("_after", "_before")) and name.rpartition("_")[0] in filters)

"""Who changed what, when, from what to what, and by which door: read from history, newest first.

Every tracked model has a table of events (crm.history); they are read as one list, a page at a time. In each table the
numbers rise with time, so a page goes on from a number in each."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from heapq import merge
from itertools import islice
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.utils.translation import gettext as _
from pghistory.models import Event

from crm.errors import Refusal
from crm.models import Contact, Staff

PAGE = 50
UNTOLD = frozenset(
    {"id", "version", "updated_at", "created_at", "book", "person", "fingerprint", "word_count", "address"}
)
MOST_LETTERS = 300


@dataclass(frozen=True)
class Kind:
    """A tracked model: `name` as in addresses, its tables, the column that names the contact it is about, if any."""

    name: str
    model: type[Model]
    events: str
    contact: str | None
    has_object: bool
    topic: bool


@dataclass(frozen=True)
class Change:
    kind: Kind
    event_id: int
    object_id: int | None
    at: datetime
    verb: str
    """insert, update or delete."""
    context: dict[str, Any]
    before: dict[str, Any]
    after: dict[str, Any]

    @property
    def differences(self) -> dict[str, tuple[Any, Any]]:
        """Field → from, to; of what was made or deleted, everything that was not empty."""
        names = [name for name in {**self.before, **self.after} if name not in UNTOLD]
        return {
            name: (_short(self.before.get(name)), _short(self.after.get(name)))
            for name in names
            if self.before.get(name) != self.after.get(name) and not _both_empty(self.before, self.after, name)
        }

    @property
    def staff_id(self) -> int | None:
        user = self.context.get("user")
        return user if isinstance(user, int) else None

    @property
    def door(self) -> str:
        """screen, api, import, bulk, erasure, sample, or sql: a command, the worker, or straight SQL, by `role`."""
        url = str(self.context.get("url", ""))
        for key, door in (("import_job", "import"), ("bulk_action", "bulk"), ("erasure", "erasure"),
                          ("sample_book", "sample")):  # fmt: skip
            if self.context.get(key):
                return door
        if url:
            return "api" if url.startswith("/api/") else "screen"
        return "sql"


@dataclass(frozen=True)
class Asked:
    """What to look for; None and empty for all. `contacts`: about these alone."""

    staff: int | None = None
    kind: str = ""
    object_id: int | None = None
    after: datetime | None = None
    before: datetime | None = None
    contacts: Collection[int] | None = None


@dataclass(frozen=True)
class Page:
    changes: list[Change]
    next: str = ""
    """Where the next page begins; empty: that was all."""
    names: Mapping[int, str] = field(default_factory=dict)
    """Staff by id, of all on the page."""


@cache
def kinds() -> dict[str, Kind]:
    found = {}
    for model in apps.get_models():
        if not issubclass(model, Event) or model._meta.proxy or not hasattr(model, "pgh_tracked_model"):
            continue
        tracked: Any = model.pgh_tracked_model
        columns = {one.column for one in model._meta.concrete_fields}
        whom = next((name for name in ("contact_id", "first_id") if name in columns), None)
        contact = "pgh_obj_id" if tracked is Contact else whom
        has_topic = "topic_id" in columns
        name = str(tracked._meta.model_name)
        found[name] = Kind(name, tracked, model._meta.db_table, contact, "pgh_obj_id" in columns, has_topic)
    return dict(sorted(found.items()))


def audit(*, staff: Staff, asked: Asked, cursor: str = "", limit: int = PAGE) -> Page:
    """What concerns contacts is told of those that `staff` may see; a contact that is gone was erased, and nothing is
    told of it. On sensitive topics only the person's own page tells."""
    wanted = [one for one in kinds().values() if asked.kind in ("", one.name)]
    if asked.contacts is not None:
        wanted = [one for one in wanted if one.contact]
    places = _read_cursor(cursor)
    runs = [_changes(one, staff, asked, places.get(one.name), limit + 1) for one in wanted]
    together = list(islice(merge(*runs, key=lambda change: (change.at, change.kind.name, change.event_id),
                                 reverse=True), limit + 1))  # fmt: skip
    page = together[:limit]
    for change in page:
        places[change.kind.name] = change.event_id
    who = {change.staff_id for change in page if change.staff_id is not None}
    names = {one.pk: str(one) for one in Staff.objects.filter(pk__in=who)}
    return Page(page, _cursor(places) if len(together) > limit else "", names)


def changes_of(contacts: Collection[int], *, staff: Staff) -> list[dict[str, Any]]:
    """All of it, oldest first, as plain rows."""
    rows: list[dict[str, Any]] = []
    cursor = ""
    while True:
        page = audit(staff=staff, asked=Asked(contacts=contacts), cursor=cursor, limit=1000)
        rows += [
            {
                "at": change.at,
                "by": page.names.get(change.staff_id or 0, change.context.get("role", "")),
                "door": change.door,
                "what": str(change.kind.model._meta.verbose_name),
                "verb": change.verb,
                "changed": {name: list(pair) for name, pair in change.differences.items()},
            }
            for change in page.changes
        ]
        cursor = page.next
        if not cursor:
            return rows[::-1]


def _changes(kind: Kind, staff: Staff, asked: Asked, below: int | None, limit: int) -> list[Change]:
    where, values = ["true"], {"limit": limit}  # type: tuple[list[str], dict[str, Any]]
    if kind.contact:
        seen, params = Contact.objects.visible_to(staff).values("pk").query.sql_with_params()
        where.append(f"e.{kind.contact} IN ({_named(seen, params, values)})")
        if kind.name == "notsame":
            where.append(f"e.second_id IN ({_named(seen, params, values)})")
    if kind.name == "savedview":
        where.append("(e.shared OR e.owner_id = %(me)s)")
        values["me"] = staff.pk
    if kind.topic and asked.contacts is None:
        where.append("(e.topic_id IS NULL OR e.topic_id NOT IN (SELECT id FROM crm_topic WHERE sensitive))")
    for condition, value in (
        ("e.pgh_id < %(below)s", below),
        ("c.metadata ? 'user' AND c.metadata ->> 'user' = %(user)s", None if asked.staff is None else str(asked.staff)),
        (f"e.{'pgh_obj_id' if kind.has_object else 'id'} = %(object)s", asked.object_id),
        ("e.pgh_created_at >= %(after)s", asked.after),
        ("e.pgh_created_at <= %(before)s", asked.before),
        (f"e.{kind.contact} = ANY (%(contacts)s)", None if asked.contacts is None else list(asked.contacts)),
    ):
        if value is not None:
            where.append(condition)
            values[condition.rpartition("%(")[2].partition(")s")[0]] = value
    before = "NULL::jsonb"
    if kind.has_object:
        before = (  # names of tables only
            f"(SELECT to_jsonb(b) FROM {kind.events} AS b WHERE b.pgh_obj_id = e.pgh_obj_id AND b.pgh_id < e.pgh_id"  # noqa: S608
            " ORDER BY b.pgh_id DESC LIMIT 1)"
        )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT e.pgh_id, to_jsonb(e)::text, CASE WHEN e.pgh_label = 'update' THEN {before} END::text,"  # noqa: S608
            f" coalesce(c.metadata, '{{}}')::text, e.pgh_created_at, e.pgh_label FROM {kind.events} AS e"
            f" LEFT JOIN pghistory_context AS c ON c.id = e.pgh_context_id WHERE {' AND '.join(where)}"
            " ORDER BY e.pgh_id DESC LIMIT %(limit)s",
            values,
        )
        return [_read(kind, *row) for row in cursor.fetchall()]


def _named(sql: str, params: tuple[Any, ...], values: dict[str, Any]) -> str:
    """The ORM's placeholders by name, beside ours."""
    start = len(values)
    for number, value in enumerate(params):
        values[f"p{start + number}"] = value
        sql = sql.replace("%s", f"%(p{start + number})s", 1)
    return sql


def _read(kind: Kind, pk: int, row: str, before: str | None, context: str, at: datetime, label: str) -> Change:
    fields = _plain(json.loads(row))
    was = _plain(json.loads(before)) if before else {}
    gone = label == "delete"
    return Change(
        kind=kind,
        event_id=pk,
        object_id=fields.get("id"),
        at=at,
        verb=label,
        context=json.loads(context),
        before=fields if gone else was,
        after={} if gone else fields,
    )


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if not name.startswith("pgh_")}


def _both_empty(before: Mapping[str, Any], after: Mapping[str, Any], name: str) -> bool:
    empty: tuple[Any, ...] = (None, "", [], {}, False)
    return before.get(name) in empty and after.get(name) in empty


def _short(value: Any) -> Any:
    return f"{value[: MOST_LETTERS - 1]}…" if isinstance(value, str) and len(value) > MOST_LETTERS else value


def _cursor(places: Mapping[str, int]) -> str:
    return urlsafe_b64encode(json.dumps(places).encode()).decode()


def _read_cursor(cursor: str) -> dict[str, int]:
    if not cursor:
        return {}
    try:
        places = json.loads(urlsafe_b64decode(cursor.encode()))
        if not isinstance(places, dict) or not all(
            name in kinds() and isinstance(at, int) and 0 <= at < 2**63 for name, at in places.items()
        ):
            raise ValueError
    except (ValueError, UnicodeError, RecursionError) as error:
        raise Refusal(cursor=_("Follow `next` of an answer; this is no place in the list.")) from error
    return places


__all__ = ["Asked", "Change", "Kind", "Page", "audit", "changes_of", "kinds"]

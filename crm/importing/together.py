"""Usual rows of contacts written together: found by two queries, written by three, however many they are."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from crm.actions.save_contact import tidy_tags
from crm.handles import HandleError, normalise
from crm.memory import look_back
from crm.models.base import unstorable
from crm.models.contacts import Contact, Visibility
from crm.models.staff import Staff
from crm.zones import time_zones

TEXTS = ("name", "organization", "title", "location", "timezone", "language", "notes", "external_id", "origin", "via")
PLAIN = frozenset({*TEXTS, "tags", "handles", "visibility"})
_LONGEST = {name: int(Contact._meta.get_field(name).max_length or 0) for name in TEXTS}  # type: ignore[union-attr]
Done = tuple[int, str]
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Usual:
    """A row with nothing in it that needs a closer look."""

    fields: Mapping[str, Any]
    handles: Mapping[Key, str]
    """(channel, key) → value, all their own and current."""

    @property
    def names(self) -> set[str]:
        """What it may be known by."""
        known = {f"{channel}:{key}" for channel, key in self.handles}
        return {*known, f"#{self.fields['external_id']}"} if self.fields.get("external_id") else known


def usual(fields: Mapping[str, Any]) -> Usual | None:
    """None for a row that has to be looked at by itself: unusual fields, or anything that may be refused."""
    if not fields.keys() <= PLAIN or not fields.get("name"):
        return None
    kept: dict[str, Any] = {name: value for name, value in fields.items() if name != "handles"}
    for name in kept.keys() & set(TEXTS):
        text = kept[name]
        if not isinstance(text, str) or len(text) > _LONGEST[name] or text != text.strip():
            return None
        if unstorable(text) if name == "notes" else not text.isprintable():
            return None
    if kept.get("timezone") and kept["timezone"] not in time_zones():
        return None
    if "tags" in kept:
        kept["tags"] = tidy_tags(kept["tags"])
        if not all(tag.isprintable() and len(tag) <= 100 for tag in kept["tags"]):
            return None
    handles = _handles(fields.get("handles", ()))
    return None if handles is None else Usual(kept, handles)


def _handles(handles: Iterable[Mapping[str, Any]]) -> dict[Key, str] | None:
    found: dict[Key, str] = {}
    for handle in handles:
        if handle.get("shared") or handle.get("status", "current") != "current":
            return None
        try:
            known = normalise(handle["channel"], handle["value"])
        except (HandleError, KeyError):
            return None
        found[known.channel, known.key] = known.value
    return found


def write_together(*, staff: Staff, rows: Sequence[Usual], as_of: datetime) -> list[Done | None]:
    """What was done with each; None for one that has to go by itself. No two rows may share a name."""
    if not rows:
        return []
    try:
        with transaction.atomic():
            return _Batch(staff, rows, as_of).write()
    except IntegrityError:  # somebody wrote one of them meanwhile: each by itself will find out
        return [None] * len(rows)


class _Batch:
    def __init__(self, staff: Staff, rows: Sequence[Usual], as_of: datetime) -> None:
        self.staff, self.rows, self.as_of = staff, rows, as_of
        self.changed: list[tuple[Contact, Mapping[str, Any]]] = []
        self.created: list[tuple[int, Usual]] = []
        self.added: list[tuple[int, int, Key, str]] = []  # contact, book, identity, value

    def write(self) -> list[Done | None]:
        named = self._whom_they_name()
        seen = self._seen({contact for found in named for contact in found})
        has = self._handles_of(seen)
        done = [self._decide(row, found, seen, has) for row, found in zip(self.rows, named, strict=True)]
        ids = iter(self._new_ids(sum(1 for one in done if one == (0, "created"))))
        answers: list[Done | None] = []
        for row, one in zip(self.rows, done, strict=True):
            answers.append((self._create(next(ids), row), "created") if one == (0, "created") else one)
        self._save()
        return answers

    def _whom_they_name(self) -> list[set[int]]:
        """Ids of every contact, whoever may see it, that has the row's identifier; if none, its addresses."""
        by_id: dict[str, set[int]] = defaultdict(set)
        by_key: dict[Key, set[int]] = defaultdict(set)
        ids = [row.fields["external_id"] for row in self.rows if row.fields.get("external_id")]
        keys = [key for row in self.rows for key in row.handles]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT external_id, id FROM crm_contact WHERE external_id = ANY (%s) AND external_id <> ''"
                " AND merged_into_id IS NULL",
                [ids],
            )
            for external_id, contact in cursor.fetchall():
                by_id[external_id].add(contact)
            cursor.execute(
                "SELECT h.channel, h.key, h.contact_id FROM unnest(%s::text[], %s::text[]) AS w (channel, key)"
                " JOIN crm_handle AS h USING (channel, key) WHERE NOT h.shared",
                [[channel for channel, _ in keys], [key for _, key in keys]],
            )
            for channel, key, contact in cursor.fetchall():
                by_key[channel, key].add(contact)
        return [
            by_id[row.fields.get("external_id") or ""] | {one for key in row.handles for one in by_key[key]}
            for row in self.rows
        ]

    def _seen(self, contacts: set[int]) -> dict[int, Contact]:
        mine = Contact.objects.visible_to(self.staff).filter(pk__in=contacts).order_by("pk")
        return {contact.pk: contact for contact in mine.select_for_update(of=("self",))}

    def _handles_of(self, contacts: Iterable[int]) -> set[tuple[int, Key]]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT contact_id, channel, key, shared, status FROM crm_handle WHERE contact_id = ANY (%s)",
                [list(contacts)],
            )
            return {(row[0], (row[1], row[2])) for row in cursor.fetchall() if not row[3] and row[4] == "current"}

    def _decide(
        self, row: Usual, named: set[int], seen: Mapping[int, Contact], has: set[tuple[int, Key]]
    ) -> Done | None:
        """(0, "created") for a new one. Two people, the trash, and what somebody else keeps, need a closer look."""
        theirs = [seen[contact] for contact in named if contact in seen]
        if not theirs:
            return None if row.fields.get("external_id") and named else (0, "created")
        if len(theirs) > 1 or theirs[0].trashed_at is not None:
            return None
        [contact] = theirs
        changes = {name: value for name, value in row.fields.items() if getattr(contact, name) != value}
        if "visibility" in changes or "external_id" in changes:
            return None
        book = contact.owner_id if contact.visibility == Visibility.PRIVATE else 0
        news = [(contact.pk, book, key, value) for key, value in row.handles.items() if (contact.pk, key) not in has]
        self.added += news
        if changes or news:
            self.changed.append((contact, changes))
        return (contact.pk, "updated") if changes or news else (contact.pk, "unchanged")

    def _new_ids(self, how_many: int) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence('crm_contact', 'id')) FROM generate_series(1, %s)", [how_many]
            )
            return [contact for (contact,) in cursor.fetchall()]

    def _create(self, contact: int, row: Usual) -> int:
        self.created.append((contact, row))
        book = self.staff.pk if row.fields.get("visibility") == Visibility.PRIVATE else 0
        self.added += [(contact, book, key, value) for key, value in row.handles.items()]
        return contact

    def _save(self) -> None:
        for contact, changes in self.changed:
            for name, value in changes.items():
                setattr(contact, name, value)
            if changes:
                contact.updated_at, contact.version = self.as_of, contact.version + 1
        edited = [contact for contact, changes in self.changed if changes]
        Contact.objects.bulk_update(edited, [*TEXTS, "tags", "version", "updated_at"], batch_size=1_000)
        columns = f"id, {', '.join(TEXTS)}, tags, visibility, collected_on, owner_id, person, version"
        _copy(f"COPY crm_contact ({columns}, created_at, updated_at) FROM STDIN", self._contacts())
        columns = "contact_id, channel, key, value, status, shared, book, version, created_at, updated_at"
        _copy(f"COPY crm_handle ({columns}) FROM STDIN", self._new_handles())
        look_back(as_of=self.as_of)

    def _contacts(self) -> Iterator[tuple[Any, ...]]:
        today, me = self.staff.today(self.as_of), self.staff.pk
        for contact, row in self.created:
            texts = (row.fields.get(name, "") for name in TEXTS)
            visibility = row.fields.get("visibility", Visibility.TEAM.value)
            tags = list(row.fields.get("tags", ()))
            yield (contact, *texts, tags, visibility, today, me, contact, 1, self.as_of, self.as_of)

    def _new_handles(self) -> Iterator[tuple[Any, ...]]:
        for contact, book, (channel, key), value in self.added:
            yield contact, channel, key, value, "current", False, book, 1, self.as_of, self.as_of


def _copy(into: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        # The books are given, here and for nothing else of this transaction.
        cursor.execute("SET LOCAL crm.books_known = 'on'; SET LOCAL gin_pending_list_limit = '16MB'")
        with cursor.copy(into) as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute("SET LOCAL crm.books_known = 'off'; SET LOCAL gin_pending_list_limit = '4MB'")

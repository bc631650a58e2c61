"""Somebody being put together from the cells of a row or the lines of a card."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from crm.handles import WEB, guess
from crm.importing.columns import CHANNEL_FIELDS
from crm.importing.dates import NO_DAY, day_of, is_two_ways
from crm.importing.record import (
    ImportedBoundary,
    ImportedContact,
    ImportedHandle,
    ImportedInteraction,
    ImportedInterest,
    ImportedPitch,
)
from crm.importing.shapes import boundary_from, handle_from, items_in, pitch_from
from crm.profiles import PROFILES

JOINED = " ::: "  # Google's, between several values in one cell
NOTHING = frozenset({"-", "–", "—", ".", "?", "n/a", "na", "none", "null", "nan", "k.a.", "0/0/00"})
DAYS = {"collected_on": "Collected on", "last_contacted_on": "Last contacted on", "informed_on": "Informed on"}
LISTS = frozenset({"handles", "boundaries", "pitches"})  # as JSON, in the tables we write ourselves
REFUSALS = {"opted_out": "opted_out", "declined": "answered_no"}  # field → origin of the boundary
DATED = frozenset({*DAYS, *REFUSALS, "pitched_on"})
_NOT_SO = frozenset(
    {
        "no", "false", "0", "n", "f", "nein", "falsch", "never", "subscribed", "non", "faux", "nee", "onwaar", "não",
        "nao", "falso", "nie", "fałsz", "nej", "ei",
    }
).union(NOTHING, NO_DAY)  # fmt: skip
_BETWEEN = {
    "email": re.compile(r"[;,\s]+(?=[^\s;,]+@)"),
    "phone": re.compile(r"[;,|\n]| / "),
    "sms": re.compile(r"[;,|\n]| / "),
    "tags": re.compile(r"[;,|\n]"),
}
_BETWEEN_LINKS = re.compile(r"[;,\s]+(?=\S+\.|@)")
_OR_EMAIL = frozenset({"name", "location"})  # “Contact”, “Adresse”: such headers stand over either
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")
_QUOTED = re.compile(r'"((?:[^"]|"")*)"\s*(?:,|$)')  # Mailchimp's: several quoted tags in one cell
_DEFUSED = re.compile(r"^'(?='*[=+\-@\t\r])")  # what our own files put before such cells


class Draft:
    """`dates` is the order of dates that could be read two ways: dmy, mdy, or empty for unknown. `defused`: cells
    of a table, where an apostrophe may stand before what a spreadsheet would run."""

    def __init__(self, row: int, dates: str = "", *, defused: bool = False) -> None:
        self.row = row
        self._dates = dates
        self._defused = defused
        self._texts: dict[str, str] = {}
        self._tags: dict[str, None] = {}
        self._handles: dict[tuple[str, str], ImportedHandle] = {}
        self._days: dict[str, date] = {}
        self._left_out: list[str] = []
        self.interactions: list[ImportedInteraction] = []
        self.boundaries: list[ImportedBoundary] = []
        self.pitches: list[ImportedPitch] = []
        self.interests: list[ImportedInterest] = []
        self.dealings: Mapping[str, Sequence[Mapping[str, Any]]] = {}
        self.whole = False

    def add(self, field: str, cell: str) -> None:
        """Take in one cell. The first that says something for a field stays; addresses and tags add up."""
        cell = cell.strip()
        if not cell or not field:
            return
        if self._defused and cell[0] == "'":
            cell = _DEFUSED.sub("", cell)
        if "@" in cell and field in _OR_EMAIL and self._defused and not self.whole and _EMAIL.fullmatch(cell):
            field = "email"
        if field in _ADDRESSES:
            self._add_addresses(field, cell)
        elif field == "tags":
            self._add_tags(cell)
        elif field in DAYS:
            self._add_day(field, cell)
        elif field in REFUSALS or field == "pitched_on":
            self._add_statement(field, cell)
        elif field in LISTS:
            self._add_list(field, cell)
        elif field not in self._texts:
            self._texts[field] = cell

    def text(self, field: str) -> str:
        """What has been taken in for a field so far; empty if nothing."""
        return self._texts.get(field, "")

    def add_tag(self, tag: str) -> None:
        if tag := tag.strip():
            self._tags[tag] = None

    def add_handle(self, channel: str, value: str, *, shared: bool = False, status: str = "current") -> None:
        value = value.strip()
        if value and value.casefold() not in NOTHING:
            self._handles.setdefault((channel, value.casefold()), ImportedHandle(channel, value, shared, status))

    def mark_handles(self, channel: str, status: str) -> None:
        """Everything taken in on this channel so far is former, or bounced."""
        for key, handle in self._handles.items():
            if handle.channel == channel:
                self._handles[key] = ImportedHandle(handle.channel, handle.value, handle.shared, status)

    def add_link(self, value: str, otherwise: str = "website") -> None:
        """A web address of any kind: a profile where it is one."""
        self.add_handle(_channel_of(value.strip()) or otherwise, value)

    def leave_out(self, sentence: str) -> None:
        """Something that cannot be understood: the person stays without it."""
        self._left_out.append(sentence)

    def finish(self) -> ImportedContact:
        """The contact; without a name it is called by nickname, organisation or address, or by nothing."""
        texts, handles = self._texts, tuple(self._handles.values())
        name = self._name() or texts.get("nickname") or texts.get("organization")
        place = texts.get("location") or ", ".join(texts[part] for part in ("city", "country") if part in texts)
        return ImportedContact(
            row=self.row,
            name=name or (handles[0].value if handles else ""),
            nameless=not name,
            organization=texts.get("organization", ""),
            title=texts.get("title", ""),
            location=place,
            timezone=texts.get("timezone", ""),
            language=texts.get("language", ""),
            notes=texts.get("notes", ""),
            tags=tuple(self._tags),
            external_id=texts.get("external_id", ""),
            origin=texts.get("origin", ""),
            via=texts.get("via", ""),
            basis=texts.get("basis", ""),
            visibility=texts.get("visibility", ""),
            informed_on=self._days.get("informed_on"),
            collected_on=self._days.get("collected_on"),
            last_contacted_on=self._days.get("last_contacted_on"),
            handles=handles,
            interactions=tuple(self.interactions),
            boundaries=tuple(self.boundaries),
            pitches=tuple(self.pitches),
            interests=tuple(self.interests),
            dealings=self.dealings,
            whole=self.whole,
            left_out=tuple(self._left_out),
        )

    def _name(self) -> str:
        texts = self._texts
        if whole := texts.get("name"):
            return " ".join(whole.split())
        parts: tuple[str, ...] = ("prefix", "first_name", "middle_name", "last_name", "suffix")
        if (last := texts.get("last_name", "")) and texts.get("first_name", "").endswith(f" {last}"):
            parts = ("prefix", "first_name", "suffix")  # the whole name stands beside the surname
        return " ".join(" ".join([texts[part] for part in parts if part in texts]).split())

    def _add_tags(self, cell: str) -> None:
        if JOINED in cell:
            tags = cell.split(JOINED)
        elif '"' in cell and (quoted := _QUOTED.findall(cell)):
            tags = [tag.replace('""', '"') for tag in quoted]
        else:
            tags = _BETWEEN["tags"].split(cell)
        for tag in tags:
            tag = tag.strip()
            tag = tag[1:-1] if len(tag) > 1 and tag[0] == tag[-1] == '"' else tag
            if not tag.startswith("* "):  # "* myContacts" and the like are Google's own
                self.add_tag(tag)

    def _add_day(self, field: str, cell: str) -> None:
        if cell.casefold() in NO_DAY:
            return
        if day := day_of(cell, self._dates):
            self._days.setdefault(field, day)
        elif is_two_ways(cell):
            self.leave_out(
                f"{DAYS[field]}: “{cell[:20]}” can be read two ways; say whether the day or the month is first."
            )
        else:
            self.leave_out(f"{DAYS[field]}: “{cell[:20]}” is no date; write it like 2024-03-31.")

    def _add_statement(self, field: str, cell: str) -> None:
        """A no, or that they were asked before: anything but a plain "no" counts, with or without its day."""
        if cell.casefold() in _NOT_SO:
            return
        if "://" in cell:  # where one could unsubscribe says of nobody that they did
            self.leave_out(f"{field.replace('_', ' ').capitalize()}: a link says neither yes nor no.")
            return
        day, note = day_of(cell, self._dates), f"{field.replace('_', ' ').capitalize()}: {cell}"
        if field == "pitched_on":
            self.pitches.append(ImportedPitch(pitched_on=day, note=note))
        else:
            self.boundaries.append(ImportedBoundary(origin=REFUSALS[field], note=note, since=day))

    def _add_list(self, field: str, cell: str) -> None:
        for item in items_in(cell):
            if field == "boundaries":
                self.boundaries.append(boundary_from(item))
            elif field == "pitches":
                self.pitches.append(pitch_from(item))
            elif handle := handle_from(item):
                self.add_handle(handle.channel, handle.value, shared=handle.shared, status=handle.status)

    def _add_addresses(self, field: str, cell: str) -> None:
        between = _BETWEEN.get(field.removeprefix("shared_"), _BETWEEN_LINKS)
        for value in cell.split(JOINED) if JOINED in cell else between.split(cell):
            if field.startswith("shared_"):
                self.add_handle(field.removeprefix("shared_"), value, shared=True)
            elif field in {"link", "website"}:
                self.add_link(value)
            else:
                self.add_handle(field, value)


_ADDRESSES = frozenset({"link", "shared_email", "shared_phone", "shared_website", *CHANNEL_FIELDS})


@lru_cache(20_000)  # outlets' addresses repeat
def _channel_of(address: str) -> str:
    """The channel of a web address; empty if it is none."""
    found = guess(address)
    known = found and (found.channel in PROFILES or found.channel in WEB or found.channel == "mastodon")
    return found.channel if found and known else ""

"""Somebody being put together from the cells of a row or the lines of a card."""

import re
from datetime import date, datetime

from crm.handles import WEB, guess
from crm.importing.columns import CHANNEL_FIELDS
from crm.importing.record import ImportedContact, ImportedHandle
from crm.profiles import PROFILES

JOINED = " ::: "  # Google's, between several values in one cell
NOTHING = frozenset({"-", "–", "—", ".", "?", "n/a", "na", "none", "null", "nan", "k.a.", "0/0/00"})
_DAYS = ("%Y-%m-%d", "%d %b %Y", "%d-%b-%y", "%d.%m.%Y", "%d %B %Y", "%Y/%m/%d")
_BETWEEN = {
    "email": re.compile(r"[;,\s]+(?=[^\s;,]+@)"),
    "phone": re.compile(r"[;,|\n]| / "),
    "sms": re.compile(r"[;,|\n]| / "),
    "tags": re.compile(r"[;,|\n]"),
}
_BETWEEN_LINKS = re.compile(r"[;,\s]+(?=\S+\.|@)")
_DEFUSED = re.compile(r"^'(?=[=+\-@\t\r])")  # what our own files of refused rows put before such cells


class Draft:
    def __init__(self, row: int) -> None:
        self.row = row
        self._texts: dict[str, str] = {}
        self._tags: dict[str, None] = {}
        self._handles: dict[tuple[str, str], ImportedHandle] = {}
        self._days: dict[str, date] = {}

    def add(self, field: str, cell: str) -> None:
        """Take in one cell. The first that says something for a field stays; addresses and tags add up."""
        cell = _DEFUSED.sub("", cell.strip())
        if not cell or not field:
            return
        if field == "tags":
            for tag in cell.split(JOINED) if JOINED in cell else _BETWEEN["tags"].split(cell):
                self.add_tag(tag)
        elif field in {"collected_on", "last_contacted_on"}:
            if day := day_of(cell):
                self._days.setdefault(field, day)
        elif field in {"link", "shared_email", "shared_phone"} or field in CHANNEL_FIELDS:
            self._add_addresses(field, cell)
        else:
            self._texts.setdefault(field, cell)

    def add_tag(self, tag: str) -> None:
        tag = tag.strip().strip('"').strip()
        if tag and not tag.startswith("* "):  # "* myContacts" and the like are Google's own
            self._tags.setdefault(tag)

    def add_handle(self, channel: str, value: str, *, shared: bool = False) -> None:
        value = value.strip()
        if value and value.casefold() not in NOTHING:
            self._handles.setdefault((channel, value.casefold()), ImportedHandle(channel, value, shared))

    def add_link(self, value: str, otherwise: str = "website") -> None:
        """A web address of any kind: a profile where it is one."""
        found = guess(value)
        known = found and (found.channel in PROFILES or found.channel in WEB or found.channel == "mastodon")
        self.add_handle(found.channel if found and known else otherwise, value)

    def finish(self) -> ImportedContact:
        """The contact; without a name it is called by nickname, organisation or address, or by nothing."""
        texts, handles = self._texts, tuple(self._handles.values())
        name = self._name() or texts.get("nickname") or texts.get("organization")
        place = [texts[part] for part in ("city", "country") if part in texts]
        return ImportedContact(
            row=self.row,
            name=name or (handles[0].value if handles else ""),
            nameless=not name,
            organization=texts.get("organization", ""),
            title=texts.get("title", ""),
            location=texts.get("location") or ", ".join(place),
            timezone=texts.get("timezone", ""),
            language=texts.get("language", ""),
            notes=texts.get("notes", ""),
            tags=tuple(self._tags),
            external_id=texts.get("external_id", ""),
            origin=texts.get("origin", ""),
            collected_on=self._days.get("collected_on"),
            last_contacted_on=self._days.get("last_contacted_on"),
            handles=handles,
        )

    def _name(self) -> str:
        if whole := self._texts.get("name"):
            return " ".join(whole.split())
        parts = ("prefix", "first_name", "middle_name", "last_name", "suffix")
        return " ".join(" ".join(self._texts[part] for part in parts if part in self._texts).split())

    def _add_addresses(self, field: str, cell: str) -> None:
        between = _BETWEEN.get(field.removeprefix("shared_"), _BETWEEN_LINKS)
        for value in cell.split(JOINED) if JOINED in cell else between.split(cell):
            if field.startswith("shared_"):
                self.add_handle(field.removeprefix("shared_"), value, shared=True)
            elif field in {"link", "website"}:
                self.add_link(value)
            else:
                self.add_handle(field, value)


def day_of(text: str) -> date | None:
    """The day a cell names; None if it cannot be read without guessing which of two numbers is the month."""
    for written in (text, text[:10]):
        for form in _DAYS:
            try:
                return datetime.strptime(written, form).date()
            except ValueError:
                continue
    return None

"""Which format a file has, by what is in it; its name is a hint at most."""

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Protocol

from crm.importing.archive import folder_for_members, unpacked
from crm.importing.brought import Brought, Question
from crm.importing.dates import ORDERS
from crm.importing.encoding import Encoding, choose_encoding, open_text
from crm.importing.google import Google
from crm.importing.grid import Grid, TextGrid
from crm.importing.hubspot import HubSpot
from crm.importing.json_contacts import JsonContacts
from crm.importing.kinds import FileKind, kind_of
from crm.importing.linkedin import LinkedInConnections
from crm.importing.linkedin_messages import LinkedInMessages
from crm.importing.mailchimp import LISTS, Mailchimp
from crm.importing.monica import Monica
from crm.importing.outlook import Outlook
from crm.importing.record import Record, Refused, Unreadable
from crm.importing.table import AnyTable
from crm.importing.upfluence import Upfluence
from crm.importing.valosan import Valosan
from crm.importing.vcard import VCard
from crm.importing.workbook import WorkbookGrid

SAMPLE = 256 * 1024
_CHOICES = {"dates": ORDERS, "list": LISTS}


class Format(Protocol):
    """What each format's module offers."""

    @property
    def NAME(self) -> str: ...

    @property
    def LABEL(self) -> str: ...

    def recognises(self, brought: Brought) -> bool: ...

    def count(self, brought: Brought) -> int | None:
        """How many rows or cards there are; None if that is not known before they are read."""

    def questions(self, brought: Brought) -> list[Question]:
        """What has to be asked, before the file can be read in full."""

    def read(self, brought: Brought) -> Iterator[Record]: ...


# In this order: the most particular first, any table last.
_ALL: tuple[Format, ...] = (
    VCard(),
    Monica(),
    JsonContacts(),
    Google(),
    LinkedInMessages(),
    LinkedInConnections(),
    Outlook(),
    HubSpot(),
    Mailchimp(),
    Valosan(),
    Upfluence(),
    AnyTable(),
)
FORMATS: dict[str, Format] = {known.NAME: known for known in _ALL}


@dataclass(frozen=True)
class Recognised:
    """What somebody brought, and how it will be read: one file, or those of an archive that belong together."""

    format: Format
    brought: tuple[Brought, ...]
    folder: "tempfile.TemporaryDirectory[str] | None" = field(default=None, repr=False)
    """Where an archive is unpacked; gone with this."""

    @property
    def encoding(self) -> Encoding:
        return self.brought[0].encoding

    @cached_property
    def questions(self) -> list[Question]:
        """Each once, though several files ask it."""
        asked = [question for each in self.brought for question in _format_of(each, self.format).questions(each)]
        return list({question.name: question for question in reversed(asked)}.values())[::-1]

    def count(self) -> int:
        """How many rows or cards there are: for showing progress, not exact; 0 if that is not known."""
        counts = [_format_of(each, self.format).count(each) for each in self.brought]
        return sum(count for count in counts if count) if all(counts) else 0

    def records(self) -> Iterator[Record]:
        """Everybody. In an archive, the rows of each file are numbered on from the one before."""
        before = last = 0
        for each in self.brought:
            for record in _format_of(each, self.format).read(each):
                if self.folder is None:
                    yield record
                    continue
                last = before + record.row
                yield _within(each.name, record, last)
            before = last


def recognise(
    path: Path,
    *,
    format: str = "",
    encoding: str = "",
    mapping: Mapping[str, str] | None = None,
    options: Mapping[str, str] | None = None,
    filename: str = "",
) -> Recognised:
    """How to read the file; `format` and `encoding` are found out where empty. `mapping` is header → field,
    `options` answers the format's questions, `filename` is what it was called. Raises Unreadable.
    """
    if format and format not in FORMATS:
        raise Unreadable(f"“{format[:40]}” is no format; use {', '.join(FORMATS)}, or leave it out.")
    for name, choices in _CHOICES.items():
        if (said := (options or {}).get(name)) and said not in choices:
            raise Unreadable(f"Option {name}: “{said[:40]}” is none of {', '.join(choices)}.")
    kind = kind_of(path)
    if kind is FileKind.ARCHIVE:
        return _from_archive(path, format, encoding, mapping or {}, options or {})
    brought = _opened(path, kind, filename, encoding, mapping or {}, options or {})
    return Recognised(FORMATS[format] if format else _by_content(brought), (brought,))


def _opened(
    path: Path, kind: FileKind, name: str, encoding: str, mapping: Mapping[str, str], options: Mapping[str, str]
) -> Brought:
    grid: Grid
    if kind is FileKind.WORKBOOK:
        chosen, sample, grid = Encoding("utf-8", "it is a workbook"), "", WorkbookGrid(path)
    else:
        chosen = choose_encoding(path, encoding)
        sample = _sample(path, chosen)
        grid = TextGrid(path, chosen.name, sample)
    return Brought(path, name, chosen, sample, grid, mapping, options)


def _sample(path: Path, encoding: Encoding) -> str:
    try:
        with open_text(path, encoding.name) as file:
            return file.read(SAMPLE)
    except (UnicodeError, LookupError):
        raise Unreadable(
            f"The file is not written in {encoding.name}; try another encoding, or leave it out."
        ) from None


def _by_content(brought: Brought) -> Format:
    found = next((known for known in _ALL if known.recognises(brought)), None)
    if found is None and brought.mapping:
        return FORMATS["table"]
    if found is None:
        raise Unreadable(
            "No column is recognised, and it is neither JSON nor a vCard file."
            " The first line of a table must name the columns, such as Name, Email, Company."
        )
    return found


def _from_archive(
    path: Path, format: str, encoding: str, mapping: Mapping[str, str], options: Mapping[str, str]
) -> Recognised:
    """The files of the archive that can be read. Beside those of a known format, tables of no known one are left:
    whole accounts are exported with many of them, which are not about contacts."""
    folder = folder_for_members()
    found: list[tuple[Format, Brought]] = []
    why: Unreadable | None = None
    for name, member in unpacked(path, Path(folder.name)):
        try:
            kind = kind_of(member)
            if kind is FileKind.ARCHIVE:
                raise Unreadable("The archive holds another archive; unpack it first.")
            brought = _opened(member, kind, name, encoding, mapping, options)
            found.append((FORMATS[format] if format else _by_content(brought), brought))
        except Unreadable as error:
            why = why or error
            member.unlink()
    if not found:
        raise why or Unreadable("The archive holds no file that can be read.")
    known = [pair for pair in found if pair[0].NAME != AnyTable.NAME] or found
    return Recognised(known[0][0], tuple(brought for _, brought in known), folder)


def _format_of(brought: Brought, first: Format) -> Format:
    """In an archive the files may be of several formats."""
    return first if first.recognises(brought) else _by_content(brought)


def _within(name: str, record: Record, row: int) -> Record:
    if isinstance(record, Refused):
        return Refused(row, {"File": name[-300:], **record.raw}, record.reason)
    return replace(record, row=row)

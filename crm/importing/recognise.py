"""Which format a file has, by what is in it; its name is a hint at most."""

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Protocol

from django.utils.translation import gettext as _

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

    parts: tuple[tuple[Format, Brought], ...]
    """Each file with its format; in an archive they may be of several."""
    folder: "tempfile.TemporaryDirectory[str] | None" = field(default=None, repr=False)
    """Where an archive is unpacked; gone with this."""

    @property
    def format(self) -> Format:
        return self.parts[0][0]

    @property
    def encoding(self) -> Encoding:
        return self.parts[0][1].encoding

    @cached_property
    def questions(self) -> list[Question]:
        """Each once, though several files ask it."""
        asked = [question for format, brought in self.parts for question in format.questions(brought)]
        return list({question.name: question for question in reversed(asked)}.values())[::-1]

    def count(self) -> int:
        """How many rows or cards there are: for showing progress, not exact; 0 if that is not known."""
        counts = [format.count(brought) for format, brought in self.parts]
        return sum(count for count in counts if count) if all(counts) else 0

    @property
    def untaken(self) -> list[str]:
        """Columns that hold something of which nothing is taken; known once all records were read."""
        return list(dict.fromkeys(title for _format, brought in self.parts for title in brought.untaken))

    def records(self) -> Iterator[Record]:
        """Everybody. In an archive, the rows of each file are numbered on from the one before."""
        before = last = 0
        for format, brought in self.parts:
            for record in format.read(brought):
                if self.folder is None:
                    yield record
                    continue
                last = before + record.row
                yield _within(brought.name, record, last)
            before = last


def recognise(
    path: Path,
    *,
    format: str = "",
    encoding: str = "",
    separator: str = "",
    mapping: Mapping[str, str] | None = None,
    options: Mapping[str, str] | None = None,
    filename: str = "",
    any_header: bool = False,
) -> Recognised:
    """How to read the file; `format`, `encoding` and `separator` are found out where empty. `mapping` is header →
    field, `options` answers the format's questions, `filename` is what it was called. With `any_header`, a table
    whose header nobody knows is no error: whoever looks at it may choose the mapping. Raises Unreadable.
    """
    if format and format not in FORMATS:
        raise Unreadable(
            _("“%(format)s” is no format; use %(formats)s, or leave it out.")
            % {"format": format[:40], "formats": ", ".join(FORMATS)}
        )
    for name, choices in _CHOICES.items():
        if (said := (options or {}).get(name)) and said not in choices:
            raise Unreadable(
                _("Option %(name)s: “%(said)s” is none of %(choices)s.")
                % {"name": name, "said": said[:40], "choices": ", ".join(choices)}
            )
    kind, wishes = kind_of(path), Wishes(format, encoding, separator, mapping or {}, options or {})
    if kind is FileKind.ARCHIVE:
        return _from_archive(path, wishes)
    brought = _opened(path, kind, filename, wishes)
    return Recognised(((FORMATS[format] if format else _by_content(brought, any_header), brought),))


@dataclass(frozen=True, slots=True)
class Wishes:
    format: str
    encoding: str
    separator: str
    mapping: Mapping[str, str]
    options: Mapping[str, str]


def _opened(path: Path, kind: FileKind, name: str, wishes: Wishes) -> Brought:
    grid: Grid
    if kind is FileKind.WORKBOOK:
        chosen, sample, grid = Encoding("utf-8", "it is a workbook"), "", WorkbookGrid(path)
    else:
        chosen = choose_encoding(path, wishes.encoding)
        sample = _sample(path, chosen)
        grid = TextGrid(path, chosen.name, sample, wishes.separator)
    return Brought(path, name, chosen, sample, grid, wishes.mapping, wishes.options)


def _sample(path: Path, encoding: Encoding) -> str:
    try:
        with open_text(path, encoding.name) as file:
            return file.read(SAMPLE)
    except (UnicodeError, LookupError):
        raise Unreadable(
            _("The file is not written in %(name)s; try another encoding, or leave it out.") % {"name": encoding.name}
        ) from None


def _by_content(brought: Brought, any_header: bool = False) -> Format:
    found = next((known for known in _ALL if known.recognises(brought)), None)
    if found is None and (brought.mapping or (any_header and brought.grid.heads)):
        return FORMATS["table"]
    if found is None:
        raise Unreadable(
            _(
                "No column is recognised, and it is neither JSON nor a vCard file."
                " The first line of a table must name the columns, such as Name, Email, Company."
            )
        )
    return found


def _from_archive(path: Path, wishes: Wishes) -> Recognised:
    """The files of the archive that can be read. Beside those of a program's own format, tables of no known one are
    left: whole accounts are exported with many of them, which are not about contacts. Cards are anybody's."""
    folder = folder_for_members()
    found: list[tuple[Format, Brought]] = []
    why: Unreadable | None = None
    for name, member in unpacked(path, Path(folder.name)):
        try:
            kind = kind_of(member)
            if kind is FileKind.ARCHIVE:
                raise Unreadable(_("The archive holds another archive; unpack it first."))
            brought = _opened(member, kind, name, wishes)
            found.append((FORMATS[wishes.format] if wishes.format else _by_content(brought), brought))
        except Unreadable as error:
            why = why or error
            member.unlink()
    if not found:
        raise why or Unreadable(_("The archive holds no file that can be read."))
    programs = any(known.NAME not in (AnyTable.NAME, VCard.NAME) for known, _brought in found)
    known = [pair for pair in found if not programs or pair[0].NAME != AnyTable.NAME]
    return Recognised(tuple(known), folder)


def _within(name: str, record: Record, row: int) -> Record:
    if isinstance(record, Refused):
        return Refused(row, {"File": name[-300:], **record.raw}, record.reason)
    return replace(record, row=row)

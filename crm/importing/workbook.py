"""Excel workbooks as rows of text, read a row at a time. Nothing in them is run: of a formula, what the sheet showed
when it was saved is read."""

import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from crm.importing.grid import ROWS_BEFORE_HEADER, Layout, Row, sound_row
from crm.importing.kinds import BAD_ZIP
from crm.importing.record import Refused, Unreadable

MOST_UNPACKED = 600 * 1024 * 1024
MOST_STRINGS = 150 * 1024 * 1024
HIGHEST_RATIO = 300
WORTH_A_LOOK = 5 * 1024 * 1024
MOST_ROWS = 1_048_576
LONGEST_ROW = 16 * 1024 * 1024
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ERRORS = frozenset({"#N/A", "#VALUE!", "#REF!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"})
_ENTITIES = "The workbook declares XML entities, which no spreadsheet writes; save the sheet as CSV."
_DAMAGED = "The workbook cannot be read{where}; open it in a spreadsheet and save it again, or save the sheet as CSV."


class WorkbookGrid:
    """The visible sheets of a workbook. Raises Unreadable for one that cannot be opened."""

    def __init__(self, path: Path) -> None:
        self._path = path
        _check_sizes(path)

    @cached_property
    def _sheets(self) -> dict[str, Any]:
        import openpyxl

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                book = openpyxl.load_workbook(self._path.open("rb"), read_only=True, data_only=True, keep_links=False)
                sheets = {str(sheet.title): sheet for sheet in book.worksheets if sheet.sheet_state == "visible"}
            except Exception as error:  # whatever XML, zip and number parsers raise
                raise Unreadable(_because(error) or _DAMAGED.format(where="")) from None
        for sheet in sheets.values():
            sheet.reset_dimensions()  # some programs write wrong ones
        return sheets

    @cached_property
    def heads(self) -> Sequence[Layout]:
        return [
            Layout(title, number, tuple(cells))
            for title in self._sheets
            for number, cells in islice(self._rows_of(title), ROWS_BEFORE_HEADER)
        ]

    def rows(self, layout: Layout) -> Iterator[Row | Refused]:
        for number, cells in self._rows_of(layout.part):
            if number > layout.row and (row := sound_row(number, cells, layout)):
                yield row

    def count(self, layout: Layout) -> int | None:
        return None

    def _rows_of(self, title: str) -> Iterator[tuple[int, list[str]]]:
        """Rows that hold anything, with the number the sheet shows."""
        number = 0
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                rows = self._sheets[title].iter_rows(max_row=MOST_ROWS, values_only=True)
                for number, values in enumerate(rows, start=1):
                    cells = [_as_text(value) for value in values]
                    if any(cells):
                        yield number, cells
            except Exception as error:
                raise Unreadable(_because(error) or _DAMAGED.format(where=f" after row {number}")) from None


def _check_sizes(path: Path) -> None:
    """What the archive says of itself is the most that will be unpacked: zipfile reads no further."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            for member in members:
                if member.flag_bits & 1:
                    raise Unreadable(_("The workbook is protected by a password; save it without one."))
                ratio = member.file_size / max(member.compress_size, 1)
                if member.file_size > WORTH_A_LOOK and ratio > HIGHEST_RATIO:
                    raise Unreadable(_("The workbook unpacks to far more than it holds; save the sheet as CSV."))
                with archive.open(member) as start:
                    _check_entities(start.read(64 * 1024))
                if member.filename.startswith("xl/worksheets/"):
                    with archive.open(member) as sheet:
                        _check_rows(sheet)
                elif member.file_size > MOST_STRINGS:
                    raise Unreadable(_("The workbook is too large; save the sheet as CSV."))
    except BAD_ZIP:
        raise Unreadable(_DAMAGED.format(where="")) from None
    if sum(member.file_size for member in members) > MOST_UNPACKED:
        raise Unreadable(_("The workbook is too large; save the sheet as CSV."))


def _check_rows(sheet: IO[bytes]) -> None:
    """A row is held in memory as a whole: none may be endless."""
    since = 0
    while chunk := sheet.read(1024 * 1024):
        since = len(chunk) - at if (at := chunk.rfind(b"<row")) >= 0 else since + len(chunk)
        if since > LONGEST_ROW:
            raise Unreadable(_("A row of the workbook is too long; save the sheet as CSV."))


def _check_entities(start: bytes) -> None:
    """Declared before anything else; the parsers refuse or pass over those that hide further down."""
    if b"<!ENTITY" in start or b"<!DOCTYPE" in start:
        raise Unreadable(_ENTITIES)


def _because(error: Exception) -> str:
    """A sentence for errors that already are one, or whose name says it; else empty."""
    if isinstance(error, Unreadable):
        return error.errors["file"]
    if type(error).__name__ in {"EntitiesForbidden", "DTDForbidden", "ExternalReferenceForbidden"}:
        return _ENTITIES
    return ""


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        if "_x" in value:
            value = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
        value = value.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
        return "" if value in _ERRORS else value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="seconds")
    return value.isoformat() if isinstance(value, date) else str(value)

"""The rows that were refused, as a file to mend and load again."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import Any

from crm.importing.checking import LONGEST, as_cells
from crm.importing.record import ImportedContact, ImportedHandle
from crm.importing.shapes import boundary_from, pitch_from
from crm.models.imports import ImportJob, ImportRow, RowResult

ROW, BECAUSE = "Refused row", "Refused because"
_DAYS = ("collected_on", "last_contacted_on")
_PARTS = ("channel", "value", "shared", "status")
_WRITTEN = frozenset({*LONGEST, "tags", *_DAYS})
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def refused_csv(job: ImportJob) -> Iterator[str]:
    """Line by line, with a byte order mark for Excel; the two first columns are passed over when loaded again.

    A cell that a spreadsheet would run gets an apostrophe before it, which the reader takes off again.
    """
    titles: dict[str, None] = {}
    for row in _rows(job):
        titles.update(dict.fromkeys(_cells(row)))
    yield "\ufeff" + _line([ROW, BECAUSE, *titles])
    for row in _rows(job):
        cells = _cells(row)
        yield _line([str(row.number), row.reason, *(cells.get(title, "") for title in titles)])


def _rows(job: ImportJob) -> Iterator[ImportRow]:
    return ImportRow.objects.filter(job=job, result=RowResult.REFUSED).order_by("number").iterator(1_000)


def _cells(row: ImportRow) -> dict[str, str]:
    """A row refused while reading has its own cells; one refused later, what was understood of it."""
    if not isinstance(row.data.get("handles"), list):
        return dict(row.data)
    known: dict[str, Any] = {field: value for field, value in row.data.items() if field in _WRITTEN and value}
    handles = tuple(ImportedHandle(**{part: h[part] for part in _PARTS}) for h in row.data["handles"])
    known |= {field: date.fromisoformat(known[field]) for field in _DAYS if field in known}
    known["visibility"] = row.data.get("visibility") or ""
    known["boundaries"] = tuple(map(boundary_from, row.data.get("boundaries") or ()))
    known["pitches"] = tuple(map(pitch_from, row.data.get("pitches") or ()))
    return as_cells(ImportedContact(row=row.number, handles=handles, **known))


def _line(cells: list[str]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return text.getvalue()

"""XLSX, row by row into a temporary file: cells are text and never formulas."""

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import xlsxwriter

from crm.exporting.selection import Chosen
from crm.exporting.sheet import columns, handles
from crm.exporting.stream import BLOCK, copied_rows

LONGEST_CELL = 32_767  # Excel's own limit; beyond, the file would be called broken
MOST_ROWS = 1_048_575
_RUNS = ("=", "+", "-", "@", "\t", "\r")
# Our import takes one off, because a table that went through a spreadsheet may carry it.
_APOSTROPHE = re.compile(r"'+[=+\-@\t\r]")


def xlsx_file(chosen: Chosen) -> Iterator[bytes]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "contacts.xlsx"
        _write(path, chosen)
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                yield block


def _write(path: Path, chosen: Chosen) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": True, "tmpdir": str(path.parent)}) as book:
        sheet = book.add_worksheet("Contacts")
        # Excel keeps such a cell text even when somebody edits it.
        as_text = book.add_format({"quote_prefix": True})
        kinds = columns()
        for place, column in enumerate(kinds):
            sheet.write_string(0, place, column.header)
        sheet.freeze_panes(1, 0)
        cells = ", ".join(column.sql for column in kinds)
        rows = copied_rows(chosen, chosen.select(cells, f"CROSS JOIN LATERAL ({handles()}) AS h"))
        for number, row in enumerate(rows, start=1):
            for place, cell in enumerate(row):
                if cell:
                    shown = f"'{cell}" if _APOSTROPHE.match(cell) else cell
                    form = as_text if shown.startswith(_RUNS) else None
                    sheet.write_string(number, place, shown[:LONGEST_CELL], form)

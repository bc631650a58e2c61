"""Any table as CSV or TSV, by the headers we know or by the mapping somebody made."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from crm.importing.columns import fields_of, how_many_known
from crm.importing.draft import Draft
from crm.importing.grid import Layout, count_rows, find_layout, named, read_grid
from crm.importing.record import Record, Refused, Unreadable

NAME = "table"
LABEL = "Table (CSV, TSV)"


def recognises(sample: str) -> bool:
    return find_layout(sample, how_many_known) is not None


def layout_of(sample: str, mapping: Mapping[str, str]) -> Layout | None:
    """Where the header stands; None if no line holds a header we know or one the mapping names."""
    mapped = {title.strip().casefold() for title in mapping}

    def known(cells: Sequence[str]) -> int:
        return how_many_known(cells) + 2 * sum(cell.strip().casefold() in mapped for cell in cells)

    return find_layout(sample, known)


def count(path: Path, encoding: str, sample: str) -> int:
    layout = layout_of(sample, {})
    return count_rows(path, encoding, layout) if layout else 0


def read(path: Path, encoding: str, sample: str, mapping: Mapping[str, str]) -> Iterator[Record]:
    """Everybody in the table. `mapping` (header → field of columns.FIELDS) goes before what we recognise;
    a column mapped to "" is left out. Raises Unreadable if there is no header."""
    layout = layout_of(sample, mapping)
    if layout is None:
        raise Unreadable("No column is recognised; the first line must name the columns, such as Name, Email, Company.")
    fields = fields_of(layout.header, mapping)
    for row in read_grid(path, encoding, layout):
        if isinstance(row, Refused):
            yield row
            continue
        draft = Draft(row.number)
        for field, cell in zip(fields, row.cells, strict=False):
            if field and cell:
                draft.add(field, cell)
        contact = draft.finish()
        if contact.name:
            yield contact
        else:
            raw = named(layout.header, row.cells)
            yield Refused(row.number, raw, "The row has neither a name nor an address; give one.")

"""Any table, by the headers we know or by the mapping somebody made; and what all formats that are tables share."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import ClassVar

from crm.importing.brought import Brought, Question
from crm.importing.columns import IGNORED, fields_of, how_many_known, is_not_kept
from crm.importing.dates import ORDERS, order_in
from crm.importing.draft import DATED, Draft
from crm.importing.grid import Layout, Row, find_layout, named
from crm.importing.record import Record, Refused, Unreadable

NOBODY = "The row has neither a name nor an address; give one."
_NO_HEADER = "No column is recognised; the first line must name the columns, such as Name, Email, Company."
_WHOLE = frozenset({"origin", "collected_on", "informed_on", "via", "handles", "boundaries", "pitches"})
_ROWS_LOOKED_AT = 2_000
LONGEST_TITLE = 100


class TableFormat:
    """A format whose files are rows under a header. What each adds: how its header is told, which of its columns
    mean which field, and what else its rows say."""

    NAME: ClassVar[str]
    LABEL: ClassVar[str]
    SIGNS: ClassVar[frozenset[str]] = frozenset()
    """Titles, in lower case, that such a header holds."""
    LEAST: ClassVar[int] = 2
    """How many of them at least."""
    REQUIRED: ClassVar[frozenset[str]] = frozenset()
    """Titles without which it is none of ours."""
    FIELDS: ClassVar[Mapping[str, str]] = {}
    """Title → field, before what columns.py knows; "" leaves a column out."""
    DATES: ClassVar[str] = ""
    """The order this format writes 3/4/2024 in, where the file does not show another; empty: it varies."""

    def score(self, cells: Sequence[str]) -> int:
        titles = {plain_title(cell) for cell in cells}
        known = len(titles & self.SIGNS)
        return known if known >= self.LEAST and titles >= self.REQUIRED else 0

    def layout_of(self, brought: Brought) -> Layout | None:
        """Where the header stands; None if this is no such file."""
        return find_layout(brought.grid, self.score)

    def recognises(self, brought: Brought) -> bool:
        return self.layout_of(brought) is not None

    def count(self, brought: Brought) -> int | None:
        layout = self.layout_of(brought)
        return brought.grid.count(layout) if layout else 0

    def fields(self, header: Sequence[str], mapping: Mapping[str, str]) -> list[str]:
        """The field of each column; what `mapping` says goes before what the format knows."""
        wanted = {title.strip().casefold(): field for title, field in mapping.items()}
        known = {title: self.FIELDS[plain] for title in header if (plain := plain_title(title)) in self.FIELDS}
        chosen = {title: wanted[plain] for title in header if (plain := title.strip().casefold()) in wanted}
        return fields_of(header, known | chosen)

    def unread(self, header: Sequence[str], mapping: Mapping[str, str]) -> list[int]:
        """The columns nobody knows: neither the format, which leaves some out on purpose, nor who brings the file."""
        decided = {title.strip().casefold() for title in mapping}
        return [
            at
            for at, (title, field) in enumerate(zip(header, self.fields(header, mapping), strict=True))
            if field == IGNORED and title.strip().casefold() not in decided and not self.passes_over(plain_title(title))
        ]

    def passes_over(self, title: str) -> bool:
        """Whether the format knows this column though it is no field: read besides, or not wanted."""
        return not title or title in self.FIELDS or title in self.SIGNS or is_not_kept(title)

    def questions(self, brought: Brought) -> list[Question]:
        """What has to be asked before the file can be read in full."""
        layout = self.layout_of(brought)
        if layout is None or self.DATES or self._order_in(brought, layout) not in {"either", "mixed"}:
            return []
        return [Question("dates", "Which comes first in dates like 3/4/2024, the day or the month?", ORDERS)]

    def read(self, brought: Brought) -> Iterator[Record]:
        """Everybody in the table. Raises Unreadable if there is no header."""
        layout = self.layout_of(brought)
        if layout is None:
            raise Unreadable(_NO_HEADER)
        dates = self._dates(brought, layout)
        reader = self.reader(layout, self.fields(layout.header, brought.mapping), brought)
        whole = set(self.fields(layout.header, brought.mapping)) >= _WHOLE
        unread = _Unread(layout, self.unread(layout.header, brought.mapping), brought.untaken)
        for row in brought.grid.rows(layout):
            if isinstance(row, Refused):
                yield row
                continue
            unread.look(row)
            draft = Draft(row.number, dates, defused=True)
            draft.whole = whole
            reader.take(draft, row)
            contact = draft.finish()
            yield contact if contact.name else Refused(row.number, named(layout.header, row.cells), NOBODY)

    def reader(self, layout: Layout, fields: Sequence[str], brought: Brought) -> "RowReader":
        return RowReader(layout, fields)

    def _dates(self, brought: Brought, layout: Layout) -> str:
        if asked := brought.options.get("dates"):
            return asked
        found = self._order_in(brought, layout)
        return found if found in ORDERS else self.DATES

    def _order_in(self, brought: Brought, layout: Layout) -> str:
        """As dates.order_in says of all columns with days, or empty if the first rows hold none to decide."""
        fields = self.fields(layout.header, brought.mapping)
        days = [at for at, field in enumerate(fields) if field in DATED]
        if not days or not order_in(_cells(islice(brought.grid.rows(layout), _ROWS_LOOKED_AT), days)):
            return ""
        return order_in(_cells(brought.grid.rows(layout), days))


class RowReader:
    """Takes one row after the other into its draft, by the fields of the columns."""

    def __init__(self, layout: Layout, fields: Sequence[str]) -> None:
        self._plan = [(at, field) for at, field in enumerate(fields) if field != IGNORED]
        self._titles = {plain_title(title): at for at, title in reversed(list(enumerate(layout.header)))}

    def take(self, draft: Draft, row: Row) -> None:
        cells, width = row.cells, len(row.cells)
        for at, field in self._plan:
            if at < width and (cell := cells[at]):
                draft.add(field, cell)

    def cell(self, row: Row, title: str) -> str:
        """The cell under a title in lower case; empty if there is none."""
        at = self._titles.get(title, len(row.cells))
        return row.cells[at].strip() if at < len(row.cells) else ""


class _Unread:
    """Notes which of the columns that nobody knows hold something, so that it can be said of what nothing was taken."""

    def __init__(self, layout: Layout, columns: Iterable[int], found: dict[str, None]) -> None:
        self._layout, self._columns, self._found = layout, list(columns), found

    def look(self, row: Row) -> None:
        cells, width = row.cells, len(row.cells)
        for at in self._columns:
            if at < width and (cell := cells[at]) and not cell.isspace():
                self._found[" ".join(self._layout.header[at].split())[:LONGEST_TITLE]] = None
                self._columns = [other for other in self._columns if other != at]


class AnyTable(TableFormat):
    NAME = "table"
    LABEL = "Table"

    def layout_of(self, brought: Brought) -> Layout | None:
        """Where the header stands; None if no line holds a header we know or one the mapping names."""
        mapped = {title.strip().casefold() for title in brought.mapping}

        def known(cells: Sequence[str]) -> int:
            return how_many_known(cells) + 2 * sum(cell.strip().casefold() in mapped for cell in cells)

        return find_layout(brought.grid, known) or find_layout(brought.grid, _likely_header)

    def recognises(self, brought: Brought) -> bool:
        return find_layout(brought.grid, how_many_known) is not None

    def read(self, brought: Brought) -> Iterator[Record]:
        layout = self.layout_of(brought)
        if layout is None or not any(self.fields(layout.header, brought.mapping)):
            raise Unreadable(_NO_HEADER)
        yield from super().read(brought)


def _likely_header(cells: Sequence[str]) -> int:
    """For a header that nobody knows: as many filled cells as there are, if none of them is an address."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    return len(filled) if len(filled) > 1 and not any("@" in cell or len(cell) > 60 for cell in filled) else 0


def plain_title(title: str) -> str:
    return " ".join(title.casefold().split())


def _cells(rows: Iterable[Row | Refused], columns: Sequence[int]) -> Iterator[str]:
    for row in rows:
        if isinstance(row, Row):
            yield from (row.cells[at] for at in columns if at < len(row.cells))

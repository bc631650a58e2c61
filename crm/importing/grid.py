"""Rows of cells, whatever they come from. In delimited text, records are told apart before anybody looks inside
them, so that one bad row spoils only itself; pandas then takes them apart, a chunk at a time."""

import csv
import io
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Protocol

from django.utils.translation import gettext as _

from crm.importing.encoding import is_broken, legible, open_text
from crm.importing.pieces import LONGEST_RECORD, Piece, pieces_of
from crm.importing.record import Refused, Unreadable

MOST_COLUMNS = 1_000
LONGEST_CELL = 100_000
ROWS_BEFORE_HEADER = 20
SEPARATORS = (",", ";", "\t", "|")
CHUNK = 2_000

csv.field_size_limit(LONGEST_RECORD * 2)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the header stands (its row, from 1) and what it says. `part` is what stands between the cells of
    delimited text, or the sheet of a workbook."""

    part: str
    row: int
    header: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    cells: Sequence[str]


class Grid(Protocol):
    @property
    def heads(self) -> Sequence[Layout]:
        """Every line that could be the header: the first of each sheet, or of the text at each separator."""

    def rows(self, layout: Layout) -> Iterator[Row | Refused]:
        """The rows under the header, in order; wholly empty ones are left out."""

    def count(self, layout: Layout) -> int | None:
        """How many rows there are at most; None if that is not known before they are read."""


def find_layout(grid: Grid, score: Callable[[Sequence[str]], int]) -> Layout | None:
    """The header is the line with the highest score; of equal ones that with more cells, then the first.

    None if no line scores: `score` says how many of the cells it knows as headers. Raises Unreadable.
    """
    found = max(grid.heads, key=lambda head: (score(head.header), len(head.header), -head.row), default=None)
    if found is None or not score(found.header):
        return None
    if len(found.header) > MOST_COLUMNS:
        raise Unreadable(
            _("The table has %(header)s columns; at most %(most_columns)s can be read. Take out those you do not need.")
            % {"header": format(len(found.header), ","), "most_columns": format(MOST_COLUMNS, ",")}
        )
    return found


class TextGrid:
    """CSV, TSV and their kin."""

    def __init__(self, path: Path, encoding: str, sample: str, separator: str = "") -> None:
        self._path, self._encoding, self._sample = path, encoding, sample
        self._separators = (separator,) if separator else SEPARATORS

    @cached_property
    def heads(self) -> Sequence[Layout]:
        return [
            Layout(separator, piece.number, tuple(cells_of(piece.text, separator)))
            for separator in self._separators
            for piece in islice(pieces_of(io.StringIO(self._sample, newline=""), separator), ROWS_BEFORE_HEADER)
        ]

    def rows(self, layout: Layout) -> Iterator[Row | Refused]:
        with open_text(self._path, self._encoding) as file:
            pieces = (piece for piece in pieces_of(file, layout.part) if piece.number > layout.row)
            while chunk := list(islice(pieces, CHUNK)):
                yield from _take_apart(chunk, layout)

    def count(self, layout: Layout) -> int | None:
        with open_text(self._path, self._encoding) as file:
            return sum(1 for piece in pieces_of(file, layout.part) if piece.number > layout.row)


def sound_row(number: int, cells: Sequence[str], layout: Layout) -> Row | Refused | None:
    """A row whose cells are text already; None if it is empty."""
    width = len(layout.header)
    if len(cells) > width and any(cell and not cell.isspace() for cell in cells[width:]):
        mend = f"put quotes around cells that hold “{layout.part}”" if len(layout.part) == 1 else "give them a header"
        return Refused(
            number, named(layout.header, cells), f"The row has more cells than the header's {width}; {mend}."
        )
    if max(map(len, cells), default=0) > LONGEST_CELL:
        reason = f"A cell has more than {LONGEST_CELL:,} characters; shorten it."
        return Refused(number, named(layout.header, [cell[:200] for cell in cells]), reason)
    if not any(cells) or not "".join(cells).strip():
        return None
    return Row(number, cells)


def _take_apart(chunk: list[Piece], layout: Layout) -> Iterator[Row | Refused]:
    problems = {piece.number: problem for piece in chunk if (problem := _problem(piece))}
    sound = [piece for piece in chunk if piece.number not in problems] if problems else chunk
    frame = iter(_by_pandas(sound, layout) or [cells_of(piece.text, layout.part) for piece in sound])
    for piece in chunk:
        if piece.number in problems:
            problem = problems[piece.number]
            cells = cells_of(legible(piece.text)[:LONGEST_CELL], layout.part)
            yield Refused(piece.number, named(layout.header, cells), problem)
        elif row := sound_row(piece.number, next(frame), layout):
            yield row


def _problem(piece: Piece) -> str:
    """Why the record is refused as it stands; empty if it is sound."""
    if piece.problem:
        return piece.problem
    if "\0" in piece.text:
        return "The row holds a NUL byte; take it out."
    if is_broken(piece.text):
        return "The row is written in another encoding than the rest of the file; save the file as UTF-8."
    return "" if len(piece.text) <= LONGEST_RECORD else "The row is too long; shorten its cells."


def _by_pandas(pieces: list[Piece], layout: Layout) -> list[list[str]] | None:
    """All records at once; None if one has so many cells that they have to be looked at one by one."""
    import pandas as pd  # here, because it takes half a second that web processes need not wait

    if not pieces:
        return []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)  # else it drops what is beyond the header
            frame = pd.read_csv(
                io.StringIO("\n".join([piece.text.rstrip("\r\n") for piece in pieces])),
                sep=layout.part,
                header=None,
                names=range(len(layout.header) + 1),
                index_col=False,
                dtype=object,
                keep_default_na=False,
                na_filter=False,
                skip_blank_lines=False,
                engine="c",
            )
    except (ValueError, pd.errors.ParserWarning):
        return None
    columns = [["" if cell is None or cell != cell else cell for cell in frame[at]] for at in frame.columns]  # noqa: PLR0124
    return [list(cells) for cells in zip(*columns, strict=True)] if len(frame) == len(pieces) else None


def cells_of(text: str, separator: str) -> list[str]:
    """One record taken apart."""
    try:
        return next(csv.reader(io.StringIO(text.rstrip("\r\n"), newline=""), delimiter=separator), [])
    except csv.Error:
        return [text]


def named(header: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """Cells by their header; what stands beyond the header, or under a doubled one, gets a number."""
    result: dict[str, str] = {}
    for at, cell in enumerate(cells):
        title = header[at].strip() if at < len(header) else ""
        title = title or f"Column {at + 1}"
        result[title if title not in result else f"{title} ({at + 1})"] = cell
    return {title: cell for title, cell in result.items() if cell.strip()}

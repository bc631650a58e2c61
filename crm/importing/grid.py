"""Delimited text as rows of cells. Records are told apart here, so that one bad row spoils only itself;
pandas then takes them apart, a chunk at a time, and reads every cell as the text it is."""

import csv
import io
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from crm.importing.encoding import is_broken, legible, open_text
from crm.importing.pieces import LONGEST_RECORD, Piece, pieces_of
from crm.importing.record import Refused, Unreadable

MOST_COLUMNS = 1_000
LONGEST_CELL = 100_000
LINES_BEFORE_HEADER = 20
SEPARATORS = (",", ";", "\t", "|")
CHUNK = 2_000

csv.field_size_limit(LONGEST_RECORD * 2)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the header stands (its line, from 1), what it says, and what stands between the cells."""

    separator: str
    line: int
    header: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    cells: Sequence[str]


def find_layout(sample: str, score: Callable[[Sequence[str]], int]) -> Layout | None:
    """The header is the line among the first with the highest score, at the separator that gives it.

    None if no line scores: `score` says how many of the cells it knows as headers.
    """
    best: tuple[int, int, int] = (0, 0, 0)
    found: Layout | None = None
    for separator in SEPARATORS:
        lines = islice(pieces_of(io.StringIO(sample, newline=""), separator), LINES_BEFORE_HEADER)
        for piece in lines:
            cells = tuple(_cells(piece.text, separator))
            rank = (score(cells), len(cells), -piece.line)
            if rank[0] and rank > best:
                best, found = rank, Layout(separator, piece.line, cells)
    if found and len(found.header) > MOST_COLUMNS:
        raise Unreadable(
            f"The table has {len(found.header):,} columns; at most {MOST_COLUMNS:,} can be read."
            " Take out those you do not need."
        )
    return found


def read_grid(path: Path, encoding: str, layout: Layout) -> Iterator[Row | Refused]:
    """The rows under the header, in order; wholly empty ones are left out."""
    with open_text(path, encoding) as file:
        pieces = (p for p in pieces_of(file, layout.separator) if p.line > layout.line)
        while chunk := list(islice(pieces, CHUNK)):
            yield from _take_apart(chunk, layout)


def count_rows(path: Path, encoding: str, layout: Layout) -> int:
    with open_text(path, encoding) as file:
        return sum(1 for p in pieces_of(file, layout.separator) if p.line > layout.line)


def _take_apart(chunk: list[Piece], layout: Layout) -> Iterator[Row | Refused]:
    sound = [piece for piece in chunk if not _problem(piece)]
    frame = iter(_by_pandas(sound, layout) or [_cells(piece.text, layout.separator) for piece in sound])
    for piece in chunk:
        if problem := _problem(piece):
            cells = _cells(legible(piece.text)[:LONGEST_CELL], layout.separator)
            yield Refused(piece.line, named(layout.header, cells), problem)
            continue
        cells = next(frame)
        if not any(cell.strip() for cell in cells):
            continue
        width = len(layout.header)
        if any(cell.strip() for cell in cells[width:]):
            mend = f"put quotes around cells that hold “{layout.separator}”"
            reason = f"The row has more cells than the header's {width}; {mend}."
            yield Refused(piece.line, named(layout.header, cells), reason)
        elif any(len(cell) > LONGEST_CELL for cell in cells):
            reason = f"A cell has more than {LONGEST_CELL:,} characters; shorten it."
            yield Refused(piece.line, named(layout.header, [cell[:200] for cell in cells]), reason)
        else:
            yield Row(piece.line, cells)


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
                io.StringIO("\n".join(piece.text.rstrip("\r\n") for piece in pieces)),
                sep=layout.separator,
                header=None,
                names=range(len(layout.header) + 1),
                index_col=False,
                dtype=str,
                keep_default_na=False,
                na_filter=False,
                skip_blank_lines=False,
                engine="c",
            )
    except (ValueError, pd.errors.ParserWarning):
        return None
    rows: list[list[str]] = frame.fillna("").to_numpy(dtype=object).tolist()
    return rows if len(rows) == len(pieces) else None


def _cells(text: str, separator: str) -> list[str]:
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

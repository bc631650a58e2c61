"""Delimited text cut into records, before anybody looks inside them: one bad row spoils only itself."""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

LONGEST_RECORD = 1_000_000
_UP_TO_CLOSING_QUOTE = re.compile(r'(?:[^"]++|"")*+"')


@dataclass(frozen=True, slots=True)
class Piece:
    """One record as it stands in the file; `problem` says why it cannot be taken apart. Its number is the one a
    spreadsheet shows beside it: empty lines count, further lines within quotes do not."""

    number: int
    text: str
    problem: str = ""


class _Lines:
    """The lines of a file, some of which can be put back; an endless one is cut at the size of a record."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._back: deque[str] = deque()

    def next(self) -> str:
        """The next line with its end; empty at the end of the file."""
        if self._back:
            return self._back.popleft()
        line = self._file.readline(LONGEST_RECORD + 1)
        if len(line) > LONGEST_RECORD:
            while (rest := self._file.readline(LONGEST_RECORD)) and not rest.endswith(("\n", "\r")):
                pass
        return line

    def put_back(self, lines: list[str]) -> None:
        self._back.extendleft(reversed(lines))


def pieces_of(file: TextIO, separator: str) -> Iterator[Piece]:
    """Records of one or, within quotes, several lines.

    A quote that is not closed within the size of a record costs the line it stands on, no more.
    """
    number, lines = 0, _Lines(file)
    while line := lines.next():
        number += 1
        if not line.strip():
            continue
        held, size, is_open = [line], len(line), _still_open(line, separator, False)
        while is_open and size <= LONGEST_RECORD and (line := lines.next()):
            held.append(line)
            size += len(line)
            is_open = _still_open(line, separator, True)
        if is_open:
            lines.put_back(held[1:])
            yield Piece(number, held[0], "A quote is opened in this row and never closed.")
        else:
            yield Piece(number, "".join(held))


def _still_open(line: str, separator: str, inside: bool) -> bool:
    """Whether a quoted cell goes on after this line. A quote opens a cell only where the cell begins."""
    if not inside and '"' not in line:
        return False
    at = 0
    while True:
        if not inside and line.startswith('"', at):
            inside, at = True, at + 1
        if inside:
            closing = _UP_TO_CLOSING_QUOTE.match(line, at)
            if closing is None:
                return True
            inside, at = False, closing.end()
        at = line.find(separator, at) + 1
        if not at:
            return False

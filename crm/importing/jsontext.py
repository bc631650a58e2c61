"""JSON cut into its entries without reading it whole: an array, an array within an object, or an entry a line."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TextIO

LONGEST_ENTRY = 5_000_000
MOST_NESTED = 60
ARRAYS = frozenset({"contacts", "results", "people"})
_CHUNK = 256 * 1024
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[{}\[\],"]', re.DOTALL)
_OBJECT = re.compile(r'\s*\{\s*["}]')
_ARRAY = re.compile(r"\s*\[\s*[{\]]")
_TOO_LONG = "The entry is longer than five million characters; neither it nor what follows can be read."
_CUT_OFF = "The file ends within this entry; it may be cut off. Export it again."


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry, from 1 in an array, by its line in a file of lines. `problem` says why it cannot be read."""

    number: int
    value: Any
    text: str
    problem: str = ""


def looks_like_json(sample: str) -> bool:
    return bool(_OBJECT.match(sample) or _ARRAY.match(sample))


def is_lines(sample: str) -> bool:
    """Whether each line is an entry by itself (NDJSON)."""
    first = sample.lstrip().partition("\n")[0]
    value = _decoded(0, first).value
    return isinstance(value, dict) and not any(isinstance(value.get(key), list) for key in ARRAYS)


def entries_in_lines(file: TextIO) -> Iterator[Entry]:
    number = 0
    while line := file.readline(LONGEST_ENTRY + 1):
        number += 1
        if len(line) > LONGEST_ENTRY:
            while (rest := file.readline(LONGEST_ENTRY)) and not rest.endswith(("\n", "\r")):
                pass
            yield Entry(number, None, line[:1_000], "The line is longer than five million characters; shorten it.")
        elif line.strip():
            yield _decoded(number, line)


def entries_in_array(file: TextIO) -> Iterator[Entry]:
    """The entries of the array that the text is, or of the one that the object holds as one of ARRAYS."""
    tokens = _Tokens(file)
    if not _find_array(tokens):
        return
    number, depth, deepest = 0, 0, 0
    tokens.mark()
    for piece in tokens:
        if piece in "{[":
            depth += 1
            deepest = max(deepest, depth)
        elif piece in "}]":
            depth -= 1
        if (piece == "," and depth == 0) or depth < 0:
            if text := tokens.since_mark().strip():
                number += 1
                yield _decoded(number, text) if deepest <= MOST_NESTED else _refused(number, text, _NESTED)
            if depth < 0:
                return
            deepest = 0
            tokens.mark()
    if (text := tokens.since_mark(whole=True).strip()) or tokens.too_long:
        yield _refused(number + 1, text, _TOO_LONG if tokens.too_long else _CUT_OFF)


_NESTED = f"The entry is nested more than {MOST_NESTED} deep."


class _Tokens:
    """Brackets, commas and strings of a text that is read as it is needed; what is before the mark is let go."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._held = ""
        self._at = self._from = 0
        self._start = self._end = 0
        self.too_long = False

    def __iter__(self) -> Iterator[str]:
        while True:
            found = _TOKEN.search(self._held, self._at)
            if found is None or found[0] == '"':  # a string that has not come to its end yet
                if found is None:
                    self._at = len(self._held)
                if not self._read_on():
                    return
                continue
            self._start, self._end = found.span()
            self._at = self._end
            yield found[0]

    def mark(self) -> None:
        """From behind the piece at hand."""
        self._from = self._end

    def since_mark(self, *, whole: bool = False) -> str:
        """What stands between the mark and the piece at hand, or the end of what has been read."""
        return self._held[self._from : None if whole else self._start]

    def _read_on(self) -> bool:
        keep = min(self._from, self._at)
        if len(self._held) - keep > LONGEST_ENTRY:
            self.too_long = True
            return False
        chunk = self._file.read(max(_CHUNK, len(self._held) - keep))
        self._held = self._held[keep:] + chunk
        self._at, self._from, self._end = self._at - keep, self._from - keep, max(self._end - keep, 0)
        return bool(chunk)


def _find_array(tokens: _Tokens) -> bool:
    depth, key = 0, ""
    for piece in tokens:
        if piece == "[" and (depth == 0 or (depth == 1 and key in ARRAYS)):
            return True
        if piece in "{[":
            depth += 1
        elif piece in "}]":
            depth -= 1
        elif depth == 1:
            key = piece.strip('"') if piece != "," else ""
        tokens.mark()
    return False


def _decoded(number: int, text: str) -> Entry:
    try:
        return Entry(number, json.loads(text), text)
    except RecursionError:
        return _refused(number, text, _NESTED)
    except ValueError:  # also for numbers with thousands of digits
        return _refused(number, text, "The entry is no valid JSON; mend it or export it again.")


def _refused(number: int, text: str, problem: str) -> Entry:
    return Entry(number, None, text[:20_000], problem)

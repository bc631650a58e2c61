"""In which encoding a file is written: its byte order mark, else UTF-8 if all of it is, else Windows' cp1252.

Guessing by statistics is left out on purpose: detectors called Western files cp775. Who knows better says so.
"""

import codecs
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from django.utils.translation import gettext as _

from crm.importing.kinds import MOST_BYTES as MOST_BYTES
from crm.importing.record import Unreadable

LONGEST_LINE = 1024 * 1024
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CHANCE = 10  # a line of other text is valid UTF-8 far more rarely than once in so many
BROKEN = re.compile("[\ud800-\udfff\ufffd]")


@dataclass(frozen=True, slots=True)
class Encoding:
    name: str
    because: str


def choose_encoding(path: Path, wanted: str = "") -> Encoding:
    """The encoding to read the file in: `wanted` if given, else found out. Raises Unreadable."""
    with path.open("rb") as file:
        start = file.read(4096)
    return named_encoding(wanted) if wanted else _found(path, start)


def open_text(path: Path, encoding: str) -> TextIO:
    """The text, line ends untouched. Bytes that do not fit become lone surrogates (U+FFFD in UTF-16),
    so that only their row is refused."""
    errors = "replace" if encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"
    return path.open(encoding=encoding, errors=errors, newline="")


def is_broken(text: str) -> bool:
    """Whether the text holds bytes of another encoding, or a replacement for them."""
    return not text.isascii() and BROKEN.search(text) is not None


def legible(text: str) -> str:
    """Bytes that do not fit shown as Windows would, NUL bytes taken out: for keeping a refused row."""
    return BROKEN.sub(_as_windows, text).replace("\0", "")


def _as_windows(found: re.Match[str]) -> str:
    code = ord(found[0])
    return bytes([code - 0xDC00]).decode("cp1252", "replace") if 0xDC80 <= code <= 0xDCFF else "\ufffd"


def named_encoding(wanted: str) -> Encoding:
    """The encoding somebody asks for. Raises Unreadable if there is none of that name."""
    try:
        found = codecs.lookup(wanted.strip())
        "".encode(found.name)  # some codecs are no encodings of text
    except (LookupError, ValueError):
        raise Unreadable(
            _("“%(wanted)s” is no encoding; use utf-8, utf-16 or cp1252.") % {"wanted": wanted[:40]}
        ) from None
    return Encoding("utf-8-sig" if found.name == "utf-8" else found.name, "you said so")


def is_what_is_found(path: Path, named: str) -> bool:
    """Whether nobody has to say it: the job keeps what it found under the same name as what somebody chose."""
    return bool(named) and choose_encoding(path).name.removesuffix("-sig") == named.removesuffix("-sig")


def _found(path: Path, start: bytes) -> Encoding:
    for mark, name in MARKS:
        if start.startswith(mark):
            return Encoding(name, "the file begins with its mark")
    if half := _zero_half(start):
        return Encoding(half, "every other byte is zero")
    good, bad = _lines_beyond_ascii(path)
    if not bad:
        return Encoding("utf-8", "all of it is valid")
    if good * CHANCE >= bad:
        return Encoding("utf-8", f"much of it is valid, {bad} lines are not")
    return Encoding("cp1252", "it is not UTF-8")


def _zero_half(start: bytes) -> str | None:
    """UTF-16 without a mark has a zero in every other byte of Western text. None if it is something else."""
    even, odd, pairs = start[::2].count(0), start[1::2].count(0), len(start) // 2
    if pairs < 4 or min(even, odd) > pairs * 0.1 or max(even, odd) < pairs * 0.6:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _lines_beyond_ascii(path: Path) -> tuple[int, int]:
    """How many lines with other than ASCII are UTF-8, and how many are not."""
    good = bad = 0
    with path.open("rb") as file:
        for line in iter(lambda: file.readline(LONGEST_LINE), b""):
            if line.isascii():
                continue
            try:
                line.decode()
                good += 1
            except UnicodeDecodeError as error:
                # A long line read in pieces may be cut within one character.
                cut = len(line) == LONGEST_LINE and error.reason == "unexpected end of data"
                bad += not cut
    return good, bad

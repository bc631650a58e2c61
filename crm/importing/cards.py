"""vCard text cut into cards, and each card into its properties, with encodings, folds and escapes undone."""

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TextIO

LONGEST_CARD = 5_000_000
MOST_LINES = 10_000
_NOT_FOR_PEOPLE = frozenset(
    {"PHOTO", "LOGO", "SOUND", "KEY", "AGENT", "X-ABPHOTO", "BDAY", "ANNIVERSARY", "REV", "GEO", "PRODID"}
)
_PROPERTY = re.compile(r'(?:([\w.-]+)\.)?([A-Za-z][\w-]*)((?:;(?:"[^"]*"|[^":;])*)*):(.*)', re.DOTALL)
_PARAM = re.compile(r';((?:"[^"]*"|[^";])*)')
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_BETWEEN = {mark: re.compile(rf"(?<!\\)((?:\\\\)*){mark}") for mark in ";,"}
_FLAGS = frozenset({"ENCODING", "VALUE", "LANGUAGE", "ALTID", "PID", "8BIT", "7BIT", "CHARSET"})


@dataclass(slots=True)
class Card:
    """One card between BEGIN and END, unfolded; `problem` is a sentence if it has no end."""

    number: int
    lines: list[str] = field(default_factory=list)
    problem: str = ""


@dataclass(slots=True)
class Property:
    """`value` is as written, escapes and all; of 2.1, which escapes nothing but `;`, as 3.0 would write it."""

    name: str
    value: str
    types: list[str]
    """In upper case, from TYPE= and, in 2.1, bare: CELL, WORK, PREF."""
    params: dict[str, str]

    @property
    def text(self) -> str:
        return unescaped(self.value).strip()

    @property
    def preferred(self) -> bool:
        return "PREF" in self.types or self.params.get("PREF") == "1"

    def parts(self, mark: str = ";") -> list[str]:
        """The components of a structured value, or the items of a list."""
        if "\\" not in self.value:
            return self.value.split(mark)
        pieces = _BETWEEN[mark].split(self.value)
        joined = [a + b for a, b in zip(pieces[::2], [*pieces[1::2], ""], strict=False)]
        return [unescaped(piece) for piece in joined]


def unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], text) if "\\" in text else text


def cards_of(file: TextIO) -> Iterator[Card]:
    """The cards in order. What stands between cards is passed over; pictures are not kept."""
    card: Card | None = None
    number = size = 0
    for line in _unfolded(file):
        mark = line[:40].upper().replace(" ", "").replace("\t", "") if line[0] in "BbEe \t" else ""
        if mark == "BEGIN:VCARD":
            if card:
                card.problem = card.problem or "The card has no END:VCARD; export it again."
                yield card
            number, size = number + 1, 0
            card = Card(number)
        elif mark == "END:VCARD" and card:
            yield card
            card = None
        elif card:
            size += len(line)
            if size > LONGEST_CARD or len(card.lines) > MOST_LINES:
                card.problem = "The card is too long; take pictures and sounds out of it."
            else:
                card.lines.append(line)
    if card:
        card.problem = card.problem or "The card has no END:VCARD; the file may be cut off. Export it again."
        yield card


def _unfolded(file: TextIO) -> Iterator[str]:
    """Whole lines: folded ones joined, quoted-printable ones that break with `=` too; pictures left out."""
    parts: list[str] = []
    kept = soft = gap = False
    size = 0
    ahead = file.readline(LONGEST_CARD + 1)
    while raw := ahead:
        ahead = file.readline(LONGEST_CARD + 1)
        line = raw.rstrip("\r\n")
        if not line or line.isspace():
            gap = True
            continue
        if parts and (soft or line[0] in " \t" or not _begins_property(line, ahead)):
            if _is_mark(parts[0]):
                continue  # nothing goes on after BEGIN or END
            size += len(line)
            if kept and size <= LONGEST_CARD:
                parts.append(_continuation(line, soft, gap))
        else:
            if kept:
                yield "".join(parts) if len(parts) > 1 else parts[0]
            parts, kept, size = [line], _name_of(line) not in _NOT_FOR_PEOPLE, len(line)
        gap = False
        soft = kept and parts[-1].endswith("=") and "QUOTED-PRINTABLE" in parts[0].upper()
        if soft:
            parts[-1] = parts[-1][:-1]
    if kept:
        yield "".join(parts)


def _begins_property(line: str, ahead: str) -> bool:
    """A line may also be folded before its colon, among the parameters."""
    return bool(
        _PROPERTY.match(line) or (ahead[:1] in (" ", "\t") and ";" in line and _PROPERTY.match(line + ahead[1:]))
    )


def _is_mark(line: str) -> bool:
    return line[:1] in "BbEe" and _name_of(line) in {"BEGIN", "END"}


def _name_of(line: str) -> str:
    return line[:80].partition(":")[0].partition(";")[0].rpartition(".")[2].strip().upper()


def _continuation(line: str, soft: bool, gap: bool) -> str:
    """What a further line adds; a gap is Google's empty line within a value, where words stay apart."""
    if soft:
        return line.lstrip(" \t") if line.lstrip(" \t").startswith("=") else line
    if gap or line[0] not in " \t":
        return f" {line.lstrip()}"
    return line[1:]


def properties_of(lines: list[str]) -> list[Property]:
    """The card's properties that say anything. Raises ValueError for a line that is none."""
    old = any(line[:7].upper() == "VERSION" and line.rpartition(":")[2].strip() == "2.1" for line in lines)
    found = []
    for line in lines:
        match = _PROPERTY.fullmatch(line)
        if match is None:
            raise ValueError("a line is no property")
        name, params, value = match[2].upper(), match[3], match[4]
        if value.strip(" ;"):
            found.append(_property(name, params, value, old))
    return found


def _property(name: str, written: str, value: str, old: bool) -> Property:
    types: list[str] = []
    params: dict[str, str] = {}
    charset, printable = "utf-8", False
    for param in _PARAM.findall(written) if written else ():
        key, is_given, given = param.strip().partition("=")
        key, given = key.strip().upper(), given.strip().strip('"')
        if "QUOTED-PRINTABLE" in (key, given.upper()):
            printable = True
        elif key == "TYPE":
            types += given.upper().replace('"', "").split(",")
        elif key == "CHARSET":
            charset = given
        elif key and is_given:
            params[key] = given
        elif key and key not in _FLAGS:
            types.append(key)  # 2.1 writes kinds bare (;CELL)
    if printable:
        value = _from_printable(value, charset).replace("\r\n", "\n")
    if printable or old:
        # 2.1 knows no escape for commas and line ends; a backslash before ; is its own.
        value = re.sub(r"\\(?![;,nN\\])", r"\\\\", value)
    return Property(name, value, types, params)


def _from_printable(value: str, charset: str) -> str:
    raw = quopri.decodestring(value.encode("utf-8"))
    try:
        return raw.decode(charset)
    except (LookupError, UnicodeError, ValueError):
        return raw.decode("cp1252", "replace")

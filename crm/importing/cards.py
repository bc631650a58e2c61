"""vCard text cut into cards, and each card's lines put right, before a parser that stops at one bad line."""

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TextIO

LONGEST_CARD = 5_000_000
_NOT_FOR_PEOPLE = frozenset(
    {"PHOTO", "LOGO", "SOUND", "KEY", "AGENT", "X-ABPHOTO", "BDAY", "ANNIVERSARY", "REV", "GEO"}
)
_STRUCTURED = frozenset({"N", "ADR", "ORG", "CATEGORIES", "NICKNAME"})
_PROPERTY = re.compile(r'(?:([\w.-]+)\.)?([A-Za-z][\w-]*)((?:;(?:"[^"]*"|[^":;])*)*):(.*)', re.DOTALL)
_PARAM = re.compile(r';((?:"[^"]*"|[^";])*)')


@dataclass(slots=True)
class Card:
    """One card between BEGIN and END, unfolded; `problem` is a sentence if it has no end."""

    number: int
    lines: list[str] = field(default_factory=list)
    problem: str = ""


def cards_of(file: TextIO) -> Iterator[Card]:
    """The cards in order. What stands between cards is passed over; pictures are not kept."""
    card: Card | None = None
    number = size = 0
    for line in _unfolded(file):
        mark = re.sub(r"\s", "", line[:40]).upper()
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
            if size > LONGEST_CARD:
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
    while raw := file.readline(LONGEST_CARD + 1):
        line = raw.rstrip("\r\n")
        if not line.strip():
            gap = True
            continue
        if parts and (soft or line[0] in " \t" or not _begins_property(line)):
            if kept:
                parts.append(_continuation(line, soft, gap))
        else:
            if kept:
                yield "".join(parts)
            parts, kept = [line], _name_of(line) not in _NOT_FOR_PEOPLE
        gap = False
        soft = kept and parts[-1].endswith("=") and "QUOTED-PRINTABLE" in parts[0].upper()
        if soft:
            parts[-1] = parts[-1][:-1]
    if kept:
        yield "".join(parts)


def _name_of(line: str) -> str:
    return re.split(r"[:;]", line, maxsplit=1)[0].rpartition(".")[2].strip().upper()


def _begins_property(line: str) -> bool:
    return _PROPERTY.match(line) is not None


def _continuation(line: str, soft: bool, gap: bool) -> str:
    """What a further line adds; a gap is Google's empty line within a value, where words stay apart."""
    if soft:
        return line.lstrip(" \t") if line.lstrip(" \t").startswith("=") else line
    if gap or line[0] not in " \t":
        return f" {line.lstrip()}"
    return line[1:]


def tidied(lines: list[str]) -> str:
    """The card as clean vCard 3.0: encodings undone, parameters written in one way, commas escaped."""
    old = any(re.fullmatch(r"VERSION\s*:\s*2\.1\s*", line, re.IGNORECASE) for line in lines)
    clean = ["BEGIN:VCARD", "VERSION:3.0"]
    for line in lines:
        found = _PROPERTY.fullmatch(line)
        if found is None:
            raise ValueError("a line is no property")
        group, name, params, value = found.groups()
        if name.upper() in {"VERSION", "PRODID"} or not value.strip(" ;"):
            continue
        value, params = _decoded(name.upper(), params, value, old)
        clean.append(f"{f'{group}.' if group else ''}{name.upper()}{params}:{value}")
    return "\r\n".join([*clean, "END:VCARD", ""])


def _decoded(name: str, params: str, value: str, old: bool) -> tuple[str, str]:
    kept, charset, printable = [], "utf-8", False
    for param in _PARAM.findall(params):
        key, _, given = param.strip().partition("=")
        key, given = key.strip().upper(), given.strip().strip('"')
        if key == "CHARSET":
            charset = given
        elif "QUOTED-PRINTABLE" in (key, given.upper()):
            printable = True
        elif key and key not in {"ENCODING", "VALUE", "LANGUAGE", "ALTID", "PID", "8BIT", "7BIT"}:
            # 2.1 writes kinds bare (;CELL), 3.0 and 4.0 as TYPE=
            kept.append(f'{key}="{given}"' if given else f"TYPE={key}")
    if printable:
        value = _from_printable(value, charset)
    if printable or old:
        # 2.1 knows no escape for commas and line ends; backslashes before ; are its own.
        value = value.replace("\r\n", "\n").replace("\n", "\\n")
        value = re.sub(r"(?<!\\),", r"\\,", value) if name != "CATEGORIES" else value
        value = value if name in _STRUCTURED else re.sub(r"(?<!\\);", r"\\;", value)
    return value, "".join(f";{param}" for param in kept)


def _from_printable(value: str, charset: str) -> str:
    raw = quopri.decodestring(value.encode("utf-8"))
    try:
        return raw.decode(charset)
    except (LookupError, UnicodeDecodeError):
        return raw.decode("cp1252", "replace")

"""Which format a file has, by what is in it; its name is not looked at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

from crm.importing import google, table, vcard
from crm.importing.encoding import Encoding, choose_encoding, open_text
from crm.importing.record import Record, Unreadable

SAMPLE = 256 * 1024


class Format(Protocol):
    """What each format's module offers."""

    NAME: str
    LABEL: str

    def recognises(self, sample: str) -> bool: ...

    def count(self, path: Path, encoding: str, sample: str) -> int: ...

    def read(self, path: Path, encoding: str, sample: str, mapping: Mapping[str, str]) -> Iterator[Record]: ...


# In this order: the most particular first, any table last.
FORMATS: dict[str, Format] = {module.NAME: cast(Format, module) for module in (vcard, google, table)}


@dataclass(frozen=True, slots=True)
class Recognised:
    """A file somebody brought, and how it will be read."""

    path: Path
    encoding: Encoding
    format: Format
    sample: str
    mapping: Mapping[str, str]

    def count(self) -> int:
        """How many rows or cards there are: for showing progress, not exact."""
        return self.format.count(self.path, self.encoding.name, self.sample)

    def records(self) -> Iterator[Record]:
        return self.format.read(self.path, self.encoding.name, self.sample, self.mapping)


def recognise(
    path: Path, *, format: str = "", encoding: str = "", mapping: Mapping[str, str] | None = None
) -> Recognised:
    """How to read the file; `format` and `encoding` are found out where empty. Raises Unreadable."""
    if format and format not in FORMATS:
        raise Unreadable(f"“{format[:40]}” is no format; use {', '.join(FORMATS)}, or leave it out.")
    chosen = choose_encoding(path, encoding)
    sample = _sample(path, chosen)
    found = FORMATS[format] if format else _by_content(sample, mapping or {})
    return Recognised(path, chosen, found, sample, mapping or {})


def _sample(path: Path, encoding: Encoding) -> str:
    try:
        with open_text(path, encoding.name) as file:
            return file.read(SAMPLE)
    except (UnicodeError, LookupError):
        raise Unreadable(
            f"The file is not written in {encoding.name}; try another encoding, or leave it out."
        ) from None


def _by_content(sample: str, mapping: Mapping[str, str]) -> Format:
    found = next((known for known in FORMATS.values() if known.recognises(sample)), None)
    if found is None and mapping:
        return FORMATS["table"]
    if found is None:
        raise Unreadable(
            "No column is recognised, and it is no vCard file."
            " The first line of a table must name the columns, such as Name, Email, Company."
        )
    return found

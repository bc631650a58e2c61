"""Small files as people bring them, written after the facts in the design notes."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from crm.importing.recognise import Recognised, recognise
from crm.importing.record import ImportedContact, Record, Refused

GOOGLE_HEADER = (
    "First Name,Middle Name,Last Name,Phonetic First Name,Name Prefix,Name Suffix,Nickname,File As,"
    "Organization Name,Organization Title,Organization Department,Birthday,Notes,Photo,Labels,"
    "E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value,"
    "Address 1 - Label,Address 1 - City,Address 1 - Country,Website 1 - Label,Website 1 - Value,"
    "Custom Field 1 - Label,Custom Field 1 - Value"
)


def google_row(**cells: str) -> str:
    titles = GOOGLE_HEADER.split(",")
    row = [""] * len(titles)
    for title, cell in cells.items():
        row[titles.index(title.replace("__", " - ").replace("_", " ").replace("E mail", "E-mail"))] = cell
    return ",".join('"' + cell.replace('"', '""') + '"' if any(c in cell for c in ',"\n') else cell for cell in row)


def open_file(folder: Path, content: str | bytes, **options: Any) -> Recognised:
    path = folder / "brought.dat"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return recognise(path, **options)


def read_all(folder: Path, content: str | bytes, **options: Any) -> list[Record]:
    return list(open_file(folder, content, **options).records())


def table(header: str, *rows: Mapping[str, str] | Sequence[str], line_end: str = "\r\n") -> str:
    """A CSV file: each row by its cells in order, or by title for the few that are filled."""
    text = io.StringIO(newline="")
    titles = header.split(",")
    write = csv.writer(text, lineterminator=line_end).writerow
    write(titles)
    for row in rows:
        write([row.get(title, "") for title in titles] if isinstance(row, Mapping) else row)
    return text.getvalue()


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return held.getvalue()


def people(records: Iterable[Record]) -> list[ImportedContact]:
    return [record for record in records if isinstance(record, ImportedContact)]


def refused(records: Iterable[Record]) -> list[Refused]:
    return [record for record in records if isinstance(record, Refused)]


def addresses(contact: ImportedContact) -> list[tuple[str, str]]:
    return [(handle.channel, handle.value) for handle in contact.handles]

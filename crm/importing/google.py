"""Google Contacts as CSV, the current generation and the legacy one."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from crm.importing.columns import IGNORED, field_of
from crm.importing.draft import JOINED, Draft
from crm.importing.grid import Layout, count_rows, find_layout, named, read_grid
from crm.importing.record import Record, Refused

NAME = "google"
LABEL = "Google Contacts"

_SIGNS = frozenset(
    {
        *(
            "e-mail 1 - value",
            "e-mail 1 - label",
            "e-mail 1 - type",
            "phone 1 - value",
            "organization 1 - name",
        ),
        *(
            "group membership",
            "labels",
            "yomi name",
            "phonetic first name",
            "file as",
            "name prefix",
            "given name",
        ),
    }
)
_PLAIN = {
    "first name": "first_name",
    "given name": "first_name",
    "middle name": "middle_name",
    "additional name": "middle_name",
    "last name": "last_name",
    "family name": "last_name",
    "name": "name",
    "name prefix": "prefix",
    "name suffix": "suffix",
    "nickname": "nickname",
    "file as": "nickname",
    "organization name": "organization",
    "organization title": "title",
    "organization 1 - name": "organization",
    "organization 1 - title": "title",
    "notes": "notes",
    "labels": "tags",
    "group membership": "tags",
    "location": "location",
    "language": "language",
}
_NUMBERED = re.compile(r"(e-mail|phone|website|address|custom field|im) (\d+) - (\w+)")


def recognises(sample: str) -> bool:
    return layout_of(sample) is not None


def layout_of(sample: str) -> Layout | None:
    """Where the header stands; None if this is no Google file."""
    found = find_layout(sample, lambda cells: sum(cell.strip().casefold() in _SIGNS for cell in cells))
    if found is None:
        return None
    return found if sum(title.strip().casefold() in _SIGNS for title in found.header) >= 2 else None


def count(path: Path, encoding: str, sample: str) -> int:
    layout = layout_of(sample)
    return count_rows(path, encoding, layout) if layout else 0


def read(path: Path, encoding: str, sample: str, mapping: Mapping[str, str]) -> Iterator[Record]:
    """Everybody in the file. The columns are Google's own, so `mapping` is not needed and not looked at."""
    layout = layout_of(sample)
    if layout is None:
        return
    header = [title.strip().casefold() for title in layout.header]
    for row in read_grid(path, encoding, layout):
        if isinstance(row, Refused):
            yield row
            continue
        contact = _draft(row.number, header, row.cells).finish()
        if contact.name:
            yield contact
        else:
            raw = named(layout.header, row.cells)
            yield Refused(row.number, raw, "The row has neither a name nor an address; give one.")


def _draft(number: int, header: Sequence[str], cells: Sequence[str]) -> Draft:
    draft = Draft(number)
    labels: dict[tuple[str, str], str] = {}
    for title, cell in zip(header, cells, strict=False):
        if not cell or cell.isspace():
            continue
        if field := _PLAIN.get(title):
            draft.add(field, cell)
        elif numbered := _NUMBERED.fullmatch(title):
            kind, at, part = numbered.groups()
            if part in {"label", "type", "service"}:
                labels[kind, at] = cell
            else:
                _add_numbered(draft, kind, part, labels.get((kind, at), ""), cell)
    return draft


def _add_numbered(draft: Draft, kind: str, part: str, label: str, cell: str) -> None:
    values, labels = cell.split(JOINED), label.split(JOINED)
    if kind == "address":
        field = {"city": "city", "country": "country"}.get(part, IGNORED)
        draft.add(field, cell)
    elif part == "value":
        for at, value in enumerate(values):
            _add_value(draft, kind, labels[min(at, len(labels) - 1)].strip("* "), value)


def _add_value(draft: Draft, kind: str, label: str, value: str) -> None:
    if kind == "e-mail":
        draft.add("email", value)
    elif kind == "phone" and "fax" not in label.casefold():
        draft.add_handle("phone", value)
    elif kind == "website":
        draft.add_link(value)
    elif kind == "custom field":
        draft.add(field_of(label), value)

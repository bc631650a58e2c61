"""What a file looks like before it is loaded: how it is read, its columns with what they probably hold and why, and
what has to be asked. For whoever chooses the mapping."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from crm.handles import PHONES, WEB, HandleError, guess, normalise
from crm.importing.brought import Question
from crm.importing.columns import CHANNEL_FIELDS, FIELDS, IGNORED
from crm.importing.dates import is_date
from crm.importing.grid import Layout, Row
from crm.importing.recognise import Recognised, recognise
from crm.importing.table import AnyTable, TableFormat
from crm.profiles import PROFILES

LOOKED_AT = 200
EXAMPLES = 3
ENOUGH = 0.8  # of the filled cells
LONGEST_EXAMPLE = 80
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")
_PHONE = re.compile(r"\+?[\d\s()/.-]{7,25}")
_AT_NAME = re.compile(r"@[\w.]{2,30}")
_TEXTS = frozenset(FIELDS) - CHANNEL_FIELDS - {"link", "shared_email", "shared_phone", "shared_website", "tags"}
_SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    examples: Sequence[str]
    """The first filled cells, shortened."""
    field: str
    """One of columns.FIELDS; "" leaves it out."""
    why: str


@dataclass(frozen=True, slots=True)
class Description:
    format: str
    label: str
    encoding: str
    encoding_because: str
    separator: str
    """comma, semicolon, tab or bar; the sheet of a workbook; empty for what has no columns."""
    header_row: int
    """As a spreadsheet counts; 0 for what has no header."""
    columns: Sequence[Column]
    questions: Sequence[Question]


def describe(
    path: Path,
    *,
    format: str = "",
    encoding: str = "",
    separator: str = "",
    mapping: Mapping[str, str] | None = None,
    options: Mapping[str, str] | None = None,
    filename: str = "",
) -> Description:
    """How the file would be read. Columns of a table that nobody knows are told by their values.

    Raises Unreadable for a file that cannot be read whatever is chosen.
    """
    found = recognise(
        path,
        format=format,
        encoding=encoding,
        separator=separator,
        mapping=mapping,
        options=options,
        filename=filename,
        any_header=True,
    )
    layout = _layout_of(found)
    return Description(
        format=found.format.NAME,
        label=found.format.LABEL,
        encoding=found.encoding.name,
        encoding_because=found.encoding.because,
        separator=_SEPARATORS.get(layout.part, layout.part) if layout else "",
        header_row=layout.row if layout else 0,
        columns=_columns(found, layout) if layout else (),
        questions=found.questions,
    )


def _layout_of(found: Recognised) -> Layout | None:
    table, brought = found.parts[0]
    return table.layout_of(brought) if isinstance(table, TableFormat) else None


def _columns(found: Recognised, layout: Layout) -> list[Column]:
    table, brought = found.parts[0]
    fields = table.fields(layout.header, brought.mapping) if isinstance(table, TableFormat) else []
    rows = [row.cells for row in islice(brought.grid.rows(layout), LOOKED_AT) if isinstance(row, Row)]
    chosen = {title.strip().casefold() for title in brought.mapping}
    columns = []
    for at, (title, field) in enumerate(zip(layout.header, fields, strict=True)):
        values = [row[at].strip() for row in rows if at < len(row) and row[at].strip()]
        examples = [value[:LONGEST_EXAMPLE] for value in values[:EXAMPLES]]
        field, why = _meaning(title, field, values, chosen, isinstance(table, AnyTable), table.LABEL)
        columns.append(Column(title, examples, field, why))
    return columns


def _meaning(
    title: str, field: str, values: Sequence[str], chosen: set[str], is_any: bool, label: str
) -> tuple[str, str]:
    if title.strip().casefold() in chosen:
        return field, "You chose it."
    if not is_any:
        return field, f"{label} writes it so." if field else "Not needed here."
    guessed, because = by_values(values)
    if field and not (guessed and field in _TEXTS):
        return field, "The header says so."
    return guessed or field, because or ("The header says so." if field else "Nobody knows this header.")


def by_values(values: Sequence[str]) -> tuple[str, str]:
    """The field that a column's values show, and why; empty if they show none."""
    if not values:
        return IGNORED, "It is empty."
    kinds = Counter(_kind_of(value) for value in values)
    del kinds[IGNORED]
    links = sum(times for kind, times in kinds.items() if kind in PROFILES or kind in WEB or kind == "mastodon")
    if kinds and links >= ENOUGH * len(values):
        kind, times = kinds.most_common(1)[0]
        return (kind, "It holds such profiles.") if times == links and kind in PROFILES else ("link", "It holds links.")
    kind, times = kinds.most_common(1)[0] if kinds else (IGNORED, 0)
    if times < ENOUGH * len(values):
        return IGNORED, ""
    if kind == "date":
        return IGNORED, "It holds dates; say if they tell when somebody was collected or last contacted."
    if kind == "name":
        return IGNORED, "It holds names on a network; say on which."
    return kind, f"It holds {'e-mail addresses' if kind == 'email' else 'telephone numbers'}."


def _kind_of(value: str) -> str:
    if _EMAIL.fullmatch(value) and _fits("email", value):
        return "email"
    if is_date(value):
        return "date"
    if _PHONE.fullmatch(value):
        return "phone" if sum(c.isdigit() for c in value) >= 7 and _fits("phone", value) else IGNORED
    if _AT_NAME.fullmatch(value):
        return "name"
    found = guess(value) if "." in value and " " not in value else None
    return found.channel if found and found.channel not in PHONES and found.channel != "email" else IGNORED


def _fits(channel: str, value: str) -> bool:
    try:
        return bool(normalise(channel, value))
    except HandleError:
        return False

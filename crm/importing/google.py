"""Google Contacts as CSV, the current generation and the legacy one."""

import re
from collections.abc import Mapping, Sequence
from operator import itemgetter

from crm.importing.brought import Brought
from crm.importing.columns import IGNORED, field_of
from crm.importing.draft import JOINED, Draft
from crm.importing.grid import Layout, Row
from crm.importing.table import RowReader, TableFormat, plain_title

_NUMBERED = re.compile(r"(e-mail|phone|website|address|custom field|im) (\d+) - (\w+)")
_SUGGESTED = {
    "e-mail": "email",
    "phone": "phone",
    "website": "link",
    "city": "city",
    "country": "country",
}


class Google(TableFormat):
    NAME = "google"
    LABEL = "Google Contacts"
    SIGNS = frozenset(
        {
            "e-mail 1 - value", "e-mail 1 - label", "e-mail 1 - type", "phone 1 - value", "organization 1 - name",
            "group membership", "labels", "yomi name", "phonetic first name", "file as", "name prefix", "given name",
        }
    )  # fmt: skip
    FIELDS = {
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

    def fields(self, header: Sequence[str], mapping: Mapping[str, str]) -> list[str]:
        """Google's own columns; what else it exports (birthdays, hobbies, phonetic names) is not kept."""
        wanted = {t.strip().casefold(): f for t, f in mapping.items()}
        return [wanted.get(title.strip().casefold(), self._field(plain_title(title))) for title in header]

    def _field(self, title: str) -> str:
        if numbered := _NUMBERED.fullmatch(title):
            kind, _, part = numbered.groups()
            return _SUGGESTED.get(part if kind == "address" else kind if part == "value" else "", IGNORED)
        return self.FIELDS.get(title, IGNORED)

    def passes_over(self, title: str) -> bool:
        numbered = _NUMBERED.fullmatch(title)
        return super().passes_over(title) or title.endswith(" - label") or bool(numbered and numbered[1] != "im")

    def reader(self, layout: Layout, fields: Sequence[str], brought: Brought) -> RowReader:
        return _GoogleReader(layout, fields)


class _GoogleReader(RowReader):
    """Beside the plain columns, numbered ones: a label (or several) and its value (or as many)."""

    def __init__(self, layout: Layout, fields: Sequence[str]) -> None:
        super().__init__(layout, fields)
        self._numbered: list[tuple[str, int, int]] = []
        for title, at in sorted(self._titles.items(), key=itemgetter(1)):
            numbered = _NUMBERED.fullmatch(title)
            if numbered and numbered[3] == "value" and numbered[1] in {"e-mail", "phone", "website", "custom field"}:
                beside = (f"{numbered[1]} {numbered[2]} - {word}" for word in ("label", "type"))
                label = next((self._titles[title] for title in beside if title in self._titles), -1)
                if numbered[1] == "custom field" or fields[at] != IGNORED:
                    self._numbered.append((numbered[1], at, label))
        columns = {at for _, at, _ in self._numbered}
        self._plan = [(at, field) for at, field in self._plan if at not in columns]

    def take(self, draft: Draft, row: Row) -> None:
        super().take(draft, row)
        width = len(row.cells)
        for kind, at, beside in self._numbered:
            if at < width and (cell := row.cells[at]):
                labels = (row.cells[beside] if 0 <= beside < width else "").split(JOINED)
                for place, value in enumerate(cell.split(JOINED)):
                    _add_value(draft, kind, labels[min(place, len(labels) - 1)].strip("* "), value)


def _add_value(draft: Draft, kind: str, label: str, value: str) -> None:
    if kind == "e-mail":
        draft.add("email", value)
    elif kind == "phone" and "fax" not in label.casefold():
        draft.add_handle("phone", value)
    elif kind == "website":
        draft.add_link(value)
    elif kind == "custom field":
        draft.add(field_of(label), value)

"""HubSpot's contacts: the columns are whichever somebody picked."""

from collections.abc import Sequence

from crm.importing.brought import Brought
from crm.importing.draft import Draft
from crm.importing.grid import Layout, Row
from crm.importing.table import RowReader, TableFormat, plain_title

_RECORD = ("record id", "record id - contact", "datensatz-id", "id de fiche d'informations", "id de registro")


class HubSpot(TableFormat):
    NAME = "hubspot"
    LABEL = "HubSpot"
    SIGNS = frozenset(
        {
            "lead status", "lifecycle stage", "contact owner", "create date", "last activity date",
            "associated company", "marketing contact status", "unsubscribed from all email", "last contacted",
            "associated company ids", "email", "e-mail", "lead-status",
            "lifecycle-phase", "statut du lead", "phase du cycle de vie", "estado del lead", "etapa del ciclo de vida",
            *_RECORD,
        }
    )  # fmt: skip
    DATES = "mdy"
    FIELDS = {
        **dict.fromkeys(_RECORD, ""),  # with its system's name, see below
        "associated company": "organization",
        "create date": "collected_on",
        "last activity date": "last_contacted_on",
        "last contacted": "last_contacted_on",
        "website url": "shared_website",
        "contact owner": "",
        "lead status": "",
        "lifecycle stage": "",
        "marketing contact status": "",
    }

    def score(self, cells: Sequence[str]) -> int:
        return super().score(cells) if any(plain_title(cell) in _RECORD for cell in cells) else 0

    def reader(self, layout: Layout, fields: Sequence[str], brought: Brought) -> RowReader:
        return _HubSpotReader(layout, fields)


class _HubSpotReader(RowReader):
    def take(self, draft: Draft, row: Row) -> None:
        super().take(draft, row)
        if number := next(filter(None, (self.cell(row, title) for title in _RECORD)), ""):
            draft.add("external_id", f"hubspot:{number}")

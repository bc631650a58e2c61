"""HubSpot's contacts: the columns are whichever somebody picked."""

from collections.abc import Sequence

from crm.importing.brought import Brought
from crm.importing.draft import Draft
from crm.importing.grid import Layout, Row
from crm.importing.table import RowReader, TableFormat


class HubSpot(TableFormat):
    NAME = "hubspot"
    LABEL = "HubSpot"
    REQUIRED = frozenset({"record id"})
    SIGNS = frozenset(
        {
            "record id", "lead status", "lifecycle stage", "contact owner", "create date", "last activity date",
            "associated company", "marketing contact status", "unsubscribed from all email", "last contacted",
            "associated company ids", "email",
        }
    )  # fmt: skip
    DATES = "mdy"
    FIELDS = {
        "record id": "",  # with its system's name, see below
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

    def reader(self, layout: Layout, fields: Sequence[str], brought: Brought) -> RowReader:
        return _HubSpotReader(layout, fields)


class _HubSpotReader(RowReader):
    def take(self, draft: Draft, row: Row) -> None:
        super().take(draft, row)
        if number := self.cell(row, "record id"):
            draft.add("external_id", f"hubspot:{number}")

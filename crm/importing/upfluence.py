"""Upfluence's lists of influencers."""

from collections.abc import Sequence

from crm.importing.brought import Brought
from crm.importing.draft import Draft
from crm.importing.grid import Layout, Row
from crm.importing.table import RowReader, TableFormat


class Upfluence(TableFormat):
    NAME = "upfluence"
    LABEL = "Upfluence"
    REQUIRED = frozenset({"influencer_id"})
    SIGNS = frozenset({"influencer_id", "media_url", "profile_name", "first_name", "last_name", "email"})
    FIELDS = {
        "influencer_id": "",  # with its system's name, see below
        "media_url": "link",
        "profile_name": "nickname",
    }

    def reader(self, layout: Layout, fields: Sequence[str], brought: Brought) -> RowReader:
        return _UpfluenceReader(layout, fields)


class _UpfluenceReader(RowReader):
    def take(self, draft: Draft, row: Row) -> None:
        super().take(draft, row)
        if number := self.cell(row, "influencer_id"):
            draft.add("external_id", f"upfluence:{number}")

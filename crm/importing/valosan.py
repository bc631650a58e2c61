"""Valosan's media contacts. What was pitched there rests here, and a no there is a no here."""

from collections.abc import Sequence

from crm.importing.brought import Brought
from crm.importing.draft import Draft
from crm.importing.grid import Layout, Row
from crm.importing.record import ImportedBoundary, ImportedPitch
from crm.importing.table import RowReader, TableFormat

_ASKED = frozenset({"PITCHED", "FOLLOWUP", "FOLLOW UP", "FOLLOW-UP", "PRESS RELEASE SENT", "PUBLISHED"}) | frozenset(
    {"POSITIVE RESPONSE", "DECLINED"}
)
_REFUSED = frozenset({"DECLINED", "REJECTED", "NOT INTERESTED", "UNSUBSCRIBED", "DO NOT CONTACT"})
_NOT_ASKED = frozenset({"", "NEW", "SKIPPED"})


class Valosan(TableFormat):
    NAME = "valosan"
    LABEL = "Valosan"
    REQUIRED = frozenset({"status", "company/outlet"})
    SIGNS = frozenset({"company website", "tracking", "interests", "rating 1", "mobile phone", "twitter", "email"})
    FIELDS = {
        "status": "",
        "title": "title",
        "company/outlet": "organization",
        "company website": "shared_website",
        "interests": "tags",
        "tracking": "",
        **dict.fromkeys(("rating 1", "rating 2", "rating 3"), ""),
    }

    def reader(self, layout: Layout, fields: Sequence[str], brought: Brought) -> RowReader:
        return _ValosanReader(layout, fields)


class _ValosanReader(RowReader):
    """Its files give no day: a pitch counts from the day of the import, the careful choice."""

    def take(self, draft: Draft, row: Row) -> None:
        super().take(draft, row)
        status = " ".join(self.cell(row, "status").upper().replace("_", " ").split())
        if status in _ASKED | _REFUSED:
            draft.pitches.append(ImportedPitch(pitched_on=None, note=f"Valosan: {status}"))
        elif status not in _NOT_ASKED:
            draft.leave_out(f"Status: “{status[:40]}” is none of Valosan's; if they were asked, note it by hand.")
        if status in _REFUSED:
            draft.boundaries.append(ImportedBoundary(origin="answered_no", note=f"Valosan: {status}"))

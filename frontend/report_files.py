"""Every report as a table for a spreadsheet: a heading and rows of plain values."""

import csv
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from io import StringIO
from typing import Any

from crm.filters import ReportFilter
from crm.models import Staff
from crm.reports.asks_made import asks_seen_by
from crm.reports.balance import give_and_ask
from crm.reports.exceptions import exceptions
from crm.reports.fatigue import fatigue
from crm.reports.outcomes import Row, outcomes
from crm.reports.rates import STATES, Tally
from crm.reports.ways import WAYS_TO_LOOK
from crm.reports.what_if import WhatIf

Sheet = Iterable[Sequence[Any]]
RUNS = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would take it for a formula

TALLY = ("asks", "settled", *STATES, "share_yes", "low", "high")


def text_of(sheet: Sheet) -> str:
    """With a byte order mark, or Excel reads names as cp1252."""
    written = StringIO()
    csv.writer(written).writerows([_harmless(cell) for cell in row] for row in sheet)
    return "\ufeff" + written.getvalue()


def _harmless(cell: Any) -> Any:
    if cell is None:
        return ""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(RUNS) else cell


def tally_cells(tally: Tally) -> list[Any]:
    low, high = tally.interval or (None, None)
    rates = [None if rate is None else round(rate, 4) for rate in (tally.share, low, high)]
    return [tally.asks, tally.settled, *(getattr(tally, state) for state in STATES), *rates]


def rows_of(rows: Iterable[Row]) -> list[list[Any]]:
    return [[row.key, row.label, *tally_cells(row.tally)] for row in rows]


def outcome_sheet(by: str, staff: Staff, as_of: datetime, filters: dict[str, str]) -> Sheet:
    asks = ReportFilter(filters, queryset=asks_seen_by(staff), staff=staff, as_of=as_of).qs
    table = outcomes(asks, by=by, as_of=as_of)
    return [("key", "name", *TALLY), *rows_of(table.rows), ("", "", *tally_cells(table.all))]


def what_if_sheet(found: WhatIf) -> Sheet:
    groups = ("open", "held", "newly_held", "newly_open")
    rows = [["asks", name, *tally_cells(getattr(found, name))] for name in groups]
    held_by = [["held_by", row.key, *tally_cells(row.tally)] for row in found.by_criterion]
    return [("what", "which", *TALLY), *rows, *held_by]


def _balance(staff: Staff, as_of: datetime) -> Sheet:
    people = give_and_ask(staff=staff, as_of=as_of).people
    return [("who", "gave", *TALLY), *([one.name, one.gave, *tally_cells(one.asked)] for one in people)]


def _months(staff: Staff, as_of: datetime) -> Sheet:
    months = give_and_ask(staff=staff, as_of=as_of).months
    rows = ([m.starts_on.isoformat(), m.ours, m.theirs, m.gave, m.asked] for m in months)
    return [("month", "we_wrote", "they_wrote", "gave", "asked"), *rows]


def _fatigue(staff: Staff, as_of: datetime) -> Sheet:
    people = fatigue(staff=staff, as_of=as_of).people
    rows = ([o.contact.name, o.asks, o.yes, o.no_answer, o.last_asked_at.isoformat()] for o in people)
    return [("name", "asks", "yes", "no_answer", "last_asked_at"), *rows]


def _overrides(staff: Staff, as_of: datetime) -> Sheet:
    rows = (
        [
            *(one.ask.asked_at.isoformat(), one.ask.contact.name, one.ask.campaign.name, one.ask.staff.name),
            *(str(one.ask.overridden_by), one.ask.override_reason, " ".join(one.missing), one.ask.outcome or "open"),
        ]
        for one in exceptions(staff=staff, as_of=as_of).overrides
    )
    return [("asked_at", "name", "campaign", "asked_by", "decided_by", "reason", "missing", "outcome"), *rows]


def _attestations(staff: Staff, as_of: datetime) -> Sheet:
    rows = (
        [v.attestation.attested_on.isoformat(), v.attestation.contact.name, str(v.attestation.staff),
         v.attestation.reason, v.asks]
        for v in exceptions(staff=staff, as_of=as_of).attestations
    )  # fmt: skip
    return [("attested_on", "name", "by", "reason", "asks"), *rows]


def _overruled(staff: Staff, as_of: datetime) -> Sheet:
    rows = (
        [one.overruled_at and one.overruled_at.isoformat(), one.contact.name, str(one.staff),
         one.would_not_count_because, str(one.overruled_by), one.overrule_reason]
        for one in exceptions(staff=staff, as_of=as_of).overruled
    )  # fmt: skip
    return [("overruled_at", "name", "written_by", "taken_for", "decided_by", "reason"), *rows]


SHEETS: dict[str, Callable[[Staff, datetime], Sheet]] = {
    "balance": _balance,
    "months": _months,
    "fatigue": _fatigue,
    "overrides": _overrides,
    "attestations": _attestations,
    "overruled": _overruled,
}
OUTCOME_SHEETS = {f"outcomes-by-{by.replace('_', '-')}": by for by in WAYS_TO_LOOK}

"""What came of asks, by what was known or done when they were made."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from crm.models import Ask
from crm.reports.asks_made import asks_made
from crm.reports.rates import Tally
from crm.reports.ways import WAYS_TO_LOOK

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Row:
    """`key` is stable, for programs; `label` is for people."""

    key: str
    label: str
    tally: Tally


@dataclass(frozen=True)
class Outcomes:
    """One way to look at the same asks. Where an ask has several topics or criteria it is in several rows."""

    by: str
    title: str
    rows: tuple[Row, ...]
    all: Tally


def outcomes(asks: QuerySet[Ask], *, by: str, as_of: datetime) -> Outcomes:
    """`by` is one of WAYS_TO_LOOK. The caller has made sure that whoever reads it may see all those contacts."""
    return _table(asks_made(asks, as_of=as_of), by)


def all_outcomes(asks: QuerySet[Ask], *, as_of: datetime) -> list[Outcomes]:
    """In every way, from one reading."""
    frame = asks_made(asks, as_of=as_of)
    return [_table(frame, by) for by in WAYS_TO_LOOK]


def _table(frame: "pd.DataFrame", by: str) -> Outcomes:
    way = WAYS_TO_LOOK[by]
    if frame.empty:
        return Outcomes(by, str(way.title), (), Tally())
    keyed = frame.assign(key=way.key(frame)).explode("key").dropna(subset=["key"])
    counted = keyed.groupby(["key", "outcome"], sort=False).size().unstack(fill_value=0)
    tallies = {key: Tally.of(counts) for key, counts in counted.to_dict("index").items()}
    labels = way.labels(list(tallies))
    rows = tuple(Row(str(key), labels[key], tallies[key]) for key in labels if key in tallies)
    return Outcomes(by, str(way.title), rows, tally_of(frame))


def tally_of(frame: "pd.DataFrame") -> Tally:
    return Tally.of(frame["outcome"].value_counts().to_dict())

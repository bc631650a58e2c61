"""Who here knows somebody, how well, and how it went over half a year."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.models import Contact, Relationship, Staff
from crm.models.relationships import warmth
from crm.reports.weekly import Week, weekly_with
from frontend.charts import Chart, pair_chart

WEEKS = 26


@dataclass(frozen=True, slots=True)
class Tie:
    relationship: Relationship
    warmth: float
    spark: Chart


def ties_of(contact: Contact, *, reader: Staff, as_of: datetime) -> tuple[list[Tie], Chart | None]:
    """The warmest first, each with its own small chart; and one of all together, None where nothing was exchanged."""
    weeks = weekly_with(contact=contact, as_of=as_of, reader=reader, weeks=WEEKS)
    known = contact.relationships.select_related("staff").exclude(last_exchange_at=None).order_by("-warmth_log", "pk")
    ties = [
        Tie(one, warmth(one.warmth_log, as_of), _chart(f"tie-{one.pk}", str(one.staff), weeks.get(one.staff_id, [])))
        for one in known
    ]
    together = [
        Week(row[0].starts_on, sum(w.ours for w in row), sum(w.theirs for w in row))
        for row in zip(*weeks.values(), strict=True)
    ]
    return ties, _chart("exchanges", _("Exchanges a week"), together) if together else None


def _chart(key: str, title: str, weeks: list[Week]) -> Chart:
    ours, theirs = sum(week.ours for week in weeks), sum(week.theirs for week in weeks)
    words = ngettext("In %(weeks)s week: ", "In %(weeks)s weeks: ", WEEKS) % {"weeks": WEEKS}
    words += _("%(ours)s of ours, %(theirs)s of theirs.") % {"ours": ours, "theirs": theirs}
    rows = [(date_format(week.starts_on, "j M"), (week.ours, week.theirs)) for week in weeks]
    return pair_chart(key=key, title=title, words=words, legend=(_("ours"), _("theirs")), rows=rows)

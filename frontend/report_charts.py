"""The months of a report, drawn."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from crm.reports.balance import GiveAndAsk, Month
from frontend.charts import Chart, line_chart


def who_wrote(found: GiveAndAsk) -> Chart:
    ours, theirs = sum(m.ours for m in found.months), sum(m.theirs for m in found.months)
    words = _("In %(months)s months we wrote on %(ours)s days × people, they on %(theirs)s.")
    return line_chart(
        key="who-wrote",
        title=_("Who wrote"),
        words=words % {"months": len(found.months), "ours": ours, "theirs": theirs},
        legend=[_("we"), _("they")],
        rows=[(_name(month), (month.ours, month.theirs)) for month in found.months],
        of=_("Month"),
    )


def gave_and_asked(found: GiveAndAsk) -> Chart:
    gave, asked = sum(m.gave for m in found.months), sum(m.asked for m in found.months)
    words = _("In %(months)s months we gave %(gave)s times and asked %(asked)s times.")
    return line_chart(
        key="gave-and-asked",
        title=_("What we gave and what we asked"),
        words=words % {"months": len(found.months), "gave": gave, "asked": asked},
        legend=[_("gave"), _("asked")],
        rows=[(_name(month), (month.gave, month.asked)) for month in found.months],
        of=_("Month"),
    )


def _name(month: Month) -> str:
    return date_format(month.starts_on, "M Y")

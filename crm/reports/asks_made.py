"""The asks that a report is about: one row each, as pandas wants them."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Func, JSONField, OuterRef, QuerySet, Value
from django.db.models.fields.json import KeyTextTransform, KeyTransform

from crm.models import Ask, Campaign, Contact, Staff
from crm.readiness.asked import OPEN
from crm.readiness.question import SILENT_AFTER_DAYS

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    *("id", "contact_id", "staff_id", "campaign_id", "channel", "asked_at", "outcome", "earned", "already_made"),
    *("overridden_by_id", "stage", "missing", "stood_in", "known", "topics"),
)


def asks_seen_by(staff: Staff) -> QuerySet[Ask]:
    """All that were made, to people whom `staff` may see; to those in the trash, too, for they happened."""
    return Ask.objects.standing().filter(contact__in=Contact.objects.visible_to(staff).values("pk"))


def asks_made(asks: QuerySet[Ask], *, as_of: datetime, facts: bool = False) -> "pd.DataFrame":
    """`outcome` is "open" while there is none, and "silent" after three weeks; `missing` and `stood_in` are lists of
    names, `known` how many days after the first exchange. `stage` and `known` are None for asks that keep no judgement.
    With `facts` also what crm.readiness.remembered kept (None likewise)."""
    import pandas as pd  # here, because it takes half a second that web processes need not wait

    topics = Campaign.topics.through.objects.filter(campaign_id=OuterRef("campaign_id")).order_by("topic_id")
    rows = asks.annotate(
        stage=KeyTextTransform("stage", "judged"),
        missing=_in_judged("$.criteria[*] ? (@.met == false).name"),
        stood_in=_in_judged('$.criteria[*] ? (@.stood_in_by != "").stood_in_by'),
        known=KeyTransform("known", KeyTransform("facts", "judged")),
        topics=ArraySubquery(topics.values("topic_id")),
    )
    columns = [*COLUMNS, "facts"] if facts else list(COLUMNS)
    if facts:
        rows = rows.annotate(facts=KeyTransform("facts", "judged"))
    frame = pd.DataFrame.from_records(list(rows.order_by("asked_at", "pk").values_list(*columns)), columns=columns)
    unanswered = frame["outcome"] == ""
    if unanswered.any():
        frame.loc[unanswered, "outcome"] = _states_of_unanswered(frame[unanswered], as_of)
    return frame


def _in_judged(path: str) -> Func:
    return Func(
        F("judged"),
        Value(path),
        function="jsonb_path_query_array",
        template="%(function)s(%(expressions)s::jsonpath)",
        output_field=JSONField(),
    )


def _states_of_unanswered(frame: "pd.DataFrame", as_of: datetime) -> list[str]:
    """Silence comes by itself, counted in days where whoever asked is."""
    askers = Staff.objects.in_bulk(frame["staff_id"].unique().tolist())
    return [
        "silent" if (askers[who].today(as_of) - askers[who].today(when)).days >= SILENT_AFTER_DAYS else OPEN
        for who, when in zip(frame["staff_id"], frame["asked_at"], strict=True)
    ]

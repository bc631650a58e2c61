"""Topics with their figures: how many posts a day, how it went over the weeks, what they share with others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from crm.models import Staff, Topic
from frontend.charts import Chart, bar_chart, line_chart
from listening.models import TopicRun
from listening.query import explain
from listening.recognising import parsed
from listening.reports import Week, by_week, overlaps

WEEKS = 12
A_DAY_OVER = 4  # weeks
OVERLAP_OVER = timedelta(days=90)
MOST_OVERLAPS = 8


@dataclass(frozen=True, slots=True)
class Row:
    topic: Topic
    words: str
    a_day: float | None
    chart: Chart
    run: TopicRun | None

    @property
    def posts(self) -> int:
        return sum(values[0] for _label, values in self.chart.rows)


def topic_rows(topics: Sequence[Topic], *, staff: Staff, as_of: datetime) -> list[Row]:
    """Two queries for all of them."""
    ids = [topic.pk for topic in topics]
    weeks: dict[int, list[Week]] = {pk: [] for pk in ids}
    for week in by_week(staff=staff, topics=ids, as_of=as_of, weeks=WEEKS):
        weeks[week.topic].append(week)
    runs = {run.topic_id: run for run in TopicRun.objects.filter(topic__in=ids)}
    return [
        Row(topic, in_words(topic.query), _a_day(weeks[topic.pk], staff, as_of), _interest(topic, weeks[topic.pk]), run)
        for topic in topics
        for run in [runs.get(topic.pk)]
    ]


def in_words(query: str) -> str:
    """Empty for a topic without a query, or with one from before queries were checked."""
    known = parsed(query) if query.strip() else None
    return explain(known) if known else ""


def overlapping(topic: Topic, *, as_of: datetime) -> list[tuple[Topic, int]]:
    """Other topics with the part of this one's posts that they have too, in per cent."""
    found = overlaps(topic=topic.pk, since=as_of - OVERLAP_OVER, as_of=as_of)[:MOST_OVERLAPS]
    named = Topic.objects.in_bulk([pk for pk, _part in found])
    return [(named[pk], round(part * 100)) for pk, part in found if pk in named]


def interest_lines(topics: Sequence[Topic], *, staff: Staff, as_of: datetime) -> Chart:
    """How the conversation on several topics went, in stories."""
    place = {topic.pk: number for number, topic in enumerate(topics)}
    figures: dict[date, list[int]] = {}
    for week in by_week(staff=staff, topics=list(place), as_of=as_of, weeks=WEEKS):
        figures.setdefault(week.begins, [0] * len(topics))[place[week.topic]] = week.stories
    return line_chart(
        key="interest",
        title=_("Stories a week"),
        words=_("A line for each topic over the last weeks; the table has the figures."),
        legend=[topic.name for topic in topics],
        rows=[(date_format(day, "j M"), tuple(values)) for day, values in sorted(figures.items())],
    )


def _interest(topic: Topic, weeks: Sequence[Week]) -> Chart:
    rows = [(date_format(week.begins, "j M"), (week.posts, week.stories)) for week in weeks]
    busiest = max(weeks, key=lambda week: week.posts, default=None)
    words = (
        _("%(posts)s posts in %(weeks)s weeks; most in the week of %(busiest)s: %(most)s.")
        % {
            "posts": sum(week.posts for week in weeks),
            "weeks": len(weeks),
            "busiest": date_format(busiest.begins, "j F"),
            "most": busiest.posts,
        }
        if busiest and busiest.posts
        else _("Nothing was heard in these weeks.")
    )
    return bar_chart(
        key=f"topic-{topic.pk}",
        title=_("Interest over time"),
        words=words,
        legend=[_("posts"), _("stories")],
        rows=rows,
    )


def _a_day(weeks: Sequence[Week], staff: Staff, as_of: datetime) -> float | None:
    """Over the last four weeks; None where nothing was heard."""
    recent = list(weeks)[-A_DAY_OVER:]
    if not sum(week.posts for week in recent):
        return None
    days = 7 * (len(recent) - 1) + staff.today(as_of).weekday() + 1
    return sum(week.posts for week in recent) / days

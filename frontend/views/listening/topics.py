"""Topics: what they look for in words, how much there is, who owns the conversation."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from crm.filters import TopicFilter
from crm.models import Topic
from frontend.access import StaffRequest, signed_in
from frontend.charts import MOST_LINES
from frontend.respond import page
from frontend.topic_figures import interest_lines, overlapping, topic_rows
from listening.models import TopicRun
from listening.reports import share_of_voice

MOST = 100
PERIODS = (7, 30, 90)


@signed_in
@require_GET
def topics(request: StaffRequest) -> HttpResponse:
    found = TopicFilter(request.GET, queryset=Topic.objects.order_by("name")).qs
    shown = list(found[: MOST + 1])
    context = {
        "rows": topic_rows(shown[:MOST], staff=request.user, as_of=timezone.now()),
        "more": len(shown) > MOST,
        "asked": request.GET,
    }
    return page(request, "frontend/listening/topics.html", context, part="list")


@signed_in
@require_GET
def topic(request: StaffRequest, pk: int) -> HttpResponse:
    it = get_object_or_404(Topic, pk=pk)
    as_of = timezone.now()
    [row] = topic_rows([it], staff=request.user, as_of=as_of)
    context = {"topic": it, "row": row, "overlaps": overlapping(it, as_of=as_of), "run": row.run}
    context["voices"] = share_of_voice(topics=[pk], since=as_of - timedelta(days=90), as_of=as_of, most=8)
    return render(request, "frontend/listening/topic.html", context)


@signed_in
@require_GET
def topic_run(request: StaffRequest, pk: int) -> HttpResponse:
    """How far its run over what is kept has come."""
    it = get_object_or_404(Topic, pk=pk)
    context = {"topic": it, "run": TopicRun.objects.filter(topic=it).first(), "fresh": True}
    return render(request, "frontend/listening/topic_run.html", context)


@signed_in
@require_GET
def share(request: StaffRequest) -> HttpResponse:
    """Who owns the conversation, on some topics or on all, in posts and in stories."""
    as_of = timezone.now()
    every = list(Topic.objects.exclude(query="").order_by("name")[:MOST])
    wanted = {pk for pk in request.GET.getlist("topic") if pk.isdecimal()}
    chosen = [it for it in every if str(it.pk) in wanted] or every
    asked = request.GET.get("days", "")
    days = int(asked) if asked in map(str, PERIODS) else PERIODS[1]
    since = as_of - timedelta(days=days)
    context: dict[str, Any] = {
        "topics": every,
        "chosen": chosen if wanted else [],
        "days": days,
        "periods": PERIODS,
        "shares": share_of_voice(topics=[it.pk for it in chosen], since=since, as_of=as_of),
        "chart": interest_lines(chosen[:MOST_LINES], staff=request.user, as_of=as_of) if chosen else None,
        "lines_left_out": max(0, len(chosen) - MOST_LINES),
    }
    return page(request, "frontend/listening/share.html", context, part="found")

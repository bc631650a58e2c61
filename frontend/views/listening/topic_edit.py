"""A topic's editor: the query is read, explained and tried while it is typed."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm.actions.save_topic import delete_topic
from crm.errors import Refusal
from crm.models import Topic
from frontend.access import StaffRequest, signed_in
from frontend.forms.listening import TopicForm, initial_of_topic
from frontend.forms.two_editors import anew, chosen, differences
from frontend.marking import marked, spans_in
from frontend.respond import go, page, say, say_refused
from listening.actions.ask_topic import Preview, cancel_run, preview, rerun_topic, save_new_topic, save_topic
from listening.models import MentionTopic, TopicRun
from listening.query import QueryError

TAKEN_OUT = "topic_taken_out"


@signed_in
@require_http_methods(["GET", "POST"])
def topic_new(request: StaffRequest) -> HttpResponse:
    form = TopicForm(request.POST or None, initial={"name": request.GET.get("name", "")[:200]})
    if request.method == "POST" and form.is_valid():
        try:
            made = save_new_topic(as_of=timezone.now(), **form.values())
        except Refusal as refusal:
            form.take(refusal)
        else:
            say(request, _("“%(name)s” is listened for from now on.") % {"name": made})
            return go(request, reverse("frontend:listening_topic", args=[made.pk]))
    return _form(request, form)


@signed_in
@require_http_methods(["GET", "POST"])
def topic_edit(request: StaffRequest, pk: int) -> HttpResponse:
    it = get_object_or_404(Topic, pk=pk)
    standing = initial_of_topic(it)
    form = TopicForm(chosen(request.POST, TopicForm, standing) if request.POST else None, initial=standing)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["version"] not in (None, it.version):
            return _both(request, it, form, standing)
        before = it.query
        try:
            it = save_topic(topic=it, as_of=timezone.now(), **form.values())
        except Refusal as refusal:
            form.take(refusal)
            it.refresh_from_db()
        else:
            saved = _("“%(name)s” is saved.") % {"name": it}
            asked = " " + _("What is kept is asked again.") if it.query != before else ""
            say(request, saved + asked)
            return go(request, reverse("frontend:listening_topic", args=[pk]))
    return _form(request, form, topic=it)


def _both(request: StaffRequest, it: Topic, form: TopicForm, standing: dict[str, Any]) -> HttpResponse:
    """Somebody else saved meanwhile: theirs stands beside what was typed, and sending again decides."""
    context = {"topic": it, "differing": differences(form, standing), "stale": True, "form": anew(form, it.version)}
    return render(request, "frontend/listening/topic_form.html", context, status=409)


def _form(request: StaffRequest, form: TopicForm, **context: Any) -> HttpResponse:
    context |= {"form": form}
    return render(request, "frontend/listening/topic_form.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def topic_check(request: StaffRequest) -> HttpResponse:
    """While it is typed: what it means and what it would have found, or what is wrong and where."""
    given = request.POST
    pk = given.get("topic", "")
    known = Topic.objects.filter(pk=int(pk)).first() if pk.isdecimal() and len(pk) < 19 else None
    topic = known or Topic(name=given.get("name", "")[:200])
    text = given.get("query", "")[:25_000].replace("\r\n", "\n").replace("\0", "")
    context: dict[str, Any] = {"text": text}
    if text.strip():
        try:
            context |= _tried(preview(topic=topic, text=text), topic)
        except Refusal as refusal:
            context |= _wrong(text, refusal)
    return page(request, "frontend/listening/topic_check.html", context)


def _tried(tried: Preview, topic: Topic) -> dict[str, Any]:
    shown = [
        {
            "kept": one,
            "title": marked(one.post.title, spans_in(tried.places[one.id], "title")) if one.post.title else "",
            "text": marked(one.post.text, spans_in(tried.places[one.id], "text"), longest=280),
        }
        for one in tried.shown
    ]
    return {"preview": tried, "shown": shown, "shared_with": _shared(tried, topic)}


def _shared(tried: Preview, topic: Topic) -> list[tuple[str, int]]:
    """Which other topics have posts of these too, and how many of those shown."""
    ids = [one.id for one in tried.shown]
    rows = MentionTopic.objects.filter(mention__in=ids, month__in={one.month for one in tried.shown})
    counts: dict[str, int] = {}
    for name in rows.exclude(topic=topic.pk).values_list("topic__name", flat=True):
        counts[name] = counts.get(name, 0) + 1
    return sorted(counts.items(), key=lambda pair: -pair[1])


def _wrong(text: str, refusal: Refusal) -> dict[str, Any]:
    cause = refusal.__cause__
    if not isinstance(cause, QueryError):
        return {"message": " ".join(refusal.errors.values())}
    start, end = cause.position, cause.position + cause.length
    return {
        "message": cause.message,
        "hint": cause.hint,
        "before": text[max(0, start - 60) : start],
        "wrong": text[start:end],
        "after": text[end : end + 60],
    }


@signed_in
@require_POST
def topic_rerun(request: StaffRequest, pk: int) -> HttpResponse:
    it = get_object_or_404(Topic, pk=pk)
    run = rerun_topic(topic=it, as_of=timezone.now())
    return _run(request, it, run)


@signed_in
@require_POST
def topic_run_cancel(request: StaffRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(TopicRun.objects.select_related("topic"), topic=pk)
    return _run(request, run.topic, cancel_run(run=run, as_of=timezone.now()))


def _run(request: StaffRequest, it: Topic, run: TopicRun) -> HttpResponse:
    if not request.htmx:
        return go(request, reverse("frontend:listening_topic", args=[it.pk]))
    return render(request, "frontend/listening/topic_run.html", {"topic": it, "run": run, "fresh": True})


@signed_in
@require_POST
def topic_delete(request: StaffRequest, pk: int) -> HttpResponse:
    it = get_object_or_404(Topic, pk=pk)
    kept = {name: getattr(it, name) for name in ("name", "query", "sensitive")}
    try:
        delete_topic(topic=it)
    except Refusal as refusal:
        say_refused(request, refusal)
        return go(request, reverse("frontend:listening_topic", args=[pk]))
    request.session[TAKEN_OUT] = kept
    say(request, _("“%(name)s” is gone.") % kept, undo=reverse("frontend:listening_topic_restore"))
    return go(request, reverse("frontend:listening_topics"))


@signed_in
@require_POST
def topic_restore(request: StaffRequest) -> HttpResponse:
    """The last one taken out, made anew and asked of what is kept."""
    kept = request.session.pop(TAKEN_OUT, None)
    if kept is None:
        return go(request, reverse("frontend:listening_topics"))
    try:
        made = save_new_topic(as_of=timezone.now(), **kept)
    except Refusal as refusal:
        say_refused(request, refusal)
        return go(request, reverse("frontend:listening_topics"))
    say(request, _("“%(name)s” is back.") % {"name": made})
    return go(request, reverse("frontend:listening_topic", args=[made.pk]))

"""Where we listen: health at a glance, pause, resume, ask now, the trash, lists of feeds in and out."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from crm.errors import Refusal
from frontend.access import StaffRequest, signed_in
from frontend.respond import back, fragment, go, page, say, say_refused
from listening.actions.save_source import check_now, pause_source, remove_source, restore_source, resume_source
from listening.feeds.opml import write_opml
from listening.filters import SourceFilter
from listening.models import Source
from listening.reports import items_a_day
from listening.sources.kinds import MODULES, is_fetched, is_paid, kind_named

MOST = 200


@signed_in
@require_GET
def sources(request: StaffRequest) -> HttpResponse:
    """Those in trouble first."""
    rows = SourceFilter(request.GET, queryset=Source.objects.in_use(), staff=request.user).qs
    found = list(rows.select_related("owner").order_by("is_well", "name", "pk")[: MOST + 1])
    context: dict[str, Any] = {
        "rows": rows_of(request, found[:MOST]),
        "more": len(found) > MOST,
        "asked": request.GET,
        "trashed": Source.objects.exclude(removed_at=None).exists(),
        "unwell": Source.objects.listening().filter(is_well=False).count(),
    }
    return page(request, "frontend/listening/sources.html", context, part="list")


def rows_of(request: StaffRequest, found: list[Source]) -> list[dict[str, Any]]:
    rates = items_a_day(sources=[source.pk for source in found], as_of=timezone.now())
    return [
        {
            "source": source,
            "label": kind_named(source.kind).LABEL if source.kind in MODULES else source.kind,
            "asked_for": source.kind in MODULES and is_fetched(kind_named(source.kind)),
            "told": source.pushed_until is not None and source.pushed_until > timezone.now(),
            "a_day": rates.get(source.pk),
            "spent": _spent(source),
            "mine": source.owner_id == request.user.pk or request.user.is_manager,
        }
        for source in found
    ]


def _spent(source: Source) -> str:
    """Of a source that costs money, what was spent today."""
    kind: Any = kind_named(source.kind) if source.kind in MODULES else None
    return str(kind.spent(source, as_of=timezone.now())) if is_paid(kind) else ""


@signed_in
@require_GET
def trash(request: StaffRequest) -> HttpResponse:
    found = Source.objects.exclude(removed_at=None).select_related("owner").order_by("-removed_at", "-pk")
    return render(request, "frontend/listening/sources_trash.html", {"rows": rows_of(request, list(found[:MOST]))})


@signed_in
@require_GET
def opml(request: StaffRequest) -> HttpResponse:
    feeds = Source.objects.in_use().filter(kind="feed").order_by("name", "pk")
    written = write_opml(feeds, title=_("Feeds of Listen Large"))
    headers = {"Content-Disposition": 'attachment; filename="feeds.opml"'}
    return HttpResponse(written, content_type="text/x-opml; charset=utf-8", headers=headers)


def _do(request: StaffRequest, pk: int, act: Callable[[Source], Any], words: str, undo: str = "") -> HttpResponse:
    """Act on one; answer with its row anew, or for a plain form with the page."""
    source = get_object_or_404(Source.objects.select_related("owner"), pk=pk)
    try:
        act(source)
    except Refusal as refusal:
        say_refused(request, refusal)
    else:
        say(request, words % {"name": source.name}, undo=reverse(undo, args=[pk]) if undo else "")
    if not request.htmx:
        return back(request, reverse("frontend:listening_sources"))
    source.refresh_from_db()
    [row] = rows_of(request, [source])
    return fragment(request, "frontend/listening/source.html", {"row": row})


@signed_in
@require_POST
def source_pause(request: StaffRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    words, undo = _("“%(name)s” is paused."), "frontend:listening_source_resume"
    return _do(request, pk, lambda it: pause_source(staff=request.user, source=it, as_of=now), words, undo)


@signed_in
@require_POST
def source_resume(request: StaffRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    words = _("“%(name)s” is listened to again.")
    return _do(request, pk, lambda it: resume_source(staff=request.user, source=it, as_of=now), words)


@signed_in
@require_POST
def source_check(request: StaffRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    words = _("“%(name)s” is asked as soon as a worker is free.")
    return _do(request, pk, lambda it: check_now(source=it, as_of=now), words)


@signed_in
@require_POST
def source_remove(request: StaffRequest, pk: int) -> HttpResponse:
    source = get_object_or_404(Source, pk=pk)
    try:
        remove_source(staff=request.user, source=source, as_of=timezone.now())
    except Refusal as refusal:
        say_refused(request, refusal)
    else:
        undo = reverse("frontend:listening_source_restore", args=[pk])
        say(request, _("“%(name)s” is in the trash. What was heard there stays.") % {"name": source.name}, undo=undo)
    return go(request, reverse("frontend:listening_sources"))


@signed_in
@require_POST
def source_restore(request: StaffRequest, pk: int) -> HttpResponse:
    source = get_object_or_404(Source, pk=pk)
    try:
        restore_source(staff=request.user, source=source, as_of=timezone.now())
    except Refusal as refusal:
        say_refused(request, refusal)
    else:
        say(request, _("“%(name)s” is back.") % {"name": source.name})
    return go(request, reverse("frontend:listening_sources"))

"""Bring people in: a file, a look at it, its progress, what became of each row, and taking it back."""

from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from crm.actions.save_mapping import save_mapping
from crm.errors import Refusal
from crm.filters import ImportRowFilter
from crm.importing.deck import deck_of
from crm.importing.described import describe_job
from crm.importing.job import can_be_read_anew, cancel_import, change_preview, load_preview, start_import, undo_import
from crm.importing.kinds import MOST_BYTES
from crm.importing.refused import refused_csv
from crm.importing.rows import tell_whom
from crm.jobs import queue_import
from crm.models import ImportJob, ImportStatus, RowResult, Undone
from frontend.access import StaffRequest, signed_in
from frontend.forms.import_columns import ReadingForm, field_label
from frontend.forms.imports import ImportForm
from frontend.respond import page, say, say_refused

UNDERWAY = (ImportStatus.QUEUED, ImportStatus.RUNNING)
ROWS = 50
PARTLY = "partly"


@signed_in
@require_http_methods(["GET", "POST"])
def imports(request: StaffRequest) -> HttpResponse:
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file, look = form.cleaned_data["file"], "look" in request.POST
        try:
            visibility = form.cleaned_data["visibility"]
            job = start_import(staff=request.user, file=file, filename=file.name, visibility=visibility, dry_run=look)
        except Refusal as refusal:
            form.take(refusal)
        else:
            queue_import(job.pk)
            return redirect("frontend:import", pk=job.pk)
    context = {"form": form, "jobs": request.user.imports.order_by("-created_at")[:20]}
    context["most"] = MOST_BYTES // 1024**2
    return render(request, "frontend/imports.html", context, status=422 if form.errors else 200)


def _own_job(request: StaffRequest, pk: int) -> ImportJob:
    return get_object_or_404(request.user.imports.all(), pk=pk)


@signed_in
@require_GET
def import_job(request: StaffRequest, pk: int) -> HttpResponse:
    job = _own_job(request, pk)
    underway = job.status in UNDERWAY
    context: dict[str, Any] = {
        "job": job,
        "underway": underway,
        "readable": can_be_read_anew(job),
    }
    if job.status == ImportStatus.DONE:
        context |= _rows(request, job) | {"left": job.left_in_words}
        context["in_deck"] = deck_of(job, request.user).count()
    return page(request, "frontend/import.html", context, part="progress")


def _rows(request: StaffRequest, job: ImportJob) -> dict[str, Any]:
    """A page of what became of the rows, those of interest first: changed in a preview, else refused or kept."""
    kinds: Any = Undone if job.undone_at else RowResult
    name = "undone" if job.undone_at else "result"
    counts = {kind: job.rows.filter(**{name: kind}).count() for kind in kinds.values}
    first = next((kind for kind in ("kept", "refused", "updated", "created") if counts.get(kind)), "")
    shown = request.GET.get("show", first)
    wanted = {PARTLY: "true"} if shown == PARTLY else {name: shown}
    found = ImportRowFilter(wanted, job.rows.order_by("number"), staff=request.user).qs
    after = request.GET.get("after", "")
    if after.isascii() and after.isdigit() and len(after) < 10:
        found = found.filter(number__gt=int(after))
    rows = tell_whom(found[: ROWS + 1], request.user)
    for row in rows:
        row.told = [(field_label(field), *pair) for field, pair in (row.changes or {}).items()]  # type: ignore[attr-defined]
    tabs = [(kind, label, counts[kind]) for kind, label in kinds.choices if counts[kind]]
    if job.partly and not job.undone_at:
        tabs.append((PARTLY, _("Something left out"), job.partly))
    return {
        "tabs": tabs,
        "shown": shown,
        "rows": rows[:ROWS],
        "after": rows[ROWS - 1].number if len(rows) > ROWS else None,
    }


@signed_in
@require_http_methods(["GET", "POST"])
def import_reading(request: StaffRequest, pk: int) -> HttpResponse:
    """Which column means what; saving looks again."""
    job = _own_job(request, pk)
    try:
        described = describe_job(job)
    except Refusal as refusal:
        say_refused(request, refusal)
        return redirect("frontend:import", pk=pk)
    form = ReadingForm(request.POST or None, job=job, described=described)
    if request.method == "POST" and form.is_valid():
        try:
            if form.cleaned_data["keep_as"]:
                keep, mapping = form.cleaned_data["keep_as"], form.mapping
                save_mapping(staff=request.user, name=keep, mapping=mapping, as_of=timezone.now())
            change_preview(job=job, format=job.format, **form.wishes)
        except Refusal as refusal:
            form.take(refusal)
        else:
            queue_import(job.pk)
            return redirect("frontend:import", pk=pk)
    context = {"job": job, "form": form, "how": described.how, "saved": described.saved}
    return render(request, "frontend/import_reading.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def import_load(request: StaffRequest, pk: int) -> HttpResponse:
    try:
        queue_import(load_preview(job=_own_job(request, pk)).pk)
    except Refusal as refusal:
        say_refused(request, refusal)
    return redirect("frontend:import", pk=pk)


@signed_in
@require_POST
def import_undo(request: StaffRequest, pk: int) -> HttpResponse:
    try:
        undo_import(staff=request.user, job=_own_job(request, pk), as_of=timezone.now())
    except Refusal as refusal:
        say_refused(request, refusal)
    else:
        say(request, _("The import was taken back."))
    return redirect("frontend:import", pk=pk)


@signed_in
@require_POST
def import_cancel(request: StaffRequest, pk: int) -> HttpResponse:
    cancel_import(_own_job(request, pk))
    return redirect(reverse("frontend:import", args=[pk]))


@signed_in
@require_GET
def import_refused(request: StaffRequest, pk: int) -> HttpResponse:
    job = _own_job(request, pk)
    return StreamingHttpResponse(  # type: ignore[return-value]
        refused_csv(job),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="refused-{job.pk}.csv"'},
    )

"""Bring people in: a file, its progress, what became of each row."""

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from crm.errors import Refusal
from crm.importing.job import cancel_import, start_import
from crm.importing.refused import refused_csv
from crm.jobs import queue_import
from crm.models import ImportJob, ImportStatus
from frontend.access import StaffRequest, signed_in
from frontend.forms.imports import ImportForm
from frontend.respond import page

UNDERWAY = (ImportStatus.QUEUED, ImportStatus.RUNNING)


@signed_in
@require_http_methods(["GET", "POST"])
def imports(request: StaffRequest) -> HttpResponse:
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            job = start_import(
                staff=request.user, file=file, filename=file.name, visibility=form.cleaned_data["visibility"]
            )
        except Refusal as refusal:
            form.take(refusal)
        else:
            queue_import(job.pk)
            return redirect("frontend:import", pk=job.pk)
    context = {"form": form, "jobs": request.user.imports.order_by("-created_at")[:20]}
    return render(request, "frontend/imports.html", context, status=422 if form.errors else 200)


def _own_job(request: StaffRequest, pk: int) -> ImportJob:
    return get_object_or_404(request.user.imports.all(), pk=pk)


@signed_in
@require_GET
def import_job(request: StaffRequest, pk: int) -> HttpResponse:
    job = _own_job(request, pk)
    context = {
        "job": job,
        "underway": job.status in UNDERWAY,
        "refused": job.rows.filter(result="refused").order_by("number")[:50] if job.refused else [],
    }
    return page(request, "frontend/import.html", context, part="progress")


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

"""Bring people in: a file, its progress, what became of each row."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from crm.errors import Refusal
from crm.importing.job import cancel_import, refused_csv, start_import
from crm.models import ImportJob, ImportStatus
from frontend.access import StaffRequest, signed_in
from frontend.forms.imports import ImportForm
from frontend.respond import page, say_refused

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
    try:
        cancel_import(job=_own_job(request, pk))
    except Refusal as refusal:
        say_refused(request, refusal)
    return redirect(reverse("frontend:import", args=[pk]))


@signed_in
@require_GET
def import_refused(request: StaffRequest, pk: int) -> HttpResponse:
    job = _own_job(request, pk)
    response = HttpResponse(refused_csv(job), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="refused-{job.pk}.csv"'
    return response

"""A file of mentions from a monitoring tool: loaded by a worker, its progress and result, and taking it back."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from crm.errors import Refusal
from frontend.access import StaffRequest, signed_in
from frontend.forms.capture import CaptureForm, MentionFileForm
from frontend.respond import go, page, say, say_refused
from frontend.views.capture import capture_page
from listening.actions.bring_file import cancel_file, refused_rows, start_file, undo_file
from listening.mention_files import LARGEST
from listening.models import MentionFile

REFUSED_SHOWN = 50


@signed_in
@require_POST
def mention_file_new(request: StaffRequest) -> HttpResponse:
    form = MentionFileForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = start_file(staff=request.user, data=file.read(LARGEST + 1), filename=file.name, as_of=timezone.now())
        except Refusal as refusal:
            form.take(refusal)
        else:
            return go(request, _page_of(made.pk))
    return capture_page(request, CaptureForm(), file_form=form, status=422)


@signed_in
@require_GET
def mention_file(request: StaffRequest, pk: int) -> HttpResponse:
    file = _own(request, pk)
    context: dict[str, Any] = {
        "file": file,
        "counts": {name: file.results.get(name, 0) for name in ("new", "edited", "known")},
        "passed": file.results.get("passed", 0) + file.results.get("gone", 0),
        "refused": file.refused[:REFUSED_SHOWN],
    }
    return page(request, "frontend/mention_file.html", context, part="progress")


@signed_in
@require_POST
def mention_file_cancel(request: StaffRequest, pk: int) -> HttpResponse:
    return _do(request, pk, lambda file: cancel_file(file=file), _("It stops; what was kept so far stays."))


@signed_in
@require_POST
def mention_file_undo(request: StaffRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    words = _("Taken back. What somebody did something with since was kept.")
    return _do(request, pk, lambda file: undo_file(file=file, as_of=now), words)


@signed_in
@require_GET
def mention_file_refused(request: StaffRequest, pk: int) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="refused-mentions-{pk}.csv"'}
    rows = refused_rows(_own(request, pk))
    return StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8", headers=headers)  # type: ignore[return-value]


def _own(request: StaffRequest, pk: int) -> MentionFile:
    return get_object_or_404(request.user.mention_files.defer("data"), pk=pk)


def _page_of(pk: int) -> str:
    return reverse("frontend:mention_file", args=[pk])


def _do(request: StaffRequest, pk: int, act: Callable[[MentionFile], Any], words: str) -> HttpResponse:
    try:
        act(_own(request, pk))
    except Refusal as refusal:
        say_refused(request, refusal)
    else:
        say(request, words)
    return go(request, _page_of(pk))

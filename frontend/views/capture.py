"""Keep a page by hand: the form, and the bookmark that fills it."""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm.errors import Refusal
from frontend.access import StaffRequest, signed_in
from frontend.forms.capture import CaptureForm, MentionFileForm, handed_over
from frontend.respond import go, page, say
from listening.actions.bring_file import Brought, bring_file
from listening.actions.capture import Captured
from listening.actions.capture import capture as keep_page
from listening.mention_files import LARGEST, FileRow

BOOKMARK = Path(__file__).resolve().parent.parent / "bookmark.js"
REFUSED_SHOWN = 50


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def capture(request: StaffRequest) -> HttpResponse:
    if request.method != "POST":
        return _form(request, CaptureForm(initial=handed_over(request.GET)))
    form = CaptureForm(request.POST)
    if form.is_valid():
        try:
            kept = keep_page(staff=request.user, as_of=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.take(refusal)
        else:
            say(request, _told(kept))
            return go(request, reverse("frontend:contact", args=[kept.contact.pk]) if kept.contact else request.path)
    return _form(request, form, status=422)


@signed_in
@require_POST
def mention_file(request: StaffRequest) -> HttpResponse:
    form = MentionFileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            brought = bring_file(data=form.cleaned_data["file"].read(LARGEST + 1), as_of=timezone.now())
        except Refusal as refusal:
            form.take(refusal)
        else:
            say(request, _counted(brought))
            return _form(request, CaptureForm(), refused=brought.refused[:REFUSED_SHOWN])
    return _form(request, CaptureForm(), file_form=form, status=422)


def _form(
    request: StaffRequest,
    form: CaptureForm,
    *,
    file_form: MentionFileForm | None = None,
    refused: Sequence[FileRow] = (),
    status: int = 200,
) -> HttpResponse:
    there = request.build_absolute_uri(reverse("frontend:capture"))
    shown = {"form": form, "bookmark": bookmark(there), "file_form": file_form or MentionFileForm(), "refused": refused}
    return page(request, "frontend/capture.html", shown, status=status)


def bookmark(there: str) -> str:
    """The bookmark's address: our small script, with the form it opens."""
    lines = (line.strip() for line in BOOKMARK.read_text(encoding="utf-8").splitlines())
    code = " ".join(line for line in lines if line and not line.startswith("//"))
    return f"javascript:{quote(code.replace('CAPTURE', there), safe='(){}[];:,.=>?!|&*+/ ')}"


def _told(kept: Captured) -> str:
    if kept.contact:
        return _("Kept. It is by %(name)s.") % {"name": kept.contact.name}
    return _("Kept.") if kept.is_new else _("That was kept before.")


def _counted(brought: Brought) -> str:
    found, known = brought.results["new"] + brought.results["edited"], brought.results["known"]
    words = _("%(found)s kept, %(known)s known before, %(passed)s about none of your topics, %(refused)s unreadable.")
    passed, refused = brought.results["passed"] + brought.results["gone"], len(brought.refused)
    return words % {"found": found, "known": known, "passed": passed, "refused": refused}

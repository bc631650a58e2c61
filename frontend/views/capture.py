"""Keep a page by hand: the form, and the bookmark that fills it."""

from pathlib import Path
from urllib.parse import quote

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crm.errors import Refusal
from frontend.access import StaffRequest, signed_in
from frontend.forms.capture import CaptureForm, MentionFileForm, handed_over
from frontend.respond import go, page, say
from listening.actions.capture import Captured
from listening.actions.capture import capture as keep_page

BOOKMARK = Path(__file__).resolve().parent.parent / "bookmark.js"


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def capture(request: StaffRequest) -> HttpResponse:
    if request.method != "POST":
        return capture_page(request, CaptureForm(initial=handed_over(request.GET)))
    form = CaptureForm(request.POST)
    if form.is_valid():
        try:
            kept = keep_page(staff=request.user, as_of=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.take(refusal)
        else:
            say(request, _told(kept))
            return go(request, reverse("frontend:contact", args=[kept.contact.pk]) if kept.contact else request.path)
    return capture_page(request, form, status=422)


def capture_page(
    request: StaffRequest,
    form: CaptureForm,
    *,
    file_form: MentionFileForm | None = None,
    status: int = 200,
) -> HttpResponse:
    there = request.build_absolute_uri(reverse("frontend:share"))
    files = request.user.mention_files.defer("data", "refused", "made").order_by("-created_at", "-pk")[:5]
    shown = {"form": form, "bookmark": bookmark(there), "file_form": file_form or MentionFileForm(), "files": files}
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

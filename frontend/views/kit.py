"""The kit page: every component in every state, to build with and to look at. Only where somebody develops."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from frontend.access import StaffRequest, signed_in
from frontend.respond import page
from frontend.specimens import specimens

TOKENS = {
    "Paper and ink": (
        "paper",
        "surface",
        "raised",
        "sunken",
        "hover",
        "line",
        "line-firm",
        "ink",
        "ink-soft",
        "ink-faint",
    ),
    "Voice": ("strong", "strong-hover", "accent", "accent-soft", "focus"),
    "Stages": tuple(
        f"{stage}{part}"
        for stage in ("listen", "connect", "give", "ready", "resting", "closed")
        for part in ("", "-soft")
    ),
}


@signed_in
@require_GET
def kit(request: StaffRequest) -> HttpResponse:
    if not settings.DEBUG:
        raise Http404
    return page(request, "frontend/kit.html", {"specimens": specimens(), "tokens": TOKENS})

"""The inbox: what was heard, newest or most fitting first."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language_info
from django.views.decorators.http import require_GET

from crm.models import Topic
from frontend.access import StaffRequest, signed_in
from frontend.inbox import FILTERS, PERIODS, list_mentions
from frontend.respond import page
from listening.filters import STATES
from listening.models import Source

OFFERED = ("en", "de", "fr", "es", "it", "nl", "pt", "pl", "sv", "da", "nb", "fi", "cs", "uk", "tr", "ja", "ko", "zh")


@signed_in
@require_GET
def inbox(request: StaffRequest) -> HttpResponse:
    asked = request.GET
    listing = list_mentions(staff=request.user, asked=asked, as_of=timezone.now())
    state = asked.get("state", "new")
    context: dict[str, Any] = {"listing": listing, "asked": asked, "state": state}
    context["filtered"] = any(asked.get(name) for name in (*FILTERS, "period"))
    if not request.htmx:
        context |= _choices()
    if not listing.rows:
        context["deaf"] = not Source.objects.in_use().exists()
    return page(request, "frontend/listening/inbox.html", context, part="rows" if "after" in asked else "list")


def _choices() -> dict[str, Any]:
    return {
        "topics": Topic.objects.exclude(query="").order_by("name")[:500],
        "sources": Source.objects.in_use().order_by("name")[:500],
        "states": STATES,
        "periods": PERIODS,
        "languages": [(code, get_language_info(_known(code))["name_translated"]) for code in OFFERED],
    }


def _known(code: str) -> str:
    return "zh-hans" if code == "zh" else code if code in dict(settings.LANGUAGES) else "en"

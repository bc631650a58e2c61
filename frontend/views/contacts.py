"""The list of contacts: search as you type, filter, judge for a campaign, pick people for its shortlist."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from crm.channels import Channel
from crm.exporting.formats import FORMATS
from crm.models import Campaign, Column, SavedView, Staff, Topic, Visibility
from crm.readiness import Stage
from crm.saved_views import gone_from, views_of
from frontend.access import StaffRequest, signed_in
from frontend.contact_list import list_contacts
from frontend.respond import page
from frontend.views.saved_views import address_of

FILTERS = (
    *("search", "tag", "owner", "channel", "visibility", "topic", "stage", "shortlist", "archived"),
    *("boundary", "quiet_since", "sort"),
)


@signed_in
@require_GET
def contacts(request: StaffRequest) -> HttpResponse:
    as_of = timezone.now()
    live = list(Campaign.objects.live(request.user.today(as_of)).order_by("name"))
    campaign = _chosen(request, live)
    listing = list_contacts(staff=request.user, asked=request.GET, campaign=campaign, as_of=as_of)
    context: dict[str, Any] = {"listing": listing, "campaign": campaign, "query": request.GET.urlencode()}
    context["exports"] = [(f"as={known.name}", known.label) for known in FORMATS.values()]
    context["exports"].append(("as=json&what=everything", _("JSON, with all that happened")))
    context["team"] = Staff.objects.at_work().order_by("name")
    shown = _shown(request)
    context |= {"shown": shown, "columns": (shown.columns if shown else []) or Column.values, "choices": Column.choices}
    part = "rows" if "after" in request.GET else "list"
    if not request.htmx:
        context |= _filters(request, live) | _views(request, shown)
    context["filtered"] = any(request.GET.get(name) for name in FILTERS)
    return page(request, "frontend/contacts.html", context, part=part)


def _chosen(request: StaffRequest, live: list[Campaign]) -> Campaign | None:
    """The campaign people are judged for: the one asked for, else the first that is live."""
    wanted = request.GET.get("for", "")
    return next((c for c in live if str(c.pk) == wanted), next(iter(live), None))


def _filters(request: StaffRequest, live: list[Campaign]) -> dict[str, Any]:
    return {
        "campaigns": live,
        "stages": Stage.choices,
        "channels": Channel.choices,
        "visibilities": Visibility.choices,
        "topics": Topic.objects.all()[:500],
        "asked": request.GET,
    }


def _shown(request: StaffRequest) -> SavedView | None:
    """The kept filter whose tab is open: it says which columns are shown, too."""
    pk = request.GET.get("view", "")
    return views_of(request.user).filter(pk=int(pk)).first() if pk.isdecimal() and len(pk) < 19 else None


def _views(request: StaffRequest, shown: SavedView | None) -> dict[str, Any]:
    """The tabs of kept filters, and what is gone of the one that is shown."""
    tabs = [{"view": view, "address": address_of(view)} for view in views_of(request.user).order_by("name")[:50]]
    return {"tabs": tabs, "gone": gone_from([shown])[shown.pk] if shown else []}

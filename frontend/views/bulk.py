"""One verb for those picked in the contact list, or for all who match: asked for, watched, taken back."""

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from crm.actions.bulk_contacts import start_bulk, start_undo
from crm.bulk.run import run_bulk
from crm.errors import Refusal
from crm.filters.selection import Filters
from crm.jobs import queue_bulk
from crm.models import BulkAction, BulkStatus, BulkVerb, Campaign, Contact
from frontend.access import StaffRequest, signed_in
from frontend.contact_list import filter_data, matching
from frontend.respond import back, go, page, say, say_refused

PARAMS = ("tag", "to", "owner", "visibility", "campaign", "staff")
AT_ONCE = 500  # up to here it is done before the answer; beyond, the worker does it
UNDERWAY = (BulkStatus.QUEUED, BulkStatus.RUNNING, BulkStatus.UNDOING)


@signed_in
@require_GET
def contacts_count(request: StaffRequest) -> HttpResponse:
    """How many match, with the box that takes them all."""
    campaign = _campaign(request.GET)
    as_of = timezone.now()
    count = matching(staff=request.user, asked=request.GET, campaign=campaign, as_of=as_of).order_by().count()
    return render(request, "frontend/contacts_all.html", {"count": count, "query": request.GET.urlencode()})


def _campaign(asked: QueryDict) -> Campaign | None:
    wanted = asked.get("for", "")
    return Campaign.objects.filter(pk=int(wanted)).first() if wanted.isdecimal() and len(wanted) < 19 else None


@signed_in
@require_POST
def contacts_bulk(request: StaffRequest) -> HttpResponse:
    given, action = request.POST, request.POST.get("action", "")
    picked = [int(pk) for pk in given.getlist("contact") if pk.isdecimal() and len(pk) < 19]
    everyone = "everyone" in given
    if not everyone and not picked:
        say_refused(request, Refusal(_("Pick somebody first.")))
        return back(request, reverse("frontend:contacts"))
    try:
        bulk = start_bulk(
            staff=request.user,
            action=action,
            filters=_filters(given) if everyone else {},
            contacts=None if everyone else picked,
            params={name: given[name] for name in PARAMS if given.get(name)},
            as_of=timezone.now(),
        )
    except Refusal as refusal:
        say_refused(request, refusal)
        return back(request, reverse("frontend:contacts"))
    return _under_way(request, bulk, few=not everyone and len(picked) <= AT_ONCE)


def _filters(given: QueryDict) -> Filters:
    """Those of the list it was asked from; "*" is the whole book, archive included."""
    if given.get("everyone") == "*":
        return {}
    asked = QueryDict(given.get("everyone", ""))
    return filter_data(asked, _campaign(asked))


def _under_way(request: StaffRequest, bulk: BulkAction, *, few: bool) -> HttpResponse:
    if not few:
        queue_bulk(bulk.pk)
        return go(request, reverse("frontend:contacts_change", args=[bulk.pk]))
    done = run_bulk(bulk.pk)
    if done.status == BulkStatus.UNDONE:
        say(request, _told_undone(done))
    else:
        say(request, _told(done), undo=reverse("frontend:contacts_change_undo", args=[bulk.pk]) if done.changed else "")
        if done.action == BulkVerb.SHORTLIST and not done.error:
            return go(request, reverse("frontend:campaign", args=[done.params["campaign"]]))
    return back(request, reverse("frontend:contacts"))


def _told(bulk: BulkAction) -> str:
    if bulk.error:
        return bulk.error
    if bulk.action == BulkVerb.SHORTLIST:
        return _told_shortlisted(bulk)
    words = ngettext("%(count)d contact was changed.", "%(count)d contacts were changed.", bulk.changed)
    left = (bulk.total or 0) - bulk.changed
    rest = ngettext("%d was so already, or is not yours to change.", "%d were so already, or are not yours.", left)
    return words % {"count": bulk.changed} + (f" {rest % left}" if left > 0 else "")


def _told_shortlisted(bulk: BulkAction) -> str:
    words = ngettext(
        "%(count)d person came onto the shortlist.", "%(count)d people came onto the shortlist.", bulk.changed
    )
    there = (bulk.total or 0) - bulk.changed
    rest = ngettext("%d was on it already.", "%d were on it already.", there)
    return words % {"count": bulk.changed} + (f" {rest % there}" if there > 0 else "")


def _told_undone(bulk: BulkAction) -> str:
    words = ngettext("%d was changed since and stays.", "%d were changed since and stay.", bulk.kept)
    return _("It is taken back.") + (f" {words % bulk.kept}" if bulk.kept else "")


@signed_in
@require_GET
def bulk(request: StaffRequest, pk: int) -> HttpResponse:
    it = get_object_or_404(request.user.bulk_actions.select_related("undone_by"), pk=pk)
    kept: Any = []
    if it.kept:
        ids = it.changes.filter(kept=True).values("contact")
        kept = Contact.objects.visible_to(request.user).filter(pk__in=ids).order_by("name")[:100]
    context = {"bulk": it, "underway": it.status in UNDERWAY, "told": _told(it), "kept": kept}
    return page(request, "frontend/bulk.html", context, part="progress")


@signed_in
@require_GET
def bulks(request: StaffRequest) -> HttpResponse:
    return render(request, "frontend/bulks.html", {"bulks": request.user.bulk_actions.order_by("-pk")[:100]})


@signed_in
@require_POST
def bulk_undo(request: StaffRequest, pk: int) -> HttpResponse:
    it = get_object_or_404(request.user.bulk_actions, pk=pk)
    try:
        it = start_undo(staff=request.user, bulk=it, as_of=timezone.now())
    except Refusal as refusal:
        say_refused(request, refusal)
        return redirect("frontend:contacts_change", pk)
    return _under_way(request, it, few=it.changed <= AT_ONCE)

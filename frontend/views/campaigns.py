"""Campaigns: the list, the brief, the board, the shortlist."""

from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from crm.actions.save_campaign import change_candidate, create_campaign, remove_candidate, shortlist, update_campaign
from crm.errors import Refusal
from crm.filters import CampaignFilter
from crm.models import Campaign, Candidate, Contact, Staff
from frontend.access import StaffRequest, signed_in
from frontend.board import AT_MOST, lay_out, on_the_list
from frontend.forms.campaign import CampaignForm, initial_of
from frontend.forms.topics import topics_named
from frontend.forms.two_editors import anew, chosen, differences
from frontend.respond import back, go, page, say, say_refused


@signed_in
@require_GET
def campaigns(request: StaffRequest) -> HttpResponse:
    everything = Campaign.objects.select_related("owner").prefetch_related("topics")
    found = list(CampaignFilter(request.GET, queryset=everything.order_by("-status", "-created_at")).qs[:200])
    visible = Contact.objects.visible_to(request.user).in_use()
    listed = Candidate.objects.filter(campaign__in=found, contact__in=visible)
    people = dict(listed.values("campaign").annotate(n=Count("pk")).values_list("campaign", "n"))
    for one in found:
        one.people = people.get(one.pk, 0)
    context = {"campaigns": found, "today": request.user.today(timezone.now())}
    return page(request, "frontend/campaigns.html", context)


@signed_in
@require_GET
def campaign(request: StaffRequest, pk: int) -> HttpResponse:
    as_of = timezone.now()
    it = get_object_or_404(Campaign.objects.select_related("owner").prefetch_related("topics"), pk=pk)
    chosen_asker = request.GET.get("asker", "")
    owner = int(chosen_asker) if chosen_asker.isdecimal() and len(chosen_asker) < 19 else None
    lanes, folded = lay_out(campaign=it, viewer=request.user, as_of=as_of, owner=owner)
    total = sum(len(lane.cards) for lane in (*lanes, *folded))
    everybody = on_the_list(it, request.user, owner).count() if total >= AT_MOST else total
    context = {
        "campaign": it,
        "is_live": it.is_live(request.user.today(as_of)),
        "lanes": lanes,
        "folded": folded,
        "total": total,
        "everybody": everybody,
        "team": Staff.objects.at_work().order_by("name"),
        "asker": chosen_asker,
        "add_url": f"{reverse('frontend:contacts')}?for={pk}",
    }
    return page(request, "frontend/campaign.html", context, part="board")


@signed_in
@require_http_methods(["GET", "POST"])
def campaign_new(request: StaffRequest) -> HttpResponse:
    form = CampaignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_campaign(staff=request.user, as_of=timezone.now(), **_values(form))
        except Refusal as refusal:
            form.take(refusal)
        else:
            say(request, _("%(name)s is there. Now: who might care?") % {"name": made.name})
            return go(request, reverse("frontend:campaign", args=[made.pk]))
    return _brief(request, form)


@signed_in
@require_http_methods(["GET", "POST"])
def campaign_brief(request: StaffRequest, pk: int) -> HttpResponse:
    it = get_object_or_404(Campaign.objects.prefetch_related("topics"), pk=pk)
    standing = initial_of(it)
    form = CampaignForm(chosen(request.POST, CampaignForm, standing) if request.POST else None, initial=standing)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["version"] not in (None, it.version):
            both = {"form": anew(form, it.version), "differing": differences(form, standing), "stale": True}
            return render(request, "frontend/campaign_form.html", both | {"campaign": it}, status=409)
        try:
            update_campaign(staff=request.user, campaign=it, as_of=timezone.now(), **_values(form))
        except Refusal as refusal:
            form.take(refusal)
        else:
            say(request, _("%(name)s is saved.") % {"name": it.name})
            return go(request, reverse("frontend:campaign", args=[pk]))
    return _brief(request, form, campaign=it)


def _values(form: CampaignForm) -> dict[str, Any]:
    given = {name: value for name, value in form.cleaned_data.items() if name != "version"}
    return given | {"topics": topics_named(form.cleaned_data["topics"])}


def _brief(request: StaffRequest, form: CampaignForm, **context: Any) -> HttpResponse:
    context |= {"form": form}
    return render(request, "frontend/campaign_form.html", context, status=422 if form.errors else 200)


def _asker(request: StaffRequest) -> Staff:
    chosen = request.POST.get("staff", "")
    found = Staff.objects.at_work().filter(pk=int(chosen)).first() if chosen.isdecimal() else None
    return found or request.user


@signed_in
@require_POST
def candidate_change(request: StaffRequest, pk: int) -> HttpResponse:
    """Somebody else asks, or nobody: then the person leaves the shortlist."""
    visible = Contact.objects.visible_to(request.user)
    candidate = get_object_or_404(Candidate.objects.select_related("contact", "campaign"), pk=pk, contact__in=visible)
    to = reverse("frontend:campaign", args=[candidate.campaign_id])
    if "remove" in request.POST:
        person, asker = candidate.contact, candidate.staff_id
        remove_candidate(staff=request.user, candidate=candidate)
        undo = reverse("frontend:candidate_undo", args=[candidate.campaign_id, person.pk, asker])
        say(request, _("%(name)s is off the shortlist.") % {"name": person.name}, undo=undo)
    else:
        try:
            change_candidate(staff=request.user, candidate=candidate, asker=_asker(request))
        except Refusal as refusal:
            say_refused(request, refusal)
        else:
            say(request, _("%(who)s would ask.") % {"who": candidate.staff})
    return back(request, to)


@signed_in
@require_POST
def candidate_undo(request: StaffRequest, pk: int, contact_pk: int, staff_pk: int) -> HttpResponse:
    it = get_object_or_404(Campaign, pk=pk)
    person = get_object_or_404(Contact.objects.visible_to(request.user), pk=contact_pk)
    shortlist(campaign=it, contacts=[person], staff=get_object_or_404(Staff, pk=staff_pk))
    say(request, _("%(name)s is back on the shortlist.") % {"name": person.name})
    return back(request, reverse("frontend:campaign", args=[pk]))

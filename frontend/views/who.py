"""Who should ask? Each colleague's standing with one person for one campaign; handing on, and introducing."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from crm.actions.hand_on import ask_to_introduce, decline_to_introduce, hand_on
from crm.actions.introduce import introduce
from crm.actions.save_campaign import shortlist
from crm.errors import Refusal
from crm.introductions import introductions_to_make
from crm.models import Campaign, Candidate, Contact, Staff
from crm.readiness.askers import who_should_ask
from frontend.access import StaffRequest, signed_in
from frontend.forms.who import HandOnForm, IntroduceForm
from frontend.respond import go, say, say_refused


def _person(request: StaffRequest, pk: int) -> Contact:
    return get_object_or_404(Contact.objects.visible_to(request.user).in_use(), pk=pk)


def _here(request: StaffRequest, campaign: int, contact: int) -> HttpResponse:
    return go(request, reverse("frontend:campaign_who", args=[campaign, contact]))


@signed_in
@require_GET
def campaign_who(request: StaffRequest, pk: int, contact_pk: int) -> HttpResponse:
    campaign, person = get_object_or_404(Campaign, pk=pk), _person(request, contact_pk)
    candidate = campaign.candidates.select_related("staff", "introducer", "handed_on_by").filter(contact=person).first()
    wanted = introductions_to_make().filter(pk=candidate.pk).exists() if candidate else False
    context = {
        "campaign": campaign,
        "contact": person,
        "candidate": candidate,
        "askers": who_should_ask(contact=person, campaign=campaign, viewer=request.user, as_of=timezone.now()),
        "wanted": wanted,
        "hand_on_form": HandOnForm(auto_id=False),
        "introduce_form": IntroduceForm() if wanted and candidate and candidate.introducer == request.user else None,
    }
    return render(request, "frontend/who.html", context)


@signed_in
@require_POST
def campaign_hand_on(request: StaffRequest, pk: int, contact_pk: int) -> HttpResponse:
    """From now on a colleague would ask; who was on nobody's list comes onto theirs."""
    campaign, person = get_object_or_404(Campaign, pk=pk), _person(request, contact_pk)
    form = HandOnForm(request.POST)
    if form.is_valid():
        to = get_object_or_404(Staff.objects.at_work(), pk=form.cleaned_data["to"])
        try:
            [candidate] = shortlist(campaign=campaign, contacts=[person], staff=request.user)
            if candidate.staff_id != to.pk:
                note = form.cleaned_data["note"]
                hand_on(staff=request.user, candidate=candidate, to=to, note=note, as_of=timezone.now())
        except Refusal as refusal:
            say_refused(request, refusal)
        else:
            say(request, _("%(who)s would ask %(name)s.") % {"who": to, "name": person.name})
    return _here(request, pk, contact_pk)


@signed_in
@require_POST
def campaign_wanted(request: StaffRequest, pk: int, contact_pk: int) -> HttpResponse:
    """Ask a colleague to introduce, or take that back (`colleague` empty)."""
    candidate = _candidate(request, pk, contact_pk)
    wanted = request.POST.get("colleague", "")
    try:
        if wanted.isdecimal():
            colleague = get_object_or_404(Staff.objects.at_work(), pk=int(wanted))
            ask_to_introduce(staff=request.user, candidate=candidate, colleague=colleague)
            say(request, _("%(who)s finds it in Today.") % {"who": colleague})
        else:
            decline_to_introduce(staff=request.user, candidate=candidate)
            say(request, _("Nobody is asked to introduce you any more."))
    except Refusal as refusal:
        say_refused(request, refusal)
    return _here(request, pk, contact_pk)


@signed_in
@require_POST
def campaign_introduce(request: StaffRequest, pk: int, contact_pk: int) -> HttpResponse:
    candidate, form = _candidate(request, pk, contact_pk), IntroduceForm(request.POST)
    try:
        if not form.is_valid():
            raise Refusal(introduction=_("Write what you wrote to both; it goes into the timeline."))
        text, channel = form.cleaned_data["introduction"], form.cleaned_data["channel"]
        introduce(
            staff=request.user,
            contact=candidate.contact,
            to=candidate.staff,
            text=text,
            channel=channel,
            as_of=timezone.now(),
        )
    except Refusal as refusal:
        say_refused(request, refusal)
    else:
        say(request, _("Logged: you introduced %(who)s.") % {"who": candidate.staff})
    return _here(request, pk, contact_pk)


def _candidate(request: StaffRequest, campaign: int, contact: int) -> Candidate:
    seen = Contact.objects.visible_to(request.user).in_use()
    rows = Candidate.objects.select_related("contact", "staff", "campaign")
    return get_object_or_404(rows, campaign=campaign, contact=contact, contact__in=seen)

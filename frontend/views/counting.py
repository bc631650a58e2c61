"""Why something counts for nothing, what it is a near-copy of, and a manager's word that it counts all the same."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm.actions.judge_message import sent_beside
from crm.actions.overrule import overrule, take_back_overruling
from crm.errors import Refusal
from crm.models import Contact, Interaction
from frontend.access import StaffRequest, signed_in
from frontend.respond import go, say, say_refused


def _interaction(request: StaffRequest, pk: int) -> Interaction:
    seen = Contact.objects.visible_to(request.user).in_use()
    return get_object_or_404(Interaction.objects.select_related("contact", "staff"), pk=pk, contact__in=seen)


@signed_in
@require_http_methods(["GET", "POST"])
def interaction_counting(request: StaffRequest, pk: int) -> HttpResponse:
    it = _interaction(request, pk)
    if request.method == "POST":
        try:
            overrule(staff=request.user, interaction=it, reason=request.POST.get("reason", ""), as_of=timezone.now())
        except Refusal as refusal:
            say_refused(request, refusal)
        else:
            say(request, _("It counts now. The reason stays beside it, and is reported."))
        return go(request, reverse("frontend:contact", args=[it.contact_id]))
    beside = sent_beside(staff=request.user, interaction=it) if it.canned else None
    return render(request, "frontend/counting.html", {"it": it, "contact": it.contact, "beside": beside})


@signed_in
@require_POST
def interaction_uncount(request: StaffRequest, pk: int) -> HttpResponse:
    it = _interaction(request, pk)
    try:
        take_back_overruling(staff=request.user, interaction=it)
    except Refusal as refusal:
        say_refused(request, refusal)
    else:
        say(request, _("What was decided of it stands again."))
    return go(request, reverse("frontend:contact", args=[it.contact_id]))

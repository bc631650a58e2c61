"""Event mode: names written down in a crowd, with or without a network; sent as they come, each once."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from crm.actions.log_at_event import Met, log_at_event, take_back_met
from crm.errors import Refusal
from crm.once import DoneBefore
from frontend.access import OUTBOX, StaffRequest, signed_in
from frontend.forms.event import EventForm, MetForm
from frontend.respond import go, page, say, say_refused


@signed_in
@require_GET
def event(request: StaffRequest) -> HttpResponse:
    """The page holds nothing of the book, so that a phone may keep it."""
    return page(request, "frontend/event.html", {"event_form": EventForm(), "form": MetForm(auto_id="met_%s")})


@signed_in
@require_POST
def event_log(request: StaffRequest) -> HttpResponse:
    as_of = timezone.now()
    form = MetForm(request.POST)
    if not form.is_valid():
        return _refused([str(sentence) for row in form.errors.values() for sentence in row])
    try:
        met = log_at_event(staff=request.user, as_of=as_of, **form.met(request.user, as_of))
    except DoneBefore as done:
        return JsonResponse({"told": list(done.errors.values())})
    except Refusal as refusal:
        return _refused(list(refusal.errors.values()))
    return JsonResponse(
        {
            "told": [_told(met)],
            "to": reverse("frontend:contact", args=[met.contact.pk]),
            "undo": reverse("frontend:event_undo", args=[met.interaction.pk]),
        }
    )


@signed_in
@require_POST
def event_undo(request: StaffRequest, pk: int) -> HttpResponse:
    it = get_object_or_404(request.user.interactions.select_related("contact", "staff"), pk=pk, voided_at=None)
    try:
        take_back_met(staff=request.user, interaction=it, reason=_("Logged by mistake"), as_of=timezone.now())
    except Refusal as refusal:
        if OUTBOX in request.headers:
            return _refused(list(refusal.errors.values()))
        say_refused(request, refusal)
    else:
        if OUTBOX in request.headers:
            return JsonResponse({"told": [_("It is taken back.")]})
        say(request, _("It is taken back."))
    return go(request, reverse("frontend:event"))


def _refused(sentences: list[str]) -> HttpResponse:
    return JsonResponse({"refused": sentences}, status=422)


def _told(met: Met) -> str:
    name = {"name": met.contact.name, "where": met.contact.organization}
    if met.is_new:
        return _("%(name)s is a new contact.") % name
    return _("%(name)s, %(where)s: logged.") % name if met.contact.organization else _("%(name)s: logged.") % name

"""Did you meet? One key answers it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crm.actions.decide_meeting import decide_meeting, undecide_meeting
from crm.errors import Refusal
from crm.models import Contact, Meeting
from frontend.access import StaffRequest, signed_in
from frontend.respond import back, say, say_refused


def _own(request: StaffRequest, pk: int) -> Meeting:
    seen = Contact.objects.visible_to(request.user)
    mine = Meeting.objects.filter(staff=request.user, contact__in=seen)
    return get_object_or_404(mine.select_related("contact", "interaction"), pk=pk)


@signed_in
@require_POST
def meeting_met(request: StaffRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, met=True)


@signed_in
@require_POST
def meeting_not_met(request: StaffRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, met=False)


def _decide(request: StaffRequest, pk: int, *, met: bool) -> HttpResponse:
    meeting = _own(request, pk)
    try:
        decide_meeting(staff=request.user, meeting=meeting, met=met, as_of=timezone.now())
    except Refusal as refusal:
        say_refused(request, refusal)
    else:
        words = _("Logged: you met %(name)s.") if met else _("Left out: you did not meet %(name)s.")
        say(request, words % {"name": meeting.contact.name}, undo=reverse("frontend:meeting_undo", args=[pk]))
    return back(request, reverse("frontend:contact", args=[meeting.contact_id]))


@signed_in
@require_POST
def meeting_undo(request: StaffRequest, pk: int) -> HttpResponse:
    try:
        undecide_meeting(staff=request.user, meeting=_own(request, pk), as_of=timezone.now())
    except Refusal as refusal:
        say_refused(request, refusal)
    return back(request, reverse("frontend:today"))

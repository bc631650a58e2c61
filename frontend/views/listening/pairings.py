"""Addresses that may be one person's: confirm it, or say that they are two."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from crm.errors import Conflict, Refusal
from crm.models import Contact
from frontend.access import StaffRequest, signed_in
from frontend.respond import back, go, say, say_refused
from listening.actions.pair_authors import accept_pairing, refuse_pairing, undo_pairing
from listening.filters import PairingFilter
from listening.models import Pairing
from listening.pairing import with_contacts

PAGE = 50
LIST = "frontend:listening_pairings"


@signed_in
@require_GET
def pairings(request: StaffRequest) -> HttpResponse:
    everything = Pairing.objects.select_related("first", "second", "verdict__by")
    found = list(PairingFilter(request.GET, queryset=everything, staff=request.user).qs[: PAGE + 1])
    context: dict[str, Any] = {
        "pairs": with_contacts(found[:PAGE], request.user),
        "more": len(found) > PAGE,
        "verdict": request.GET.get("verdict", ""),
    }
    return render(request, "frontend/listening/pairings.html", context)


@signed_in
@require_POST
def pairing_accept(request: StaffRequest, pk: int) -> HttpResponse:
    pairing = get_object_or_404(Pairing.objects.select_related("first", "second"), pk=pk)
    try:
        accept_pairing(staff=request.user, pairing=pairing, as_of=timezone.now())
    except Refusal as refusal:
        say_refused(request, refusal)
        both = refusal.existing if isinstance(refusal, Conflict) else None
        if isinstance(both, Contact):  # two records of one person: merged, not paired
            return go(request, reverse("frontend:contact_merge_with", args=[both.pk]))
        return go(request, reverse(LIST))
    return _said(request, pairing, _("%(first)s and %(second)s are one person from now on."))


@signed_in
@require_POST
def pairing_refuse(request: StaffRequest, pk: int) -> HttpResponse:
    pairing = get_object_or_404(Pairing.objects.select_related("first", "second"), pk=pk)
    try:
        refuse_pairing(staff=request.user, pairing=pairing, as_of=timezone.now())
    except Refusal as refusal:
        say_refused(request, refusal)
        return go(request, reverse(LIST))
    return _said(request, pairing, _("%(first)s and %(second)s are two people; that is remembered."))


@signed_in
@require_POST
def pairing_undo(request: StaffRequest, pk: int) -> HttpResponse:
    try:
        undo_pairing(staff=request.user, pairing=get_object_or_404(Pairing, pk=pk), as_of=timezone.now())
    except Refusal as refusal:
        say_refused(request, refusal)
    else:
        say(request, _("They are on the list again."))
    return back(request, reverse(LIST))


def _said(request: StaffRequest, pairing: Pairing, words: str) -> HttpResponse:
    names = {"first": pairing.first.value, "second": pairing.second.value}
    say(request, words % names, undo=reverse("frontend:listening_pairing_undo", args=[pairing.pk]))
    return back(request, reverse(LIST))

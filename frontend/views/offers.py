"""What a mail may mean: taken up or put aside, with one key each; what cannot be told from the mail is asked first."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm.actions.settle_offer import put_offer_aside, take_up_offer
from crm.errors import Refusal
from crm.models import Contact, MailOffer, OfferKind
from frontend.access import StaffRequest, signed_in
from frontend.forms.contact import BoundaryForm
from frontend.respond import go, say, say_refused


@signed_in
@require_POST
def offer_settle(request: StaffRequest, pk: int) -> HttpResponse:
    """How far a boundary goes, and what an invitation is about, is asked on a page of its own."""
    offer = _offer(request, pk)
    as_of, to = timezone.now(), reverse("frontend:today")
    if offer.kind == OfferKind.BOUNDARY and "aside" not in request.POST:
        return go(request, reverse("frontend:offer_boundary", args=[pk]))
    try:
        if "aside" in request.POST:
            put_offer_aside(staff=request.user, offer=offer, as_of=as_of)
            say(request, _("Put aside. The mail stays in the timeline."))
        elif offer.kind == OfferKind.INVITATION:
            to = reverse("frontend:interaction_invitation", args=[offer.interaction_id])
            put_offer_aside(staff=request.user, offer=offer, as_of=as_of)
        else:
            take_up_offer(staff=request.user, offer=offer, as_of=as_of)
            say(request, _("Done: %(what)s.") % {"what": offer.get_kind_display()})
    except Refusal as refusal:
        say_refused(request, refusal)
    return go(request, to)


@signed_in
@require_http_methods(["GET", "POST"])
def offer_boundary(request: StaffRequest, pk: int) -> HttpResponse:
    """What exactly they do not want, and until when: their words stand there to be read once more."""
    offer = _offer(request, pk)
    person, day = offer.interaction.contact, date_format(request.user.today(offer.interaction.occurred_at))
    form = BoundaryForm(request.POST or None, initial={"note": f"{day}: {offer.quote}"})
    if request.method == "POST" and form.is_valid():
        try:
            take_up_offer(staff=request.user, offer=offer, as_of=timezone.now(), **form.boundary())
        except Refusal as refusal:
            form.take(refusal)
        else:
            say(request, _("Noted. Nobody here will be able to do that by accident."))
            return go(request, reverse("frontend:today"))
    words = _("They wrote on %(day)s: “%(words)s”") % {"day": day, "words": offer.quote}
    context = {"form": form, "contact": person, "title": _("What do they not want?"), "words": words}
    return render(request, "frontend/contact_note.html", context, status=422 if form.errors else 200)


def _offer(request: StaffRequest, pk: int) -> MailOffer:
    visible = Contact.objects.visible_to(request.user)
    offers = MailOffer.objects.select_related("interaction__contact")
    return get_object_or_404(offers, pk=pk, interaction__staff=request.user, interaction__contact__in=visible)

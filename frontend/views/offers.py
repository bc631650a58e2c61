"""What a mail may mean: taken up or put aside, with one key each."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crm.actions.settle_offer import put_offer_aside, take_up_offer
from crm.errors import Refusal
from crm.models import Contact, MailOffer, OfferKind
from frontend.access import StaffRequest, signed_in
from frontend.respond import go, say, say_refused


@signed_in
@require_POST
def offer_settle(request: StaffRequest, pk: int) -> HttpResponse:
    """An invitation needs its topic, and so is taken up on a page of its own."""
    visible = Contact.objects.visible_to(request.user)
    offers = MailOffer.objects.select_related("interaction__contact")
    offer = get_object_or_404(offers, pk=pk, interaction__staff=request.user, interaction__contact__in=visible)
    as_of, back = timezone.now(), reverse("frontend:today")
    try:
        if "aside" in request.POST:
            put_offer_aside(staff=request.user, offer=offer, as_of=as_of)
            say(request, _("Put aside. The mail stays in the timeline."))
        elif offer.kind == OfferKind.INVITATION:
            back = reverse("frontend:interaction_invitation", args=[offer.interaction_id])
            put_offer_aside(staff=request.user, offer=offer, as_of=as_of)
        else:
            take_up_offer(staff=request.user, offer=offer, as_of=as_of)
            say(request, _("Done: %(what)s.") % {"what": offer.get_kind_display()})
    except Refusal as refusal:
        say_refused(request, refusal)
    return go(request, back)

"""What one's mail may mean: the work-list, to be taken up or put aside."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from api.requests import StaffRequest
from api.serializers.offers import OfferShape, TakenUp
from api.views.base import Listed
from crm.actions.settle_offer import put_offer_aside, take_up_offer
from crm.filters.offers import OfferFilter
from crm.models import Contact, MailOffer


class OfferViewSet(Listed):
    """One's own, the newest first."""

    serializer_class = OfferShape
    filterset_class = OfferFilter

    def seen(self) -> QuerySet[MailOffer]:
        mine = Contact.objects.visible_to(self.staff).in_use()
        offers = MailOffer.objects.filter(interaction__staff=self.staff, interaction__contact__in=mine)
        return offers.select_related("interaction").order_by("-id")

    def version_of(self, offer: Any) -> int:
        return 2 if offer.settled_at else 1

    @extend_schema(request=TakenUp)
    @action(detail=True, methods=["post"])
    def take_up(self, request: StaffRequest, pk: str) -> Response:
        """What it offers is done, as by hand: the boundary, the request, the invitation on a `topic`, the `outcome`,
        or the ask that was sent."""
        told = TakenUp(data=request.data, context=self.get_serializer_context())
        told.is_valid(raise_exception=True)
        return self.shown(take_up_offer(staff=self.staff, offer=self.get_object(), as_of=self.as_of, **told.told()))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def put_aside(self, request: StaffRequest, pk: str) -> Response:
        """Nothing follows; the mail stays."""
        return self.shown(put_offer_aside(staff=self.staff, offer=self.get_object(), as_of=self.as_of))

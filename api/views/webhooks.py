"""Other systems that are told what happens here."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from api.requests import StaffRequest
from api.secrets import without
from api.serializers.webhooks import DeliveryShape, WebhookMade, WebhookShape
from api.views.base import Changed, Listed, Removed
from crm.actions.save_webhook import change_secret, change_webhook, create_webhook, remove_webhook
from crm.errors import NotAllowed
from crm.jobs import queue_delivery
from crm.models import Delivery, Scope, Webhook
from crm.webhooks.dispatch import ping
from crm.webhooks.log import deliveries_seen_by, send_again

ACTIONS = ("list", "retrieve", "create", "partial_update", "destroy", "deliveries", "redeliver", "test", "secret")


class WebhookViewSet(Listed, Changed, Removed):
    """For admins. A webhook hears of what its owner may see; its secret is shown once, in the answer to POST."""

    serializer_class = WebhookShape
    filterset_class = None
    scopes = dict.fromkeys(ACTIONS, Scope.ADMIN)

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not self.staff.is_admin:
            raise NotAllowed("Only an admin can have other systems told of what happens here.")

    def seen(self) -> QuerySet[Webhook]:
        return Webhook.objects.order_by("-id")

    @extend_schema(request=WebhookShape, responses={201: WebhookMade})
    def create(self, request: StaffRequest) -> Response:
        webhook, secret = create_webhook(staff=self.staff, **self.shape())
        return Response(WebhookMade(webhook, context={"secret": secret}).data, status=status.HTTP_201_CREATED)

    def change(self, webhook: Webhook, **changes: Any) -> Webhook:
        return change_webhook(staff=self.staff, webhook=webhook, **changes)

    def remove(self, webhook: Webhook) -> None:
        remove_webhook(staff=self.staff, webhook=webhook)

    @extend_schema(request=None, responses=WebhookMade)
    @action(detail=True, methods=["post"])
    def secret(self, request: StaffRequest, pk: str) -> Response:
        """A new secret; for a day deliveries are signed with the old one too."""
        webhook = self.get_object()
        secret = change_secret(staff=self.staff, webhook=webhook, as_of=self.as_of)
        return Response(WebhookMade(webhook, context={"secret": secret}).data)

    @extend_schema(request=None, responses={202: DeliveryShape})
    @action(detail=True, methods=["post"])
    def test(self, request: StaffRequest, pk: str) -> Response:
        """Send a `ping`; look it up among the deliveries."""
        return self._queued(ping(self.get_object(), as_of=self.as_of))

    @extend_schema(responses=DeliveryShape(many=True))
    @action(detail=True, serializer_class=DeliveryShape)
    def deliveries(self, request: StaffRequest, pk: str) -> Response:
        """The log, newest first; what is about a contact only where it is yours to see."""
        page = self.paginate_queryset(self._log(self.kwargs["pk"]).order_by("-id"))
        return self.get_paginated_response([DeliveryShape.represent(delivery) for delivery in page or []])

    @extend_schema(
        request=None,
        responses={202: DeliveryShape},
        parameters=[OpenApiParameter("delivery", int, OpenApiParameter.PATH)],
    )
    @action(detail=True, methods=["post"], url_path="deliveries/(?P<delivery>[0-9]{1,18})/redeliver")
    def redeliver(self, request: StaffRequest, pk: str, delivery: str) -> Response:
        """Send it once more, with the same id."""
        found = self._log(self.get_object().pk).select_for_update(of=("self",)).filter(pk=delivery).first()
        if found is None:
            raise Http404
        return self._queued(send_again(delivery=found, as_of=self.as_of))

    def kept_body(self, response: Response) -> bytes:
        return without("secret", response)

    def _log(self, webhook_id: Any) -> QuerySet[Delivery]:
        if getattr(self, "swagger_fake_view", False):
            return Delivery.objects.none()
        if not Webhook.objects.filter(pk=webhook_id).exists():
            raise Http404
        return deliveries_seen_by(self.staff).filter(webhook=webhook_id)

    def _queued(self, delivery: Delivery) -> Response:
        queue_delivery(delivery.pk)
        return Response(DeliveryShape.represent(delivery), status=status.HTTP_202_ACCEPTED)

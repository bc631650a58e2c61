"""The bare limit of logging: REST framework creates one row of the same table, with the same sign-in, history
and idempotency, and does nothing else."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.views.base import ApiView
from crm.models import Interaction


class BareShape(serializers.ModelSerializer[Interaction]):
    class Meta:
        model = Interaction
        fields = ["id", "contact", "channel", "direction", "kind", "occurred_at", "text", "url", "version"]


class BareCreate(ApiView):
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        shape = BareShape(data=request.data)
        shape.is_valid(raise_exception=True)
        shape.save(staff=self.staff, entered_at=self.as_of)
        return Response(shape.data, status=201)

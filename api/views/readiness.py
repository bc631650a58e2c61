"""The whole book under one question: whom may I ask for this campaign, and what is missing with the others?"""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from api.requests import StaffRequest
from api.serializers.readiness import ReadinessShape, readiness_shape
from api.views.asked_about import QUESTION, campaign_asked_about, staff_asked_about
from api.views.base import RecordViewSet
from crm.filters import BookFilter
from crm.models import Contact
from crm.readiness import assess, book


class ReadinessViewSet(RecordViewSet):
    serializer_class = ReadinessShape
    filterset_class = BookFilter

    def model(self) -> type[Contact]:
        return Contact

    def seen(self) -> Any:
        return book(
            staff=staff_asked_about(self.request),
            campaign=campaign_asked_about(self.request),
            as_of=self.as_of,
            contacts=Contact.objects.visible_to(self.staff).in_use(),
        )

    @extend_schema(parameters=QUESTION)
    def list(self, request: StaffRequest) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response([readiness_shape(assess(row)) for row in page or []])

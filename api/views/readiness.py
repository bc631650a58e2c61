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
        staff = staff_asked_about(self.request)
        # A colleague's book, as far as one may see it oneself.
        mine = None if staff == self.staff else Contact.objects.visible_to(self.staff).in_use()
        return book(staff=staff, campaign=campaign_asked_about(self.request), as_of=self.as_of, contacts=mine)

    @extend_schema(parameters=QUESTION)
    def list(self, request: StaffRequest) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response([readiness_shape(assess(row)) for row in page or []])

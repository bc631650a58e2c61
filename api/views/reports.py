"""What happened, and what if: the figures of the screens under Reports."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from api.filtering import BadFilter, DomainFilters
from api.requests import StaffRequest
from api.serializers.reports import (
    ExceptionsShape,
    FatigueShape,
    GiveAndAskShape,
    OutcomesShape,
    WhatIfShape,
    exceptions_shape,
    fatigue_shape,
    give_and_ask_shape,
    outcomes_shape,
    what_if_shape,
)
from api.views.base import ApiView
from crm.errors import Refusal
from crm.filters import ReportFilter
from crm.models import Ask, Policy
from crm.readiness.policy import THRESHOLDS, default_policy
from crm.reports.asks_made import asks_seen_by
from crm.reports.balance import give_and_ask
from crm.reports.exceptions import exceptions
from crm.reports.fatigue import fatigue
from crm.reports.outcomes import outcomes
from crm.reports.ready_today import ready_today
from crm.reports.ways import WAYS_TO_LOOK
from crm.reports.what_if import trial_policy, what_if

WHICH = [
    OpenApiParameter("campaign", OpenApiTypes.INT),
    OpenApiParameter("client", OpenApiTypes.STR),
    OpenApiParameter("topic", OpenApiTypes.INT),
    OpenApiParameter("staff", OpenApiTypes.INT),
    OpenApiParameter("channel", OpenApiTypes.STR),
    OpenApiParameter("asked_at_after", OpenApiTypes.DATETIME),
    OpenApiParameter("asked_at_before", OpenApiTypes.DATETIME),
]
BY = OpenApiParameter("by", OpenApiTypes.STR, enum=list(WAYS_TO_LOOK), description="How to look; `readiness` if none.")
TRIED = [OpenApiParameter(name, OpenApiTypes.INT, description="As today where left out.") for name in THRESHOLDS]


class ReportView(ApiView):
    """About asks to people whom the caller may see, and no others."""

    filterset_class = ReportFilter

    def asks(self) -> QuerySet[Ask]:
        return DomainFilters().filter_queryset(self.request, asks_seen_by(self.staff), self)


class OutcomesView(ReportView):
    @extend_schema(parameters=[BY, *WHICH], responses=OutcomesShape, operation_id="reports_outcomes")
    def get(self, request: StaffRequest) -> Response:
        """What came of asks. One with several topics or criteria is in several rows."""
        by = request.query_params.get("by") or "readiness"
        if by not in WAYS_TO_LOOK:
            raise BadFilter({"by": [f"Choose one of {', '.join(WAYS_TO_LOOK)}."]})
        return Response(outcomes_shape(outcomes(self.asks(), by=by, as_of=self.as_of)))


class BalanceView(ApiView):
    @extend_schema(responses=GiveAndAskShape, operation_id="reports_balance")
    def get(self, request: StaffRequest) -> Response:
        """What was given and asked in twelve months, by each of us and by all; and who wrote, month by month."""
        return Response(give_and_ask_shape(give_and_ask(staff=self.staff, as_of=self.as_of)))


class FatigueView(ApiView):
    @extend_schema(responses=FatigueShape, operation_id="reports_fatigue")
    def get(self, request: StaffRequest) -> Response:
        """Who was asked most in 365 days, at most fifty; and how many people how often."""
        return Response(fatigue_shape(fatigue(staff=self.staff, as_of=self.as_of)))


class ExceptionsView(ApiView):
    @extend_schema(responses=ExceptionsShape, operation_id="reports_exceptions")
    def get(self, request: StaffRequest) -> Response:
        """Overrides, attestations and overruled messages with their reasons, newest first; and what came of them."""
        return Response(exceptions_shape(exceptions(staff=self.staff, as_of=self.as_of)))


class WhatIfView(ReportView):
    @extend_schema(parameters=[*TRIED, *WHICH], responses=WhatIfShape, operation_id="reports_what_if")
    def get(self, request: StaffRequest) -> Response:
        """Other thresholds, saved nowhere: which past asks would have been held and what came of them, and how many
        people are ready today."""
        policy = self._policy()
        found = what_if(self.asks(), policy=policy, as_of=self.as_of)
        now, then = ready_today(staff=self.staff, as_of=self.as_of, policies=[default_policy(), policy])
        thresholds = {name: getattr(policy, name) for name in THRESHOLDS}
        return Response(what_if_shape(found, thresholds, now, then))

    def _policy(self) -> Policy:
        given = {name: self.request.query_params.get(name, "") for name in THRESHOLDS}
        wrong = {name: ["Give a whole number."] for name, text in given.items() if text and not _is_number(text)}
        if wrong:
            raise BadFilter(wrong)
        try:
            return trial_policy({name: int(text) for name, text in given.items() if text})
        except Refusal as refusal:
            raise BadFilter({name: [sentence] for name, sentence in refusal.errors.items()}) from refusal


def _is_number(text: Any) -> bool:
    return bool(text.isascii() and text.isdigit() and len(text) <= 9)

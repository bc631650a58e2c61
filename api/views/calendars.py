"""One's own calendars, and the meetings found in them."""

from dataclasses import asdict
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from api.requests import StaffRequest
from api.serializers.calendars import CalendarShape, CalendarTried, CalendarTry, MeetingShape, ProviderShape
from api.serializers.sources import QueuedShape
from api.views.base import ApiView, Listed
from api.views.connections import ConnectionViewSet
from crm.actions.change_calendar import change_calendar, check_calendar_now
from crm.actions.connect_calendar import connect_calendar, try_calendar
from crm.actions.decide_meeting import decide_meeting, undecide_meeting
from crm.errors import Refusal
from crm.filters import CalendarFilter, MeetingFilter
from crm.models import Calendar, Contact, Meeting
from crm.providers import provider_of


class CalendarViewSet(ConnectionViewSet):
    """What a calendar holds besides meetings with contacts is never stored."""

    serializer_class = CalendarShape
    filterset_class = CalendarFilter

    def seen(self) -> QuerySet[Calendar]:
        return super().seen().defer("data")

    def make(self, ics: str = "", **fields: Any) -> Calendar:
        file = ics.encode("utf-8", "replace") or None
        return connect_calendar(staff=self.staff, as_of=self.as_of, file=file, **fields)

    def change(self, calendar: Calendar, **changes: Any) -> Calendar:
        self.same_kind(calendar, changes)
        if changes.pop("ics", None) is not None:
            raise Refusal(ics="A file stays as it was loaded; load the newer one as another calendar.")
        return change_calendar(staff=self.staff, calendar=calendar, as_of=self.as_of, **changes)

    @extend_schema(request=CalendarTry, responses=CalendarTried)
    @action(detail=False, methods=["post"], url_path="try", filterset_class=None, pagination_class=None)
    def attempt(self, request: StaffRequest) -> Response:
        """What is there, with nothing kept."""
        return Response(asdict(try_calendar(staff=self.staff, **self.shape(CalendarTry))))

    @extend_schema(request=None, responses=QueuedShape)
    @action(detail=True, methods=["post"])
    def check(self, request: StaffRequest, pk: str) -> Response:
        """Look now instead of when it is due."""
        return Response({"queued": check_calendar_now(staff=self.staff, calendar=self.get_object())})


class MeetingViewSet(Listed):
    """Meetings with contacts in one's own calendars: what is ahead, what was taken, and why not."""

    serializer_class = MeetingShape
    filterset_class = MeetingFilter

    def seen(self) -> QuerySet[Meeting]:
        seen = Contact.objects.visible_to(self.staff).in_use()
        return Meeting.objects.filter(staff=self.staff, contact__in=seen).order_by("-starts_at", "-id")

    def version_of(self, meeting: Meeting) -> int:
        return 1

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def met(self, request: StaffRequest, pk: str) -> Response:
        """It took place: logged like any other."""
        return self._decided(met=True)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"], url_path="not-met")
    def not_met(self, request: StaffRequest, pk: str) -> Response:
        return self._decided(met=False)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def undecide(self, request: StaffRequest, pk: str) -> Response:
        """Take back what was said of it."""
        return self.shown(undecide_meeting(staff=self.staff, meeting=self.get_object(), as_of=self.as_of))

    def _decided(self, *, met: bool) -> Response:
        meeting = self.get_object()
        return self.shown(decide_meeting(staff=self.staff, meeting=meeting, met=met, as_of=self.as_of))


class ProviderView(ApiView):
    @extend_schema(parameters=[OpenApiParameter("address", str, required=True)], responses=ProviderShape)
    def get(self, request: StaffRequest) -> Response:
        """What the provider of an e-mail address publishes about its mail and calendars."""
        known = provider_of(request.query_params.get("address", "")[:320])
        return Response(ProviderShape(known).data)

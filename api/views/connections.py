"""What one's own mailboxes and calendars have in common over the API. Nobody else's are there."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from api.requests import StaffRequest
from api.serializers.mailboxes import TakenOut
from api.views.base import Changed, Listed, Made, Removed
from crm.actions.disconnect import disconnect, forget_what_came, keep_what_came
from crm.actions.pause_connection import pause_connection, resume_connection
from crm.errors import Refusal

FORGET = OpenApiParameter("forget", bool, description="What came from it is taken out as well, in a week.")


class ConnectionViewSet(Listed, Made, Changed, Removed):
    """Connect, look how it goes, change, pause, disconnect."""

    def seen(self) -> QuerySet[Any]:
        """Those connected, and those of which something waits to be forgotten (`forget_at`)."""
        rows: QuerySet[Any] = self.model()._default_manager.ones_own(self.staff)  # type: ignore[attr-defined]
        return rows.order_by("name", "id")

    def same_kind(self, connection: Any, changes: dict[str, Any]) -> None:
        if changes.pop("kind", connection.kind) != connection.kind:
            raise Refusal(kind="This stays; connect a new one instead.")

    @extend_schema(parameters=[FORGET])
    def destroy(self, request: StaffRequest, pk: str) -> Response:
        """Its secrets go at once, what was logged stays; with `forget` that goes in a week, unless `keep/` is called
        or it is connected again."""
        forget = request.query_params.get("forget", "").lower() in ("true", "1")
        disconnect(staff=self.staff, connection=self.get_object(), as_of=self.as_of, forget=forget)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def pause(self, request: StaffRequest, pk: str) -> Response:
        return self.shown(pause_connection(staff=self.staff, connection=self.get_object(), as_of=self.as_of))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def resume(self, request: StaffRequest, pk: str) -> Response:
        return self.shown(resume_connection(staff=self.staff, connection=self.get_object(), as_of=self.as_of))

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def keep(self, request: StaffRequest, pk: str) -> Response:
        """What came from it is not forgotten after all."""
        keep_what_came(staff=self.staff, connection=self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses=TakenOut)
    @action(detail=True, methods=["post"])
    def forget(self, request: StaffRequest, pk: str) -> Response:
        """Now instead of in a week; what an invitation, a promise, an answer or a decision rests on stays."""
        return Response({"taken_out": forget_what_came(staff=self.staff, connection=self.get_object())})

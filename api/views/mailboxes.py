"""One's own mailboxes: connect, look how it goes, pause, disconnect."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from api.requests import StaffRequest
from api.serializers.mailboxes import LeftMailShape, MailboxShape, MailboxTried, MailboxTry
from api.views.base import Changed, Listed, Made, Removed
from crm.actions.save_mailbox import (
    change_mailbox,
    connect_mailbox,
    disconnect_mailbox,
    pause_mailbox,
    resume_mailbox,
)
from crm.errors import Refusal
from crm.filters import MailboxFilter
from crm.models import LeftMail, Mailbox
from listening.correspondence.trying import try_mailbox

FORGET = OpenApiParameter("forget", bool, description="Also forget the words of what came from it.")


class MailboxViewSet(Listed, Made, Changed, Removed):
    """Nobody else's: mail with anybody but contacts is never stored."""

    serializer_class = MailboxShape
    filterset_class = MailboxFilter

    def seen(self) -> QuerySet[Mailbox]:
        return Mailbox.objects.in_use().filter(staff=self.staff).order_by("name", "id")

    def make(self, **fields: Any) -> Mailbox:
        return connect_mailbox(staff=self.staff, as_of=self.as_of, **fields)

    def change(self, mailbox: Mailbox, **changes: Any) -> Mailbox:
        if changes.pop("kind", mailbox.kind) != mailbox.kind:
            raise Refusal(kind="This stays; connect a new mailbox instead.")
        return change_mailbox(staff=self.staff, mailbox=mailbox, as_of=self.as_of, **changes)

    @extend_schema(parameters=[FORGET])
    def destroy(self, request: StaffRequest, pk: str) -> Response:
        """Its secrets go at once, what was logged stays; with `forget` its words go, too."""
        forget = request.query_params.get("forget", "").lower() in ("true", "1")
        disconnect_mailbox(staff=self.staff, mailbox=self.get_object(), as_of=self.as_of, forget=forget)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=MailboxTry, responses=MailboxTried)
    @action(detail=False, methods=["post"], url_path="try", filterset_class=None, pagination_class=None)
    def attempt(self, request: StaffRequest) -> Response:
        """Which folders would be read, with nothing kept."""
        return Response({"folders": try_mailbox(staff=self.staff, **self.shape(MailboxTry))})

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def pause(self, request: StaffRequest, pk: str) -> Response:
        return self.shown(pause_mailbox(staff=self.staff, mailbox=self.get_object(), as_of=self.as_of))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def resume(self, request: StaffRequest, pk: str) -> Response:
        return self.shown(resume_mailbox(staff=self.staff, mailbox=self.get_object(), as_of=self.as_of))

    @extend_schema(responses=LeftMailShape(many=True))
    @action(detail=True, filterset_class=None)
    def left(self, request: StaffRequest, pk: str) -> Response:
        """Mails that were not taken and that you may want to look at: where they lie, nothing of what they say."""
        mailbox = get_object_or_404(self.seen(), pk=pk)
        rows = self.paginate_queryset(LeftMail.objects.filter(mailbox=mailbox).order_by("-id"))
        return self.get_paginated_response([LeftMailShape.represent(row) for row in rows or []])

"""One's own mailboxes, and what was left in them."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from api.requests import StaffRequest
from api.serializers.mailboxes import ForwardShape, LeftMailShape, MailboxShape, MailboxTried, MailboxTry
from api.views.base import ApiView
from api.views.connections import ConnectionViewSet
from crm.actions.forward_address import renew_forward_address
from crm.actions.save_mailbox import change_mailbox, connect_mailbox
from crm.correspondence.office import forward_address
from crm.filters import MailboxFilter
from crm.models import LeftMail, Mailbox
from listening.correspondence.trying import try_mailbox


class ForwardAddressView(ApiView):
    @extend_schema(responses=ForwardShape)
    def get(self, request: StaffRequest) -> Response:
        """What you put into BCC or forward to; empty while the office has no mailbox."""
        return Response({"address": forward_address(self.staff, as_of=self.as_of)})

    @extend_schema(request=None, responses=ForwardShape)
    def post(self, request: StaffRequest) -> Response:
        """A new one; what is sent to the old one is not taken any more."""
        return Response({"address": renew_forward_address(staff=self.staff, as_of=self.as_of)})


class MailboxViewSet(ConnectionViewSet):
    """Mail with anybody but contacts is never stored."""

    serializer_class = MailboxShape
    filterset_class = MailboxFilter

    def make(self, **fields: Any) -> Mailbox:
        return connect_mailbox(staff=self.staff, as_of=self.as_of, **fields)

    def change(self, mailbox: Mailbox, **changes: Any) -> Mailbox:
        self.same_kind(mailbox, changes)
        return change_mailbox(staff=self.staff, mailbox=mailbox, as_of=self.as_of, **changes)

    @extend_schema(request=MailboxTry, responses=MailboxTried)
    @action(detail=False, methods=["post"], url_path="try", filterset_class=None, pagination_class=None)
    def attempt(self, request: StaffRequest) -> Response:
        """Which folders would be read, with nothing kept."""
        return Response({"folders": try_mailbox(staff=self.staff, **self.shape(MailboxTry))})

    @extend_schema(responses=LeftMailShape(many=True))
    @action(detail=True, filterset_class=None)
    def left(self, request: StaffRequest, pk: str) -> Response:
        """Mails that were not taken and that you may want to look at: where they lie, nothing of what they say."""
        mailbox = get_object_or_404(self.seen(), pk=pk)
        rows = self.paginate_queryset(LeftMail.objects.filter(mailbox=mailbox).order_by("-id"))
        return self.get_paginated_response([LeftMailShape.represent(row) for row in rows or []])

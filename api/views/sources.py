"""Where we listen, and which addresses are our own."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from api.requests import StaffRequest
from api.serializers.sources import (
    CostRequest,
    CostShape,
    FoundFeeds,
    OpmlBrought,
    OpmlShape,
    OurHandleShape,
    PageAddress,
    QueuedShape,
    SourceShape,
)
from api.views.base import Changed, Listed, Made, Removed
from crm.errors import Refusal
from crm.models import Staff
from listening.actions.import_opml import import_opml
from listening.actions.our_handles import add_our_handle, remove_our_handle, restore_our_handle
from listening.actions.save_source import (
    check_now,
    cost_of_a_run,
    create_source,
    pause_source,
    remove_source,
    restore_source,
    resume_source,
    update_source,
)
from listening.at_address import what_is_there
from listening.feeds.opml import write_opml
from listening.filters import SourceFilter
from listening.models import OurHandle, Source


class SourceViewSet(Listed, Made, Changed, Removed):
    """DELETE stops listening and keeps what was heard; `restore/` takes it up again."""

    serializer_class = SourceShape
    filterset_class = SourceFilter

    def seen(self) -> QuerySet[Source]:
        rows = Source.objects.all() if self.action == "restore" else Source.objects.in_use()
        return rows.order_by("name", "id")

    def make(self, **fields: Any) -> Source:
        return create_source(staff=self.staff, as_of=self.as_of, **fields)

    def change(self, source: Source, **changes: Any) -> Source:
        if changes.pop("kind", source.kind) != source.kind:
            raise Refusal(kind="This stays; make a new source instead.")
        return update_source(staff=self.staff, source=source, as_of=self.as_of, **changes)

    def remove(self, source: Source) -> None:
        remove_source(staff=self.staff, source=source, as_of=self.as_of)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def pause(self, request: StaffRequest, pk: str) -> Response:
        return self.shown(pause_source(staff=self.staff, source=self.get_object(), as_of=self.as_of))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def resume(self, request: StaffRequest, pk: str) -> Response:
        return self.shown(resume_source(staff=self.staff, source=self.get_object(), as_of=self.as_of))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def restore(self, request: StaffRequest, pk: str) -> Response:
        return self.shown(restore_source(staff=self.staff, source=self.get_object(), as_of=self.as_of))

    @extend_schema(request=None, responses=QueuedShape)
    @action(detail=True, methods=["post"])
    def check(self, request: StaffRequest, pk: str) -> Response:
        """Ask it now instead of when it is due."""
        return Response({"queued": check_now(source=self.get_object(), as_of=self.as_of)})

    @extend_schema(request=CostRequest, responses=CostShape)
    @action(detail=True, methods=["post"])
    def cost(self, request: StaffRequest, pk: str) -> Response:
        """What asking it once would cost now, of kinds that cost you money. Nothing is spent."""
        given = self.shape(CostRequest).get("settings")
        words = cost_of_a_run(staff=self.staff, source=self.get_object(), settings=given, as_of=self.as_of)
        return Response({"sentence": words})

    @extend_schema(request=PageAddress, responses=FoundFeeds)
    @action(detail=False, methods=["post"], filterset_class=None, pagination_class=None)
    def discover(self, request: StaffRequest) -> Response:
        """What can be listened to at any address: feeds of the page, or another kind of source that it stands for."""
        there = what_is_there(self.shape(PageAddress)["url"])
        offers = [{"kind": kind.NAME, "settings": settings} for kind, settings in there.offers]
        return Response({"feeds": [one._asdict() for one in there.feeds], "offers": offers, "words": there.words})

    @extend_schema(responses=OpmlShape)
    @action(detail=False, filterset_class=None, pagination_class=None)
    def opml(self, request: StaffRequest) -> Response:
        """All feeds, for another reader."""
        feeds = Source.objects.in_use().filter(kind="feed").order_by("name", "id")
        return Response({"opml": write_opml(feeds, title="Listen Large").decode()})

    @extend_schema(request=OpmlShape, responses={201: OpmlBrought})
    @opml.mapping.post
    def import_opml(self, request: StaffRequest) -> Response:
        """All feeds of another reader; one that cannot be keeps no other back."""
        body = self.shape(OpmlShape)["opml"].encode("utf-8", "replace")
        brought = import_opml(staff=self.staff, body=body, as_of=self.as_of)
        refused = [{"url": url, "reason": reason} for url, reason in brought.refused]
        answer = {"created": len(brought.made), "known": brought.known, "refused": refused}
        return Response(answer, status=status.HTTP_201_CREATED)


class OurHandleViewSet(Listed, Made, Removed):
    """Our own addresses: posts that answer, name or share them are offered as something done towards us."""

    serializer_class = OurHandleShape

    def seen(self) -> QuerySet[OurHandle]:
        rows = OurHandle.objects.all() if self.action == "restore" else OurHandle.objects.in_use()
        return rows.order_by("id")

    def make(self, channel: str, value: str, staff: Staff | None = None) -> OurHandle:
        return add_our_handle(staff=self.staff, channel=channel, value=value, of=staff)

    def remove(self, handle: OurHandle) -> None:
        remove_our_handle(staff=self.staff, handle=handle, as_of=self.as_of)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def restore(self, request: StaffRequest, pk: str) -> Response:
        """Back, with all that was offered because of it."""
        return self.shown(restore_our_handle(staff=self.staff, handle=self.get_object()))

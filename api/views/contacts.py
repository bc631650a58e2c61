"""Contacts, their trash, their timeline, where one stands with them, and merging two."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer, extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from api.bulk import upsert_each
from api.parsers import NdJson, StrictJson
from api.renderers import Lines
from api.requests import StaffRequest
from api.serializers.contacts import BulkAnswer, ContactShape, MergePlan, MergeRequest, MergeShape
from api.serializers.context import ContextShape, LinkShape
from api.serializers.handing_over import HandedOverShape, HandOverRequest
from api.serializers.readiness import AskersShape, ReadinessShape, asker_shape, readiness_shape
from api.serializers.timeline import TimelineEntry
from api.timeline import TimelinePagination, timeline_of
from api.views.asked_about import QUESTION, campaign_asked_about, staff_asked_about
from api.views.base import Changed, Listed, Made, Removed
from api.views.privacy import PersonActions
from crm.actions.archive_contact import archive_contact, unarchive_contact
from crm.actions.hand_over import hand_over
from crm.actions.merge_contacts import merge_contacts
from crm.actions.save_contact import create_contact, update_contact
from crm.actions.share_contact import share_contact
from crm.actions.trash_contact import restore_contact, trash_contact
from crm.actions.undo_merge import undo_merge
from crm.filters import ContactFilter, MergeFilter
from crm.models import Contact, Merge, Scope
from crm.opting_out import opt_out_link
from crm.readiness import readiness_of
from crm.readiness.askers import who_should_ask
from listening.context_pack import context_pack
from listening.inbox import fill
from listening.models import Mention

MERGED = PolymorphicProxySerializer("MergeAnswer", [MergeShape, MergePlan], resource_type_field_name=None)
TRASHED = OpenApiParameter("trashed", bool, description="`true` lists the trash instead.")


class ContactViewSet(PersonActions, Listed, Made, Changed, Removed):
    serializer_class = ContactShape
    filterset_class = ContactFilter
    scopes = {"bulk": Scope.IMPORT, "erase": Scope.ADMIN}
    takes_proof = frozenset({"erase", "export"})

    def seen(self) -> QuerySet[Contact]:
        mine = Contact.objects.visible_to(self.staff)
        in_trash = self.action == "restore" or self._lists_trash()
        rows = mine.in_trash() if in_trash else mine if self.action == "erase" else mine.in_use()
        return rows.prefetch_related("handles", "shared_with") if self.action == "list" else rows

    def _lists_trash(self) -> bool:
        return self.action == "list" and self.request.query_params.get("trashed", "").lower() == "true"

    @extend_schema(parameters=[TRASHED])
    def list(self, request: StaffRequest) -> Response:
        return super().list(request)

    def make(self, **fields: Any) -> Contact:
        with_whom = fields.pop("shared_with", ())
        contact = create_contact(staff=self.staff, as_of=self.as_of, **fields)
        return share_contact(staff=self.staff, contact=contact, with_whom=with_whom, as_of=self.as_of)

    def change(self, contact: Contact, **changes: Any) -> Contact:
        with_whom = changes.pop("shared_with", None)
        if changes or with_whom is None:
            contact = update_contact(staff=self.staff, contact=contact, as_of=self.as_of, **changes)
        if with_whom is not None:
            contact = share_contact(staff=self.staff, contact=contact, with_whom=with_whom, as_of=self.as_of)
        return contact

    def remove(self, contact: Contact) -> None:
        trash_contact(staff=self.staff, contact=contact, as_of=self.as_of)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def restore(self, request: StaffRequest, pk: str) -> Response:
        return self.shown(restore_contact(staff=self.staff, contact=self.get_object()))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def archive(self, request: StaffRequest, pk: str) -> Response:
        """Off the lists of the screens and off Today; the rule goes on counting."""
        return self.shown(archive_contact(staff=self.staff, contact=self.get_object(), as_of=self.as_of))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def unarchive(self, request: StaffRequest, pk: str) -> Response:
        return self.shown(unarchive_contact(staff=self.staff, contact=self.get_object()))

    @extend_schema(responses=TimelineEntry(many=True))
    @action(detail=True, pagination_class=TimelinePagination, filterset_class=None)
    def timeline(self, request: StaffRequest, pk: str) -> Response:
        page = self.paginate_queryset(timeline_of(self.get_object())) or []
        fill([entry for entry in page if isinstance(entry, Mention)], self.staff)
        return self.get_paginated_response(TimelineEntry(page, many=True).data)

    @extend_schema(parameters=QUESTION, responses=ReadinessShape)
    @action(detail=True, filterset_class=None)
    def readiness(self, request: StaffRequest, pk: str) -> Response:
        contact = self.get_object()
        readiness = readiness_of(
            contact=contact,
            staff=staff_asked_about(request, contact),
            campaign=campaign_asked_about(request),
            as_of=self.as_of,
        )
        return Response(readiness_shape(readiness))

    @extend_schema(parameters=QUESTION[:1], responses=AskersShape)
    @action(detail=True, filterset_class=None, pagination_class=None)
    def askers(self, request: StaffRequest, pk: str) -> Response:
        """Who should ask them for a campaign: you and each colleague with a tie, the nearest first, with reasons."""
        found = who_should_ask(
            contact=self.get_object(), campaign=campaign_asked_about(request), viewer=self.staff, as_of=self.as_of
        )
        return Response({"results": [asker_shape(asker) for asker in found]})

    @extend_schema(parameters=QUESTION[:1], responses=ContextShape)
    @action(detail=True, filterset_class=None)
    def context(self, request: StaffRequest, pk: str) -> Response:
        """What to have before one's eyes when writing an ask for `campaign`."""
        campaign = campaign_asked_about(request)
        pack = context_pack(staff=self.staff, contact=self.get_object(), campaign=campaign, as_of=self.as_of)
        fill(pack.posts, self.staff)
        return Response(ContextShape(pack).data)

    @extend_schema(responses=LinkShape)
    @action(detail=True, filterset_class=None)
    def opt_out_link(self, request: StaffRequest, pk: str) -> Response:
        """Their own link: whoever opens it and says so is not asked any more, without signing in."""
        return Response({"url": opt_out_link(self.get_object())})

    @extend_schema(request=HandOverRequest, responses=HandedOverShape)
    @action(detail=True, methods=["post"])
    def hand_over(self, request: StaffRequest, pk: str) -> Response:
        """To a colleague, with promises and places on shortlists; an introduction that was made is logged."""
        contact = self.get_object()
        passed = hand_over(staff=self.staff, contact=contact, as_of=self.as_of, **self.shape(HandOverRequest))
        return Response(HandedOverShape(passed).data)

    @extend_schema(request=MergeRequest, responses=MERGED)
    @action(detail=True, methods=["post"])
    def merge(self, request: StaffRequest, pk: str) -> Response:
        survivor = self.get_object()
        result = merge_contacts(staff=self.staff, survivor=survivor, as_of=self.as_of, **self.shape(MergeRequest))
        return Response(MergeShape(result).data if isinstance(result, Merge) else result)

    @extend_schema(request=ContactShape(many=True), responses=BulkAnswer)
    @action(
        detail=False,
        methods=["post"],
        parser_classes=[StrictJson, NdJson],
        renderer_classes=[*Listed.renderer_classes, Lines],
    )
    def bulk(self, request: StaffRequest) -> Response:
        return Response(upsert_each(request, request.data))


class MergeViewSet(Listed):
    """Two contacts found to be one."""

    serializer_class = MergeShape
    filterset_class = MergeFilter

    def seen(self) -> QuerySet[Merge]:
        mine = Contact.objects.visible_to(self.staff)
        return Merge.objects.filter(survivor__in=mine.in_use(), merged__in=mine)

    def version_of(self, merge: Merge) -> int:
        return 1 if merge.undone_at is None else 2

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def undo(self, request: StaffRequest, pk: str) -> Response:
        return self.shown(undo_merge(staff=self.staff, merge=self.get_object(), as_of=self.as_of))

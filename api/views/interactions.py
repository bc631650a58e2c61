"""Interactions: logging what happened is what the rest lives on."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from api.requests import StaffRequest
from api.rows import Row, answer_rows, is_many, shape_each
from api.serializers.boundaries import InvitationRequest, InvitationShape
from api.serializers.interactions import InteractionLogged, InteractionShape, PromiseShape, Reason
from api.serializers.readiness import readiness_shape
from api.views.base import Changed, Listed, Made, Removed
from crm.actions.edit_interaction import delete_interaction, edit_interaction, void_interaction
from crm.actions.log_interaction import log_interaction
from crm.actions.log_many import log_many
from crm.actions.overrule import overrule, take_back_overruling
from crm.actions.promise import change_promise, delete_promise, keep_promise, make_promise
from crm.filters import InteractionFilter, PromiseFilter
from crm.models import Contact, Interaction, Promise
from crm.readiness import readiness_for_campaigns
from listening.actions.accept_invitation import accept_invitation


class InteractionViewSet(Listed, Removed):
    serializer_class = InteractionShape
    whole_by_itself = {"create"}
    filterset_class = InteractionFilter

    def seen(self) -> QuerySet[Interaction]:
        mine = Contact.objects.visible_to(self.staff).in_use()
        rows = Interaction.objects.filter(contact__in=mine).order_by("-occurred_at", "-id")
        return rows.prefetch_related("topics")

    @extend_schema(
        request={"application/json": InteractionShape},
        responses={201: InteractionLogged},
        description="One interaction, or an array of up to 1,000: then `results` has an answer for each, in "
        "order, each logged by itself; when none could be, 422 with `errors` by row.",
    )
    def create(self, request: StaffRequest) -> Response:
        if is_many(request.data):
            return self._create_each(request)
        shaped = self.shape()
        logged = log_interaction(staff=self.staff, as_of=self.as_of, **shaped)
        return Response(self._logged(logged, shaped.get("topics", [])), status=status.HTTP_201_CREATED)

    def _create_each(self, request: StaffRequest) -> Response:
        rows = shape_each(self.shape_of, request.data)
        fit = [row.fields for row in rows if row.fields is not None]
        with transaction.atomic():
            answers = iter(log_many(staff=self.staff, entries=fit, as_of=self.as_of))
        for row in rows:
            if row.fields is not None:
                row.take(next(answers))
        return answer_rows(rows, self._shown_row)

    def _logged(self, logged: Interaction, topics: list[Any], *, brief: bool = False) -> dict[str, Any]:
        logged._prefetched_objects_cache = {"topics": topics}  # type: ignore[attr-defined]  # known: not asked again
        shown = self.represent(logged)
        if not brief:
            shown["readiness"] = self._readiness(logged.contact)
        return shown

    def _shown_row(self, row: Row) -> dict[str, Any]:
        return self._logged(row.made, (row.fields or {}).get("topics", []), brief=True)

    def _readiness(self, contact: Contact) -> list[dict[str, Any]]:
        judged = readiness_for_campaigns(contact=contact, staff=self.staff, as_of=self.as_of)
        return [readiness_shape(readiness) for readiness in judged]

    @extend_schema(responses=InteractionLogged)
    def partial_update(self, request: StaffRequest, pk: str) -> Response:
        interaction, changes = self.get_object(), self.shape(partial=True)
        edited = edit_interaction(staff=self.staff, interaction=interaction, as_of=self.as_of, **changes)
        topics = changes["topics"] if "topics" in changes else list(interaction.topics.all())
        return Response(self._logged(edited, topics))

    def remove(self, interaction: Interaction) -> None:
        delete_interaction(staff=self.staff, interaction=interaction, as_of=self.as_of)

    @extend_schema(request=Reason)
    @action(detail=True, methods=["post"])
    def void(self, request: StaffRequest, pk: str) -> Response:
        interaction = self.get_object()
        voided = void_interaction(staff=self.staff, interaction=interaction, as_of=self.as_of, **self.shape(Reason))
        return self.shown(voided)

    @extend_schema(request=InvitationRequest, responses={201: InvitationShape})
    @action(detail=True, methods=["post"])
    def invitation(self, request: StaffRequest, pk: str) -> Response:
        """Take what they said as an invitation, in their words; the topic is the one they are about, unless named."""
        given = self.shape(InvitationRequest)
        made = accept_invitation(staff=self.staff, interaction=self.get_object(), as_of=self.as_of, **given)
        return Response(InvitationShape.represent(made), status=status.HTTP_201_CREATED)

    @extend_schema(
        methods=["POST"],
        request=Reason,
        description="A manager lets it count although it was taken for canned, automated or promotional.",
    )
    @extend_schema(
        methods=["DELETE"], request=None, responses=InteractionShape, description="What was decided of it stands again."
    )
    @action(detail=True, methods=["post", "delete"])
    def overrule(self, request: StaffRequest, pk: str) -> Response:
        interaction = self.get_object()
        if request.method == "DELETE":
            return self.shown(take_back_overruling(staff=self.staff, interaction=interaction))
        given = self.shape(Reason)
        return self.shown(overrule(staff=self.staff, interaction=interaction, as_of=self.as_of, **given))


class PromiseViewSet(Listed, Made, Changed, Removed):
    """What we said we would do. `kept_at` is set once, when it is kept."""

    serializer_class = PromiseShape
    filterset_class = PromiseFilter

    def seen(self) -> QuerySet[Promise]:
        return Promise.objects.filter(contact__in=Contact.objects.visible_to(self.staff).in_use())

    def make(self, kept_at: Any = None, **fields: Any) -> Promise:
        promise = make_promise(staff=self.staff, as_of=self.as_of, **fields)
        return self._kept(promise, kept_at)

    def change(self, promise: Promise, kept_at: Any = None, **changes: Any) -> Promise:
        change_promise(staff=self.staff, promise=promise, **changes)
        return self._kept(promise, kept_at)

    def remove(self, promise: Promise) -> None:
        delete_promise(staff=self.staff, promise=promise)

    def _kept(self, promise: Promise, kept_at: datetime | None) -> Promise:
        """None leaves it open."""
        if kept_at is None:
            return promise
        return keep_promise(staff=self.staff, promise=promise, as_of=self.as_of, kept_at=kept_at)

"""What we heard: the inbox, posts that others bring, what one did with each; and the voices behind them."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from api.requests import StaffRequest
from api.rows import Row, answer_rows, shape_each
from api.serializers.contacts import ContactShape
from api.serializers.interactions import InteractionShape
from api.serializers.mentions import (
    CaptureShape,
    FormerRows,
    FormerShape,
    MentionShape,
    ObservedShape,
    TakenRows,
    version_of,
)
from api.serializers.voices import AdoptRequest, VoicePage, VoiceShape
from api.views.base import ApiView, Listed, Removed
from listening.actions.adopt_voice import adopt_voice, author_at, block_voice, unblock_voice
from listening.actions.bring import bring
from listening.actions.capture import capture
from listening.actions.hear import (
    accept_overture,
    dismiss_mention,
    forget_mention,
    hear_mention,
    put_overture_aside,
    undo_hearing,
    undo_overture,
)
from listening.around import former_words
from listening.filters import MentionFilter
from listening.inbox import fill, inbox
from listening.models import Author, Mention, Overture
from listening.pipeline import Taken
from listening.voices import voices

RESULTS = {"new": "created", "edited": "updated", "known": "unchanged"}


class MentionViewSet(Listed, Removed):
    """Newest first. DELETE is a manager's, for everybody and for good; `dismiss/` is for oneself."""

    serializer_class = MentionShape
    filterset_class = MentionFilter

    def seen(self) -> QuerySet[Mention]:
        return inbox(self.staff)

    def version_of(self, record: Any) -> int:
        return version_of(record)

    def represent(self, record: Any) -> dict[str, Any]:
        return super().represent(record if hasattr(record, "topic_ids") else fill([record], self.staff)[0])

    def list(self, request: StaffRequest) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        filled = fill(page or [], self.staff)
        return self.get_paginated_response([self.represent(mention) for mention in filled])

    def remove(self, mention: Mention) -> None:
        forget_mention(staff=self.staff, mention=mention, as_of=self.as_of)

    @extend_schema(
        request={"application/json": ObservedShape(many=True)},
        responses={201: TakenRows},
        description="An array of up to 1,000 posts. Each is matched before this answers; what matches no topic and is "
        "by nobody you relate to is `passed`: looked at and not kept. The same post again changes nothing.",
    )
    def create(self, request: StaffRequest) -> Response:
        rows = shape_each(lambda item: self.shape_of(item, ObservedShape), request.data)
        fit = [row for row in rows if row.fields is not None]
        for row, taken in zip(
            fit, bring([row.fields or {} for row in fit], staff=self.staff, as_of=self.as_of), strict=True
        ):
            row.take(taken)
        return answer_rows(rows, _taken)

    @extend_schema(request=CaptureShape, responses={201: MentionShape})
    @action(detail=False, methods=["post"])
    def capture(self, request: StaffRequest) -> Response:
        """Keep a page by hand, whatever it is about. The same words of the same page again change nothing."""
        kept = capture(staff=self.staff, as_of=self.as_of, **self.shape_of(request.data, CaptureShape))
        return self.shown(get_object_or_404(self.get_queryset(), pk=kept.mention.pk), status.HTTP_201_CREATED)

    @extend_schema(responses=FormerRows)
    @action(detail=True, filterset_class=None, pagination_class=None)
    def versions(self, request: StaffRequest, pk: str) -> Response:
        """What it said before it was edited, the newest first."""
        mention = self.get_object()
        former = former_words([mention]).get(mention.pk, [])
        return Response({"results": [FormerShape.represent(version) for version in former]})

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def heard(self, request: StaffRequest, pk: str) -> Response:
        """You read it. By a contact, it is logged as heard of them."""
        mention = self.get_object()
        hear_mention(staff=self.staff, mention=mention, as_of=self.as_of)
        return self.shown(mention)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def dismiss(self, request: StaffRequest, pk: str) -> Response:
        mention = self.get_object()
        dismiss_mention(staff=self.staff, mention=mention, as_of=self.as_of)
        return self.shown(mention)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def undo(self, request: StaffRequest, pk: str) -> Response:
        """As if you had not looked at it yet: what was logged goes."""
        mention = self.get_object()
        undo_hearing(staff=self.staff, mention=mention, as_of=self.as_of)
        return self.shown(mention)

    @extend_schema(request=None, responses=InteractionShape)
    @action(detail=True, methods=["post"], url_path="overtures/(?P<overture>[0-9]{1,18})/accept")
    def accept(self, request: StaffRequest, pk: str, overture: str) -> Response:
        """It was meant for us: log it as something they did."""
        offered = self._overture(overture)
        logged = accept_overture(staff=self.staff, overture=offered, as_of=self.as_of)
        return Response(InteractionShape.represent(logged))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"], url_path="overtures/(?P<overture>[0-9]{1,18})/aside")
    def aside(self, request: StaffRequest, pk: str, overture: str) -> Response:
        offered = self._overture(overture)
        put_overture_aside(staff=self.staff, overture=offered, as_of=self.as_of)
        return self.shown(self.get_object())

    @extend_schema(request=None)
    @action(detail=True, methods=["post"], url_path="overtures/(?P<overture>[0-9]{1,18})/undo")
    def undo_settled(self, request: StaffRequest, pk: str, overture: str) -> Response:
        """Offered again; what was noted of it is voided."""
        undo_overture(staff=self.staff, overture=self._overture(overture), as_of=self.as_of)
        return self.shown(self.get_object())

    def _overture(self, pk: str) -> Overture:
        rows = Overture.objects.select_related("to__staff").select_for_update(of=("self",))
        found = rows.filter(pk=pk, mention=self.get_object().pk).first()
        if found is None:
            raise Http404
        return found


def _taken(row: Row) -> dict[str, Any]:
    taken: Taken = row.made
    return {
        "result": RESULTS.get(taken.result, taken.result),
        "id": taken.mention,
        "topics": sorted(taken.topics),
    }


TOPIC = OpenApiParameter("topic", OpenApiTypes.INT, description="Only those heard on this topic.")


class VoicesView(ApiView):
    """Who talks about your topics and is nobody's contact that you may see: the best fifty."""

    @extend_schema(parameters=[TOPIC], responses=VoicePage, operation_id="voices_list")
    def get(self, request: StaffRequest) -> Response:
        text = request.query_params.get("topic", "")
        wanted = None if not text else [int(text)] if text.isascii() and text.isdigit() and len(text) < 19 else []
        found = voices(staff=self.staff, topics=wanted, as_of=self.as_of)
        fill([mention for voice in found for mention in voice.examples], self.staff)
        return Response({"results": VoiceShape(found, many=True).data, "next": None, "previous": None})


class VoiceView(ApiView):
    """One of them, by channel and address."""

    def author(self, channel: str, value: str) -> Author:
        author = author_at(channel, value)
        if author is None:
            raise Http404
        return author


class VoiceContactView(VoiceView):
    @extend_schema(request=AdoptRequest, responses={201: ContactShape})
    def post(self, request: StaffRequest, channel: str, value: str) -> Response:
        """Make a contact of them, with their address, what they said as evidence, and their posts kept."""
        shaped = AdoptRequest(data=request.data)
        shaped.is_valid(raise_exception=True)
        author = self.author(channel, value)
        contact = adopt_voice(staff=self.staff, author=author, as_of=self.as_of, **shaped.validated_data)
        return Response(ContactShape.represent(contact), status=status.HTTP_201_CREATED)


class VoiceBlockView(VoiceView):
    @extend_schema(request=None, responses={204: None})
    def post(self, request: StaffRequest, channel: str, value: str) -> Response:
        """They stay away from the voices, for everybody. What they write is still heard."""
        block_voice(staff=self.staff, author=self.author(channel, value), as_of=self.as_of)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses={204: None})
    def delete(self, request: StaffRequest, channel: str, value: str) -> Response:
        unblock_voice(author=self.author(channel, value))
        return Response(status=status.HTTP_204_NO_CONTENT)

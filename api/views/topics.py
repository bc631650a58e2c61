"""Topics, and the evidence that somebody cares about one."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from api.requests import StaffRequest
from api.serializers.queries import (
    Explained,
    FiguresShape,
    OverlapShape,
    PreviewShape,
    QueryRequest,
    RunShape,
    preview_shape,
)
from api.serializers.topics import InterestShape, TopicShape
from api.views.base import Changed, Listed, Made, Removed
from crm.actions.note_interest import change_interest, note_interest, remove_interest
from crm.actions.save_topic import delete_topic
from crm.filters import InterestFilter, TopicFilter
from crm.models import Contact, Interest, Topic
from listening.actions.ask_topic import explain_query, preview, rerun_topic, save_new_topic, save_topic
from listening.models import TopicRun
from listening.reports import by_week, overlaps, share_of_voice

PERIOD = timedelta(weeks=12)


class TopicViewSet(Listed, Made, Changed, Removed):
    serializer_class = TopicShape
    filterset_class = TopicFilter

    def seen(self) -> QuerySet[Topic]:
        return Topic.objects.all()

    def make(self, **fields: Any) -> Topic:
        return save_new_topic(as_of=self.as_of, **fields)

    def change(self, topic: Topic, **changes: Any) -> Topic:
        return save_topic(topic=topic, as_of=self.as_of, **changes)

    def remove(self, topic: Topic) -> None:
        delete_topic(topic=topic)

    @extend_schema(request=QueryRequest, responses=Explained)
    @action(detail=True, methods=["post"])
    def explain(self, request: StaffRequest, pk: str) -> Response:
        """The query in words; nothing is changed."""
        query = self.shape(QueryRequest).get("query", self.get_object().query)
        return Response({"query": query, "explanation": explain_query(query)})

    @extend_schema(request=QueryRequest, responses=PreviewShape)
    @action(detail=True, methods=["post"])
    def preview(self, request: StaffRequest, pk: str) -> Response:
        """What the query would have found in what is kept; nothing is changed."""
        topic = self.get_object()
        found = preview(topic=topic, text=self.shape(QueryRequest).get("query", topic.query))
        return Response(preview_shape(found))

    @extend_schema(request=None, responses={202: RunShape})
    @action(detail=True, methods=["post"])
    def rerun(self, request: StaffRequest, pk: str) -> Response:
        """Ask the query of everything kept, as after a change; `run/` says how far it is."""
        run = rerun_topic(topic=self.get_object(), as_of=self.as_of)
        return Response(RunShape.represent(run), status=status.HTTP_202_ACCEPTED)

    @extend_schema(responses=RunShape)
    @action(detail=True, filterset_class=None)
    def run(self, request: StaffRequest, pk: str) -> Response:
        return Response(RunShape.represent(get_object_or_404(TopicRun, topic=self.get_object())))

    @extend_schema(responses=OverlapShape)
    @action(detail=True, filterset_class=None)
    def overlap(self, request: StaffRequest, pk: str) -> Response:
        """With which topics it shares posts, of the last twelve weeks."""
        found = overlaps(topic=self.get_object().pk, since=self.as_of - PERIOD, as_of=self.as_of)
        return Response({"results": [{"topic": topic, "part": part} for topic, part in found]})

    @extend_schema(responses=FiguresShape)
    @action(detail=True, filterset_class=None)
    def figures(self, request: StaffRequest, pk: str) -> Response:
        """Posts and stories by week, and who owns the conversation, over twelve weeks."""
        topic = self.get_object()
        weeks = by_week(staff=self.staff, topics=[topic.pk], as_of=self.as_of)
        shares = share_of_voice(topics=[topic.pk], since=self.as_of - PERIOD, as_of=self.as_of)
        return Response(FiguresShape({"weeks": weeks, "shares": shares}).data)


class InterestViewSet(Listed, Made, Changed, Removed):
    serializer_class = InterestShape
    filterset_class = InterestFilter

    def seen(self) -> QuerySet[Interest]:
        return Interest.objects.filter(contact__in=Contact.objects.visible_to(self.staff).in_use())

    def make(self, **fields: Any) -> Interest:
        return note_interest(staff=self.staff, as_of=self.as_of, **fields)

    def change(self, interest: Interest, **changes: Any) -> Interest:
        return change_interest(staff=self.staff, interest=interest, as_of=self.as_of, **changes)

    def remove(self, interest: Interest) -> None:
        remove_interest(staff=self.staff, interest=interest)

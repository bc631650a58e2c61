"""Files on their way in: answered at once, read by a worker."""

from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from api.parsers import StrictJson
from api.renderers import Csv
from api.requests import StaffRequest
from api.serializers.imports import (
    DeckShape,
    DescriptionShape,
    ImportRequest,
    ImportRowShape,
    ImportShape,
    ListenedShape,
    MappingShape,
    Wishes,
)
from api.uploads import RawFile, WholeForm
from api.views.base import Listed, Made, Removed
from crm.actions.save_mapping import save_mapping
from crm.filters import ImportFilter, ImportRowFilter
from crm.importing.deck import brought_by, deck_of
from crm.importing.described import describe_job
from crm.importing.job import (
    cancel_import,
    change_preview,
    load_preview,
    refused_csv,
    start_import,
    undo_import,
)
from crm.importing.rows import tell_whom
from crm.jobs import queue_import
from crm.models import ImportJob, ImportMapping, ImportRow, Scope
from listening.actions.listen_to_people import audible, listen_to_people


class ImportViewSet(Listed):
    """One's own imports. A file comes as a form (`file`, `format`, `mapping`, `dry_run`, …), or as the raw body
    with the same options in the query."""

    serializer_class = ImportShape
    filterset_class = ImportFilter
    parser_classes = [WholeForm, RawFile]
    scopes = dict.fromkeys(("create", "cancel", "load", "preview", "undo"), Scope.IMPORT)

    @property
    def reads_body(self) -> bool:  # type: ignore[override]
        return self.action != "create"

    def seen(self) -> QuerySet[ImportJob]:
        return ImportJob.objects.filter(staff=self.staff).order_by("-id")

    def version_of(self, job: ImportJob) -> int:
        return ImportShape().get_version(job)

    def get_renderers(self) -> list[Any]:
        return [Csv()] if self.action == "refused" else super().get_renderers()

    @extend_schema(request={"multipart/form-data": ImportRequest}, responses={202: ImportShape})
    def create(self, request: StaffRequest) -> Response:
        fields = self.shape(ImportRequest)
        job = start_import(staff=self.staff, filename=fields["file"].name or "", **fields)
        queue_import(job.pk)
        return self.shown(job, status.HTTP_202_ACCEPTED)

    @extend_schema(responses={(200, "text/csv"): OpenApiResponse(str, "The refused rows, to mend and load again.")})
    def refused(self, request: StaffRequest, pk: str) -> StreamingHttpResponse:
        job = self.get_object()
        headers = {"Content-Disposition": f'attachment; filename="refused-{job.pk}.csv"'}
        return StreamingHttpResponse(refused_csv(job), content_type="text/csv; charset=utf-8", headers=headers)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def cancel(self, request: StaffRequest, pk: str) -> Response:
        job = self.get_object()
        cancel_import(job)
        return self.shown(job)

    @extend_schema(request=None, responses={202: ImportShape})
    @action(detail=True, methods=["post"])
    def load(self, request: StaffRequest, pk: str) -> Response:
        """Load what was previewed, without sending it again."""
        job = load_preview(job=self.get_object())
        queue_import(job.pk)
        return self.shown(job, status.HTTP_202_ACCEPTED)

    @extend_schema(request=Wishes, responses={202: ImportShape})
    @action(detail=True, methods=["post"], parser_classes=[StrictJson])
    def preview(self, request: StaffRequest, pk: str) -> Response:
        """Preview it again, read in another way."""
        job = change_preview(job=self.get_object(), **self.shape(Wishes))
        queue_import(job.pk)
        return self.shown(job, status.HTTP_202_ACCEPTED)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def undo(self, request: StaffRequest, pk: str) -> Response:
        """Take it back, but for what people touched since: see `rows/?undone=kept`."""
        return self.shown(undo_import(staff=self.staff, job=self.get_object(), as_of=self.as_of))

    @extend_schema(responses=ImportRowShape(many=True))
    @action(detail=True, filterset_class=ImportRowFilter)
    def rows(self, request: StaffRequest, pk: str) -> Response:
        found = self.filter_queryset(ImportRow.objects.filter(job=self._job(pk)).order_by("number"))
        page = tell_whom(self.paginate_queryset(found) or [], self.staff)
        return self.get_paginated_response([ImportRowShape.represent(row) for row in page])

    @extend_schema(responses=DescriptionShape)
    @action(detail=True, filterset_class=None, pagination_class=None)
    def columns(self, request: StaffRequest, pk: str) -> Response:
        """How the file would be read; until it has been loaded."""
        return Response(DescriptionShape().to_representation(describe_job(self._job(pk)).how))

    @extend_schema(responses=DeckShape)
    @action(detail=True, filterset_class=None, pagination_class=None)
    def deck(self, request: StaffRequest, pk: str) -> Response:
        """Whom it brought and you have not said how well you know (`acquaintances/`), and how many can be heard."""
        job = self._job(pk)
        left = list(deck_of(job, self.staff).values_list("pk", flat=True)[:500])
        return Response({"contacts": left, "audible": audible(brought_by(job, self.staff)).count()})

    @extend_schema(request=None, responses=ListenedShape)
    @action(detail=True, methods=["post"])
    def listen(self, request: StaffRequest, pk: str) -> Response:
        """Listen to those of them who have a feed or profile."""
        people = brought_by(self.get_object(), self.staff)
        done = listen_to_people(staff=self.staff, contacts=people, as_of=self.as_of)
        return Response({"people": done.people, "sources": [source.pk for source in done.made]})

    def _job(self, pk: str) -> ImportJob:
        job: ImportJob = get_object_or_404(self.seen(), pk=pk)
        return job


class MappingViewSet(Listed, Made, Removed):
    """Which column means what, kept for the next file with the same columns. Everybody's."""

    serializer_class = MappingShape
    scopes = {"create": Scope.IMPORT, "destroy": Scope.IMPORT}

    def seen(self) -> QuerySet[ImportMapping]:
        return ImportMapping.objects.order_by("-id")

    def version_of(self, mapping: ImportMapping) -> int:
        return 1

    def make(self, **fields: Any) -> ImportMapping:
        return save_mapping(staff=self.staff, as_of=self.as_of, **fields)

    def remove(self, mapping: ImportMapping) -> None:
        mapping.delete()

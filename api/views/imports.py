"""Files on their way in: answered at once, read by a worker."""

from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from api.renderers import Csv
from api.requests import StaffRequest
from api.serializers.imports import ImportRequest, ImportShape
from api.uploads import RawFile, require_size
from api.views.base import Listed
from crm.filters import ImportFilter
from crm.importing.job import cancel_import, refused_csv, start_import
from crm.jobs import queue_import
from crm.models import ImportJob, Scope


class ImportViewSet(Listed):
    """One's own imports. A file comes as a form (`file`, `format`, `mapping`, `dry_run`, …), or as the raw body
    with the same options in the query."""

    serializer_class = ImportShape
    filterset_class = ImportFilter
    parser_classes = [MultiPartParser, RawFile]
    scopes = {"create": Scope.IMPORT, "cancel": Scope.IMPORT}

    @property
    def reads_body(self) -> bool:  # type: ignore[override]
        return self.action != "create"

    def seen(self) -> QuerySet[ImportJob]:
        return ImportJob.objects.filter(staff=self.staff).order_by("-id")

    def version_of(self, job: ImportJob) -> int:
        return ImportShape().get_version(job)

    def get_renderers(self) -> list[Any]:
        return [Csv()] if self.action == "refused" else super().get_renderers()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        require_size(request)

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

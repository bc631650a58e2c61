"""Contacts on their way out: as a file that a worker writes, or straight away."""

from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, Http404, StreamingHttpResponse
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from api.filtering import BadFilter
from api.renderers import Json
from api.requests import StaffRequest
from api.serializers.exports import FORMAT_CHOICES, ExportRequest, ExportShape
from api.views.base import ApiView, Listed
from crm.errors import Refusal
from crm.exporting.formats import FORMATS
from crm.exporting.job import cancel_export, start_export, stream_export
from crm.filters import ExportFilter
from crm.jobs import queue_export
from crm.models import Export, Scope

JSON_KINDS: dict[str, Any] = {
    "json": {"type": "array", "items": {"type": "object"}},
    "ndjson": {"type": "object", "description": "One on each line."},
}
FILE = {
    (200, known.content_type.partition(";")[0]): OpenApiResponse(
        JSON_KINDS.get(known.name, bytes), f"The contacts as {known.label}."
    )
    for known in FORMATS.values()
}


def _renderer(name: str, content_type: str) -> type[Json]:
    """Lets a client ask for the format. The view streams the bytes itself; what comes here is a problem, in JSON."""
    return type(name.title(), (Json,), {"media_type": content_type.partition(";")[0], "format": name})


RENDERERS = [_renderer(known.name, known.content_type) for known in FORMATS.values()]


class ExportViewSet(Listed):
    """One's own exports. The file waits for a day, and only for whoever asked for it."""

    serializer_class = ExportShape
    filterset_class = ExportFilter
    scopes = {"create": Scope.READ, "cancel": Scope.READ}
    takes_proof = frozenset({"create", "file"})

    def seen(self) -> QuerySet[Export]:
        return Export.objects.filter(staff=self.staff).order_by("-id")

    def version_of(self, export: Export) -> int:
        return ExportShape().get_version(export)

    def get_renderers(self) -> list[Any]:
        return [kind() for kind in RENDERERS] if self.action == "file" else super().get_renderers()

    @extend_schema(request=ExportRequest, responses={202: ExportShape})
    def create(self, request: StaffRequest) -> Response:
        fields = self.shape(ExportRequest)
        export = start_export(
            staff=self.staff,
            format=fields["format"],
            filters=fields.get("filter", {}),
            sensitive=fields.get("sensitive", False),
            as_of=self.as_of,
        )
        queue_export(export.pk)
        return self.shown(export, status.HTTP_202_ACCEPTED)

    @extend_schema(responses=FILE)
    @action(detail=True, filterset_class=None, pagination_class=None)
    def file(self, request: StaffRequest, pk: str) -> FileResponse:
        export = self.get_object()
        if not export.file:
            raise Http404
        known = FORMATS[export.format]
        return FileResponse(
            export.file.open("rb"),
            as_attachment=True,
            filename=f"contacts-{export.created_at:%Y-%m-%d}.{known.ending}",
            content_type=known.content_type,
        )

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def cancel(self, request: StaffRequest, pk: str) -> Response:
        export = self.get_object()
        cancel_export(export, as_of=self.as_of)
        return self.shown(export)


class ContactsOut(ApiView):
    """Everybody whom the filters of `contacts/` leave, streamed; any size in flat memory."""

    takes_proof = frozenset({"get"})

    def get_renderers(self) -> list[Any]:
        return [kind() for kind in RENDERERS]

    @extend_schema(
        operation_id="contacts_export",
        parameters=[
            OpenApiParameter("format", str, enum=[name for name, _label in FORMAT_CHOICES], description="Else CSV."),
            OpenApiParameter("sensitive", bool, description="With interests in sensitive topics."),
        ],
        responses=FILE,
    )
    def get(self, request: StaffRequest) -> StreamingHttpResponse:
        filters = {name: values for name, values in request.query_params.lists() if name not in ("format", "sensitive")}
        known = FORMATS[request.accepted_renderer.format]
        try:
            stream = stream_export(
                staff=self.staff,
                format=known.name,
                filters=filters,
                sensitive=request.query_params.get("sensitive", "").lower() in ("true", "1"),
                as_of=self.as_of,
            )
        except Refusal as refusal:  # only a filter can be wrong here, and lists answer that with 400
            raise BadFilter({name: [sentence] for name, sentence in refusal.errors.items()}) from refusal
        name = f"contacts-{self.as_of:%Y-%m-%d}.{known.ending}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return StreamingHttpResponse(stream, content_type=known.content_type, headers=headers)

"""Contacts on their way out: as a file that a worker writes, or straight away."""

from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, Http404, StreamingHttpResponse
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from api.filtering import BadFilter, DomainFilters
from api.renderers import Json
from api.requests import StaffRequest
from api.serializers.exports import FORMAT_CHOICES, ExportRequest, ExportShape
from api.views.base import ApiView, Listed
from crm.errors import Refusal
from crm.exporting.formats import FORMATS, WRITERS, file_name, format_of
from crm.exporting.job import cancel_export, start_export, stream_export
from crm.filters import ContactFilter, ExportFilter, InteractionFilter
from crm.jobs import queue_export
from crm.models import Contact, Export, ExportWhat, Interaction, Scope

JSON_KINDS: dict[str, Any] = {
    "json": {"type": "array", "items": {"type": "object"}},
    "ndjson": {"type": "object", "description": "One on each line."},
}
FILE = {
    (200, known.content_type.partition(";")[0]): OpenApiResponse(
        JSON_KINDS.get(known.name, bytes), f"The file as {known.label}."
    )
    for known in FORMATS.values()
}

CONTACTS_AS = "Else CSV, or JSON for everything."
EVERYTHING = (
    "`everything`: with interactions, asks, promises, invitations and attestations, in JSON and NDJSON; "
    "loading the file brings them back as far as they are the loader's, or the loader is a manager."
)
SENSITIVE = OpenApiParameter("sensitive", bool, description="With what is said on sensitive topics.")
INTERACTIONS_AS = {known.content_type.partition(";")[0] for known in WRITERS[ExportWhat.INTERACTIONS].values()}


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
            what=fields.get("what", ExportWhat.CONTACTS),
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
            filename=file_name(export.what, known, export.created_at),
            content_type=known.content_type,
        )

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def cancel(self, request: StaffRequest, pk: str) -> Response:
        export = self.get_object()
        cancel_export(export, as_of=self.as_of)
        return self.shown(export)


class Out(ApiView):
    """Rows streamed straight away; any size in flat memory. What follows `format` are the list's own filters."""

    what: str = ExportWhat.CONTACTS
    filter_backends = [DomainFilters]
    OWN = ("format", "sensitive", "what")

    def wanted(self) -> str:
        return self.what

    takes_proof = frozenset({"get"})

    def get_renderers(self) -> list[Any]:
        """The formats in which it leaves; of what does not exist, JSON says so."""
        fitting = WRITERS.get(self.wanted(), {})
        return [kind() for kind in RENDERERS if kind.format in fitting] or [Json()]

    def out(self) -> StreamingHttpResponse:
        query, what = self.request.query_params, self.wanted()
        filters = {name: values for name, values in query.lists() if name not in self.OWN}
        try:
            known = format_of(what, self.request.accepted_renderer.format)
            stream = stream_export(
                staff=self.staff,
                what=what,
                format=known.name,
                filters=filters,
                sensitive=query.get("sensitive", "").lower() in ("true", "1"),
                as_of=self.as_of,
            )
        except Refusal as refusal:  # in an address, as lists answer it
            raise BadFilter({name: [sentence] for name, sentence in refusal.errors.items()}) from refusal
        headers = {"Content-Disposition": f'attachment; filename="{file_name(what, known, self.as_of)}"'}
        return StreamingHttpResponse(stream, content_type=known.content_type, headers=headers)


class ContactsOut(Out):
    """Everybody whom the filters of `contacts/` leave; with `what=everything`, all that happened with them too."""

    queryset = Contact.objects.none()
    filterset_class = ContactFilter

    def wanted(self) -> str:
        asked: StaffRequest | None = getattr(self, "request", None)  # none while the schema is written
        return asked.query_params.get("what", self.what) if asked else self.what

    @extend_schema(
        operation_id="contacts_export",
        filters=True,
        parameters=[
            OpenApiParameter("format", str, enum=[name for name, _label in FORMAT_CHOICES], description=CONTACTS_AS),
            OpenApiParameter("what", str, enum=[ExportWhat.CONTACTS, ExportWhat.EVERYTHING], description=EVERYTHING),
            SENSITIVE,
        ],
        responses=FILE,
    )
    def get(self, request: StaffRequest) -> StreamingHttpResponse:
        return self.out()


class InteractionsOut(Out):
    """Every interaction that the filters of `interactions/` leave, voided ones included."""

    what = ExportWhat.INTERACTIONS
    queryset = Interaction.objects.none()
    filterset_class = InteractionFilter

    @extend_schema(
        operation_id="interactions_export",
        filters=True,
        parameters=[
            OpenApiParameter("format", str, enum=list(WRITERS[ExportWhat.INTERACTIONS]), description="Else CSV."),
            SENSITIVE,
        ],
        responses={key: FILE[key] for key in FILE if key[1] in INTERACTIONS_AS},
    )
    def get(self, request: StaffRequest) -> StreamingHttpResponse:
        return self.out()

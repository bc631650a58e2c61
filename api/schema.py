"""The OpenAPI description: what REST framework knows, and every problem that an operation may answer."""

from typing import Any

from drf_spectacular.contrib.django_filters import DjangoFilterExtension
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from api.problems import MEDIA_TYPE
from api.serializers.readiness import CriterionShape
from crm.filters.fields import Id, YesNo

PROBLEMS = {
    400: "It cannot be read: the body, a filter, a cursor or a header.",
    401: "No token or session, or one that is not good any more.",
    403: "Known, but not allowed.",
    404: "Not there, or not yours to see.",
    405: "This address does not take that method.",
    406: "Only JSON can be given.",
    409: "It clashes with a rule or with what stands; a locked ask comes with `stage` and `missing`.",
    411: "A body in chunks; send it with its Content-Length.",
    412: "If-Match names another version.",
    413: "Too big.",
    415: "Not a media type that can be read here.",
    422: "A field or row cannot be, by name in `errors`.",
    429: "Too many requests; see Retry-After.",
    500: "Our fault.",
}
FOR_READS = (400, 401, 403, 404, 406, 429, 500)
SAFE = ("GET", "HEAD")
KEY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER, description="Same key and body within 24 hours: the first answer."
)
IF_MATCH = OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, description='The version known, like `"3"`.')


class ProblemShape(serializers.Serializer[None]):
    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField()),
        required=False,
        help_text="Sentences by field or row.",
    )
    stage = serializers.CharField(required=False, help_text="Of a locked ask.")
    missing = CriterionShape(many=True, required=False, help_text="Of a locked ask.")
    existing = serializers.DictField(required=False, help_text="What it clashes with, if you may see it.")


class DomainSchema(AutoSchema):
    def _get_response_bodies(self, direction: Any = "response") -> Any:
        bodies = super()._get_response_bodies(direction)
        if getattr(self.view, "may_stand_already", False) and self._is_create_operation():
            bodies["200"] = {**bodies["201"], "description": "It stood already."}
        for code in FOR_READS if self.method in SAFE else PROBLEMS:
            answer = OpenApiResponse(ProblemShape, PROBLEMS[code])
            bodies[str(code)] = self._get_response_for_code(  # type: ignore[no-untyped-call]
                answer, str(code), [MEDIA_TYPE], direction
            )
        return bodies

    def get_override_parameters(self) -> list[Any]:
        own = list(super().get_override_parameters())
        if self.method in SAFE:
            return own
        return [*own, KEY, IF_MATCH] if getattr(self.view, "detail", False) else [*own, KEY]

    def get_tags(self) -> list[str]:
        return [self.path.removeprefix("/api/v1/").split("/")[0]]


class Filters(DjangoFilterExtension):  # type: ignore[no-untyped-call]
    """Our own kinds of filters, each with its type."""

    target_class = "api.filtering.DomainFilters"
    priority = 1

    def resolve_filter_field(self, auto_schema: Any, model: Any, filterset: Any, name: str, field: Any) -> Any:
        parameters = super().resolve_filter_field(  # type: ignore[no-untyped-call]
            auto_schema, model, filterset, name, field
        )
        for parameter in parameters:
            if isinstance(field, Id):
                parameter["schema"] = {"type": "integer"}
            elif isinstance(field, YesNo):
                parameter["schema"] = {"type": "boolean"}
            elif parameter["name"].endswith(("_after", "_before")):
                form = "date" if type(field).__name__.startswith("Date") else "date-time"
                parameter["schema"] = {"type": "string", "format": form}
        return parameters


class Bearer(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "api.authentication.BearerAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


class Session(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "api.authentication.BrowserSession"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}

"""The description of the API: for programs at schema/, for people at docs/. Both hold nothing of anybody's."""

from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from api.renderers import Json, OpenApiJson
from api.views.base import ApiView


class SchemaView(ApiView):
    authentication_classes = []
    permission_classes = [AllowAny]
    throttle_classes = []
    renderer_classes = [Json, OpenApiJson]

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        return Response(described())


@lru_cache(maxsize=1)
def described() -> dict[str, Any]:
    """Made once for each process: it changes only with the code."""
    generator = SchemaGenerator()  # type: ignore[no-untyped-call]
    return dict(generator.get_schema(request=None, public=True))  # type: ignore[no-untyped-call]


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    return render(request, "api/docs.html")

"""Addresses that there are not, and what goes wrong outside of every view: under /api/ a problem, never HTML."""

import sys
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.views import defaults
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny

from api.errors import AWAY
from api.problems import Problem
from api.views.base import ApiView


@extend_schema(exclude=True)
class Nowhere(ApiView):
    """404 for whoever asks, by any method."""

    authentication_classes = []
    permission_classes = [AllowAny]
    throttle_classes = []
    schema = None

    def answer(self) -> Any:
        path = self.request.path
        hint = "" if path.endswith("/") else f" Addresses end with a slash: {path}/"
        return Problem(404, f"There is nothing at this address.{hint}").response()


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _under_api(request, 400, "This request cannot be understood.") or defaults.bad_request(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """503 where the database did not answer: whoever tries again in a moment, a proxy or a person, fares better."""
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        page = _under_api(request, 503, AWAY)
        page = page or defaults.server_error(request)
        page.status_code, page["Retry-After"] = 503, "2"
        return page
    return _under_api(request, 500, "Something went wrong here. It has been logged.") or defaults.server_error(request)


def _under_api(request: HttpRequest, status: int, detail: str) -> HttpResponse | None:
    """None elsewhere: the screens have their own pages for it."""
    return Problem(status, detail).plain_response() if request.path.startswith("/api/") else None

"""Each request: an id, a log line, and its count and time among the metrics."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from config.observing import request_ids
from config.observing.logs import REQUESTS

log = logging.getLogger(REQUESTS)
SLOW = 2.0  # seconds; slower ones are a warning


class Requests:
    """The outermost middleware. A line names the pattern of the address, not the address: in that stand words people
    searched for and tokens of links."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = request_ids.chosen(request.headers.get(request_ids.HEADER))
        kept = request_ids.current.set(request_id)
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            _tell(request, response, time.perf_counter() - started)
        finally:
            request_ids.current.reset(kept)
        response[request_ids.HEADER] = request_id
        return response


def _tell(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    match = request.resolver_match
    route = match.route if match else ""
    if settings.METRICS:
        from config.observing.counting import count_request

        count_request(str(request.method), match.view_name if match else "", response.status_code, seconds)
    level = logging.WARNING if seconds > SLOW or response.status_code >= 500 else logging.INFO
    if log.isEnabledFor(level):
        told = {
            "method": request.method,
            "route": route,
            "status": response.status_code,
            "milliseconds": round(seconds * 1000, 1),
            "staff": _staff(request),
        }
        log.log(level, "%s /%s %s in %.0f ms", request.method, route, response.status_code, seconds * 1000, extra=told)


def _staff(request: HttpRequest) -> Any:
    """Whose request it was, if somebody had to find out; nobody is looked up for a log line."""
    known = getattr(request, "_cached_user", None) or request.__dict__.get("user")
    return getattr(known, "pk", None) if type(known).__name__ == "Staff" else None

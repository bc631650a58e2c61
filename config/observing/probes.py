"""`/healthz`, `/readyz`, `/metrics`: for machines that watch, answered before anything else looks at the request.

They need no name from ALLOWED_HOSTS (a load balancer asks by address) and no https. `/readyz` tells strangers only
which check fails; `/metrics` is for a bearer of METRICS_TOKEN or, without one, for this very machine.
"""

import ipaddress
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse
from django.utils.crypto import constant_time_compare

PASSED_ON = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via")


class Probes:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        probe = _PROBES.get(request.path_info) if request.method in ("GET", "HEAD") else None
        if probe is None:
            return self.get_response(request)
        response = probe(request)
        response["Cache-Control"] = "no-store"
        return response


def _alive(request: HttpRequest) -> HttpResponse:
    """Asks nothing of anybody: a database that is down is no reason to kill the web server."""
    return HttpResponse("alive\n", content_type="text/plain")


def _ready(request: HttpRequest) -> HttpResponse:
    from config.observing.readiness import findings

    found = findings()
    is_ready = not any(found.values())
    told = found if may_look_closely(request) else {name: "failing" if wrong else "" for name, wrong in found.items()}
    checks = {name: wrong or "ok" for name, wrong in told.items()}
    return JsonResponse({"ready": is_ready, "checks": checks}, status=200 if is_ready else 503)


def _metrics(request: HttpRequest) -> HttpResponse:
    """Absent rather than forbidden for those who may not look."""
    if not (settings.METRICS and may_look_closely(request)):
        return HttpResponseNotFound("There is nothing here.\n", content_type="text/plain")
    from prometheus_client import CollectorRegistry
    from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

    from config.observing.counting import counted
    from config.observing.figures import Figures

    figures = CollectorRegistry()
    figures.register(Figures())
    return HttpResponse(generate_latest(counted()) + generate_latest(figures), content_type=CONTENT_TYPE_LATEST)


def may_look_closely(request: HttpRequest) -> bool:
    """The token where there is one; else this machine itself, and nobody whom a proxy on it passed on."""
    if token := settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "")
        return constant_time_compare(given.encode(), f"Bearer {token}".encode())
    if any(request.headers.get(name) for name in PASSED_ON):
        return False
    return _is_loopback(request.META.get("REMOTE_ADDR", "")) and _names_this_machine(request.META.get("HTTP_HOST", ""))


def _names_this_machine(host: str) -> bool:
    """A proxy that passes on nothing but the Host header gives itself away by it."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    return name == "localhost" or _is_loopback(name)


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


_PROBES: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "/healthz": _alive,
    "/readyz": _ready,
    "/metrics": _metrics,
}

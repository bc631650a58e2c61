"""What makes the site an app on a phone: its manifest, its worker, the page for when there is no network."""

import json
import re
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

ADDRESS = re.compile(r'(?:href|src)="([^"]+)"')
ICONS = (
    ("icon-192.png", "192x192", "any"),
    ("icon-512.png", "512x512", "any"),
    ("icon-mask-512.png", "512x512", "maskable"),
)


@cache_control(max_age=3600)
@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    """Makes the site an app to install, and a place to share pages to."""
    told: dict[str, Any] = {
        "id": "/",
        "name": "Listen Large",
        "short_name": "Listen Large",
        "description": _("Listen, talk, be useful, and only then ask."),
        "start_url": reverse("frontend:today"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#f8f6f2",
        "theme_color": "#f8f6f2",
        "icons": [
            {"src": static("frontend/icon.svg"), "sizes": "any", "type": "image/svg+xml"},
            *(
                {"src": static(f"frontend/{name}"), "sizes": sizes, "type": "image/png", "purpose": purpose}
                for name, sizes, purpose in ICONS
            ),
        ],
        "shortcuts": [
            {"name": _("At an event"), "url": reverse("frontend:event")},
            {"name": _("Contacts"), "url": reverse("frontend:contacts")},
            {"name": _("Listening"), "url": reverse("frontend:listening")},
        ],
        "share_target": {
            "action": reverse("frontend:share"),
            "method": "GET",
            "enctype": "application/x-www-form-urlencoded",
            "params": {"title": "title", "text": "text", "url": "url"},
        },
    }
    return JsonResponse(told, content_type="application/manifest+json")


@cache_control(no_cache=True)
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, with the files of the shell; another version of those is another worker."""
    shell = [*_shell(), reverse("frontend:offline")]
    version = sha256("\n".join(shell).encode()).hexdigest()[:12]
    given = {"shell": shell, "version": version, "eventPage": reverse("frontend:event"), "offline": shell[-1]}
    text = mark_safe(json.dumps(json.dumps(given)))  # noqa: S308  our own addresses, as a script's text
    return render(request, "frontend/worker.js", {"given": text}, content_type="text/javascript")


@cache_control(no_cache=True)
@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    return render(request, "frontend/offline.html")


def _shell() -> list[str]:
    """Every style and script that a page loads, as the pages themselves name them."""
    parts = (
        "frontend/components/styles.html",
        "frontend/components/scripts.html",
        "frontend/components/event_script.html",
    )
    found = [address for part in parts for address in ADDRESS.findall(render_to_string(part))]
    return list(dict.fromkeys(address for address in found if address.startswith("/")))

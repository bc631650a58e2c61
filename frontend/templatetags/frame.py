"""What stands around every page, and which of its places one is in."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from frontend.drawing import drawn_once

register = template.Library()

# The places of the rail, each the name of its own view: how the names of the views there begin.
PLACES = {
    "today": ("today",),
    "contacts": ("contact",),
    "listening": ("listening",),
    "campaigns": ("campaign",),
    "reports": ("reports",),
    "imports": ("import",),
    "rules": ("rules",),
    "settings": ("settings", "mfa_", "usersessions", "connections", "mailbox", "calendar"),
}


@register.simple_tag(takes_context=True)
def drawn_here(context: template.Context, name: str) -> SafeString:
    """A part of the frame that tells which place one is in, drawn once for each."""
    return drawn_once(name, at=_place(context))


def _place(context: template.Context) -> str:
    """Which of PLACES the page belongs to; empty for none."""
    match = getattr(context.get("request"), "resolver_match", None)
    view = (match and match.url_name) or ""
    return next((place for place, begins in PLACES.items() if view.startswith(begins)), "")


@register.inclusion_tag("frontend/components/rail_link.html")
def rail_link(at: str, place: str, label: str, icon: str, key: str = "") -> dict[str, Any]:
    current = "page" if at == place else "false"
    return {"url": reverse(f"frontend:{place}"), "label": label, "icon": icon, "key": key, "current": current}

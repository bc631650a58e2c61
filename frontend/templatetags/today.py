"""What each card of a day carries: the small form that puts it off."""

from django import template
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

KEY, NAME = "\ue000", "\ue001"  # letters that nobody's name has


@register.simple_tag(takes_context=True)
def put_off(context: template.Context, key: str, name: str) -> SafeString:
    """Drawn once a page and filled in for each card: a full day has a hundred of them."""
    request: HttpRequest | None = context.get("request")
    drawn: str | None = getattr(request, "_put_off", None)
    if drawn is None:
        drawn = render_to_string("frontend/components/put_off.html", {"key": KEY, "name": NAME}, request)
        setattr(request, "_put_off", drawn)  # noqa: B010  a request is any object's, and lives as long as the page
    return mark_safe(drawn.replace(KEY, escape(key)).replace(NAME, escape(name)))  # noqa: S308  both are escaped

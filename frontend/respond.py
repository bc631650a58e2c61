"""One view, one template, two renderings: the page, and the part of it that htmx asked for."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

from crm.errors import Refusal


def page(
    request: HttpRequest, template: str, context: dict[str, Any], *, part: str = "", status: int = 200
) -> HttpResponse:
    """Render `template`, or only its partial `part` for htmx. Toasts that wait come along with a part."""
    if not (part and request.htmx):  # type: ignore[attr-defined]
        return render(request, template, context, status=status)
    response = render(request, f"{template}#{part}", context, status=status)
    response.write(render_to_string("frontend/components/toasts_late.html", {}, request))
    return response


def fragment(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A template that is only ever a part, with the toasts that wait."""
    response = render(request, template, context, status=status)
    response.write(render_to_string("frontend/components/toasts_late.html", {}, request))
    return response


def go(request: HttpRequest, to: Any) -> HttpResponse:
    """Take the reader to another page, from a plain form or from htmx."""
    answer = redirect(to)
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(answer["Location"])
    return answer


def back(request: HttpRequest, otherwise: str) -> HttpResponse:
    """To the page the reader came from, if it is one of ours."""
    came = request.headers.get("referer") or ""
    ours = url_has_allowed_host_and_scheme(came, {request.get_host()}, require_https=request.is_secure())
    return go(request, came if ours else otherwise)


def say(request: HttpRequest, words: str, *, undo: str = "") -> None:
    """A toast; `undo` is the address that takes it back by POST."""
    messages.success(request, words, extra_tags=undo)


def say_refused(request: HttpRequest, refusal: Refusal) -> None:
    for sentence in refusal.errors.values():
        messages.error(request, sentence)

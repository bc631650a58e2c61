"""Who may open a screen, and what every signed-in answer carries."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from crm.models import Staff

OUTBOX = "X-Outbox"
"""The header of what waited in a browser for the network: it is answered in JSON, see outbox.js."""


class StaffRequest(HttpRequest):
    """A request of somebody signed in, as htmx and the session middleware leave it. For types only."""

    htmx: HtmxDetails
    user: Staff


View = Callable[..., HttpResponse]


def unkept(view: View) -> View:
    """What it answers is kept by no cache."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        response["Cache-Control"] = "no-store, private"
        return response

    return answered


def proved_again(view: View) -> View:
    """Only for whoever proved a moment ago who they are: a browser left open hands out no keys. Others prove it and
    come back to where they were; what they had sent is done then."""

    @wraps(view)
    def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        from allauth.account.adapter import get_adapter
        from allauth.account.internal.flows.reauthentication import suspend_request

        from frontend.signing_in.adapters import has_fresh_proof

        if has_fresh_proof(request):
            return view(request, *args, **kwargs)
        ways = get_adapter().get_reauthentication_methods(request.user)
        to = ways[0]["url"] if ways else reverse("frontend:sign_in_again")
        if "password" in request.POST:  # what is sent waits in the session, where a password must not lie
            answer: HttpResponse = redirect_to_login(request.path, login_url=to)
        else:
            answer = suspend_request(request, to)
        return HttpResponseClientRedirect(answer["Location"]) if request.htmx else answer

    return guarded


def signed_in(view: View) -> View:
    """Only for staff; nothing of it is kept by caches; times are in the reader's own zone."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        asked = cast(StaffRequest, request)
        with timezone.override(asked.user.zone):
            return unkept(view)(asked, *args, **kwargs)

    return guarded


def for_managers(view: View) -> View:
    return _for(lambda staff: staff.is_manager, view)


def for_admins(view: View) -> View:
    return _for(lambda staff: staff.is_admin, view)


def _for(may: Callable[[Staff], bool], view: View) -> View:
    @wraps(view)
    def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def _to_sign_in(request: Any) -> HttpResponse:
    """A fragment asked for after the session ended takes the whole page to sign-in, and back to where it was."""
    if OUTBOX in request.headers:
        return HttpResponse(status=401)
    if not request.htmx:
        return redirect_to_login(request.get_full_path())
    at = urlsplit(request.htmx.current_url or "/")
    login = redirect_to_login(f"{at.path}?{at.query}" if at.query else at.path)
    return HttpResponseClientRedirect(login["Location"])

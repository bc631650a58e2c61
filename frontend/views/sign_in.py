"""In by e-mail and password or by a one-time link, and out again."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth import authenticate, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from crm.actions.add_staff import staff_from_link
from frontend.access import StaffRequest, proved_again, signed_in
from frontend.forms.sign_in import PasswordForm, SignInForm
from frontend.respond import say
from frontend.throttle import forget_tries, too_many_tries

BACKEND = "django.contrib.auth.backends.ModelBackend"


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("frontend:today")
    form = SignInForm(request.POST or None)
    answer = _try(request, form) if request.method == "POST" else 200
    if isinstance(answer, HttpResponse):
        return answer
    context = {"form": form, "next": _next(request), "company": settings.OIDC_NAME if settings.OIDC_ISSUER else ""}
    response = render(request, "frontend/sign_in.html", context, status=answer)
    add_never_cache_headers(response)
    return response


def _try(request: HttpRequest, form: SignInForm) -> int | HttpResponse:
    """Where to go when they are in (or on to their second step), else the status to answer with. Unknown address and
    wrong password sound alike."""
    if not form.is_valid():
        return 422
    email = form.cleaned_data["email"]
    if too_many_tries(request, email):
        form.add_error(None, _("Too many tries. Wait a quarter of an hour, or ask an admin for a sign-in link."))
        return 429
    staff = authenticate(request, username=email, password=form.cleaned_data["password"])
    if staff is None:
        form.add_error(None, _("That e-mail and password do not go together. Check both and try again."))
        return 422
    forget_tries(email)
    return _let_in(request, staff, method="password", to=_next(request))


def _let_in(request: HttpRequest, staff: Any, *, method: str, to: str) -> HttpResponse:
    """By way of the second step, where they have one."""
    record_authentication(request, staff, method)
    answer: HttpResponse = perform_login(request, staff, redirect_url=to)
    return answer


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else "/"


@require_http_methods(["GET", "POST"])
def sign_in_link(request: HttpRequest, uidb64: str, token: str) -> HttpResponse:
    """Looking at the link does not use it up: mail programs look at links before people do."""
    staff = staff_from_link(uidb64, token)
    if staff is None:
        return render(request, "frontend/sign_in_link.html", {}, status=410)
    if request.method == "POST":
        staff.backend = BACKEND
        return _let_in(request, staff, method="link", to=reverse("frontend:password"))
    return render(request, "frontend/sign_in_link.html", {"staff": staff})


@sensitive_post_parameters("password")
@signed_in
@proved_again
@require_http_methods(["GET", "POST"])
def password(request: StaffRequest) -> HttpResponse:
    form = PasswordForm(request.POST or None, staff=request.user)
    if request.method == "POST" and form.is_valid():
        request.user.set_password(form.cleaned_data["password"])
        request.user.save(update_fields=["password"])
        update_session_auth_hash(request, request.user)
        say(request, _("Your password is set."))
        return redirect("frontend:today")
    return render(request, "frontend/password.html", {"form": form}, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET"])
def sign_in_again(request: StaffRequest) -> HttpResponse:
    """For whom there is no password nor second step to ask for: they came by their company, or by a link."""
    return render(request, "frontend/sign_in_again.html", {"next": _next(request)})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    wanted = _next(request)
    at = reverse("frontend:sign_in")
    return redirect(f"{at}?{urlencode({'next': wanted})}" if wanted != "/" else at)

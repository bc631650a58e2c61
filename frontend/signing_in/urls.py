"""allauth's screens that we use, under its own names, which it looks up; those for signing up and for mail are left
out. Its views are loaded when somebody comes: they bring much along that a start need not wait for."""

from collections.abc import Callable
from functools import wraps
from importlib import import_module
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path

from frontend.access import unkept
from frontend.views import sign_in


def later(address: str) -> Callable[..., HttpResponse]:
    """The view of this name, imported at its first call; what it answers is kept by no cache."""
    module, _, name = address.rpartition(".")

    def found(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        view = getattr(import_module(module), name)
        answer: HttpResponse = view(request, *args, **kwargs)
        return answer

    return wraps(found, updated=())(unkept(found))


_MFA = "allauth.mfa"
_RECOVERY = f"{_MFA}.recovery_codes.views"
urlpatterns: list[URLPattern | URLResolver] = [
    path("in/", sign_in.sign_in, name="account_login"),
    path("out/", sign_in.sign_out, name="account_logout"),
    path("inactive/", sign_in.sign_in, name="account_inactive"),
    path("again/", later("allauth.account.views.reauthenticate"), name="account_reauthenticate"),
    path("again/code/", later(f"{_MFA}.base.views.reauthenticate"), name="mfa_reauthenticate"),
    path("again/key/", later(f"{_MFA}.webauthn.views.reauthenticate_webauthn"), name="mfa_reauthenticate_webauthn"),
    path("second-step/", later(f"{_MFA}.base.views.authenticate"), name="mfa_authenticate"),
    path("security/", later(f"{_MFA}.base.views.index"), name="mfa_index"),
    path("security/codes/", later(f"{_MFA}.totp.views.activate_totp"), name="mfa_activate_totp"),
    path("security/codes/off/", later(f"{_MFA}.totp.views.deactivate_totp"), name="mfa_deactivate_totp"),
    path("security/keys/", later(f"{_MFA}.base.views.index"), name="mfa_list_webauthn"),
    path("security/keys/add/", later(f"{_MFA}.webauthn.views.add_webauthn"), name="mfa_add_webauthn"),
    path("security/keys/in/", later(f"{_MFA}.webauthn.views.login_webauthn"), name="mfa_login_webauthn"),
    path("security/keys/<int:pk>/", later(f"{_MFA}.webauthn.views.edit_webauthn"), name="mfa_edit_webauthn"),
    path("security/keys/<int:pk>/remove/", later(f"{_MFA}.webauthn.views.remove_webauthn"), name="mfa_remove_webauthn"),
    path("security/recovery/", later(f"{_RECOVERY}.view_recovery_codes"), name="mfa_view_recovery_codes"),
    path("security/recovery/new/", later(f"{_RECOVERY}.generate_recovery_codes"), name="mfa_generate_recovery_codes"),
    path("sessions/", later("allauth.usersessions.views.list_usersessions"), name="usersessions_list"),
]
if settings.OIDC_ISSUER:
    urlpatterns += [
        path("company/error/", later("allauth.socialaccount.views.login_error"), name="socialaccount_login_error"),
        path("company/cancelled/", sign_in.sign_in, name="socialaccount_login_cancelled"),
        path("company/", include("allauth.socialaccount.providers.openid_connect.urls")),
    ]

"""Who is asking: a bearer token, or the browser's session (with CSRF) when there is none."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from api.requests import StaffRequest
from crm.models import ApiToken, Scope, Staff

# Writing `last_used_at` at every request would turn each read into a write.
NOTED_AT_MOST_EVERY = timedelta(minutes=1)
LOOKED_UP = "known_token"
"""Where a request carries its token when it was looked up before the view."""


class BearerAuthentication(BaseAuthentication):
    """`Authorization: Bearer <token>`; one query, by the token's digest. First in the list of authentications,
    so that whoever brings none is answered 401 and not 403."""

    def authenticate(self, request: StaffRequest) -> tuple[Staff, ApiToken] | None:  # type: ignore[override]
        """None without such a header: the session is tried next."""
        token = getattr(request._request, LOOKED_UP, None) or known_token(request._request, as_of=request.as_of)
        return (token.staff, token) if token else None

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="Listen Large"'


class BrowserSession(SessionAuthentication):
    """The signed-in browser; every write needs its CSRF token."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        if request.headers.get("Authorization"):
            return None  # who sends credentials of another kind must not be let in by a cookie
        return super().authenticate(request)

    def enforce_csrf(self, request: Request) -> None:
        super().enforce_csrf(request._request)  # type: ignore[arg-type]  # the wrapped one would parse the whole body to look for a token


def known_token(request: HttpRequest, *, as_of: datetime) -> ApiToken | None:
    """None without a bearer's header. Raises AuthenticationFailed for a token that is not good."""
    kind, _, key = request.headers.get("Authorization", "").strip().partition(" ")
    if kind.lower() != "bearer":
        return None
    token = ApiToken.objects.select_related("staff").filter(digest=_digest(key.strip())).first()
    if token is None or not token.is_usable(as_of) or not token.staff.is_active:
        raise AuthenticationFailed("This token is unknown, expired or revoked. Make a new one.")
    _note_use(token, as_of)
    return token


def scopes_of(request: StaffRequest) -> frozenset[str]:
    """What this credential may do: a token what it was made for, a session everything the role allows."""
    token = request.auth
    scopes = frozenset(token.scopes if isinstance(token, ApiToken) else Scope.values)
    return scopes if request.user.is_manager else scopes - {Scope.ADMIN}


def _digest(key: str) -> str:
    return ApiToken.digest_of(key.encode(errors="surrogateescape").decode(errors="replace"))


def _note_use(token: ApiToken, as_of: datetime) -> None:
    if token.last_used_at is None or as_of - token.last_used_at >= NOTED_AT_MOST_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=as_of)

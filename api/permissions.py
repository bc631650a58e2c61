"""What a credential may do here. Whether a person may is for the domain to say."""

import time
from datetime import UTC, datetime
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from rest_framework.permissions import SAFE_METHODS, BasePermission

from api.authentication import scopes_of
from api.requests import StaffRequest
from crm.models import Scope
from crm.proof import is_fresh


class HasScope(BasePermission):
    """A view names the scope of each of its actions in `scopes`; unnamed ones need read or write.

    A method that the view does not have is let through to be answered 405.
    """

    message = "This token may not do that."

    def has_permission(self, request: StaffRequest, view: Any) -> bool:  # type: ignore[override]
        if not request.user.is_authenticated:
            return False
        scope = scope_needed(request, view)
        self.message = f"This token lacks the scope “{scope}”. Use one that has it, or ask for the role it needs."
        return scope in scopes_of(request)


class HasFreshProof(BasePermission):
    """What hands out keys or people (`takes_proof` of a view, by action) takes a fresh proof from a browser's session;
    a token was made for it."""

    message = "Prove again that it is you: sign in once more, or do this on its page."

    def has_permission(self, request: StaffRequest, view: Any) -> bool:  # type: ignore[override]
        action = getattr(view, "action", None) or str(request.method).lower()
        if request.auth is not None or action not in getattr(view, "takes_proof", ()):
            return True
        records = get_authentication_records(request._request, request.user)
        return is_fresh(records, datetime.fromtimestamp(time.time(), tz=UTC))


def scope_needed(request: StaffRequest, view: Any) -> str:
    named: dict[str, str] = getattr(view, "scopes", {})
    action = getattr(view, "action", None) or str(request.method).lower()
    return str(named.get(action, Scope.READ if request.method in SAFE_METHODS else Scope.WRITE))

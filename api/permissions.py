"""What a credential may do here. Whether a person may is for the domain to say."""

from typing import Any

from rest_framework.permissions import SAFE_METHODS, BasePermission

from api.authentication import scopes_of
from api.requests import StaffRequest
from crm.models import Scope


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


def scope_needed(request: StaffRequest, view: Any) -> str:
    named: dict[str, str] = getattr(view, "scopes", {})
    action = getattr(view, "action", None) or str(request.method).lower()
    return str(named.get(action, Scope.READ if request.method in SAFE_METHODS else Scope.WRITE))

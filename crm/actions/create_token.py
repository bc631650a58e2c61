"""Make and take back keys for the API."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from crm.errors import NotAllowed, Refusal
from crm.models import ApiToken, Scope, Staff


@transaction.atomic
def create_token(
    *, staff: Staff, name: str, scopes: Collection[str], expires_at: datetime | None = None
) -> tuple[ApiToken, str]:
    """The token and its key; the key is not kept and cannot be shown again."""
    if unknown := set(scopes) - set(Scope.values):
        raise Refusal(
            scopes=_("“%(unknown)s” is no scope; choose from %(values)s.")
            % {"unknown": sorted(unknown)[0], "values": ", ".join(Scope.values)}
        )
    if not scopes:
        raise Refusal(scopes=_("Choose at least one scope."))
    if Scope.ADMIN in scopes and not staff.is_admin:
        raise NotAllowed(_("Only an admin can have a token with the scope admin."))
    key = ApiToken.make_key()
    token = ApiToken.objects.create(
        staff=staff,
        name=name.strip() or "API",
        digest=ApiToken.digest_of(key),
        scopes=[scope for scope in Scope.values if scope in scopes],
        expires_at=expires_at,
    )
    return token, key


@transaction.atomic
def revoke_token(*, token: ApiToken, as_of: datetime) -> None:
    """From now on the key opens nothing."""
    if token.revoked_at is None:
        token.revoked_at = as_of
        token.save(update_fields=["revoked_at"])

"""Make, change and remove webhooks. What happens here leaves the house by them, so that is for admins."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from crm.errors import NotAllowed, Refusal
from crm.models import EventKind, Staff, Webhook
from crm.outgoing import NotReached
from crm.outgoing.requests import web_address

OLD_SECRET_FOR = timedelta(hours=24)
CHANGEABLE = {"name", "url", "events", "active"}


@transaction.atomic
def create_webhook(
    *, staff: Staff, name: str, url: str, events: Collection[str], active: bool = True
) -> tuple[Webhook, str]:
    """The webhook and its secret; the secret is not shown again. It hears of what `staff` may see."""
    _require_admin(staff)
    webhook = Webhook(owner=staff, active=active)
    _set(webhook, {"name": name, "url": url, "events": events})
    secret = Webhook.make_secret()
    webhook.keep_secret(secret)
    webhook.save()
    return webhook, secret


@transaction.atomic
def change_webhook(*, staff: Staff, webhook: Webhook, **changes: Any) -> Webhook:
    """`changes` among name, url, events, active. Switched on again, it begins with a clean slate."""
    _require_admin(staff)
    if changes.get("active"):
        webhook.disabled_because, webhook.failing_since = "", None
    _set(webhook, changes)
    webhook.save()
    return webhook


@transaction.atomic
def change_secret(*, staff: Staff, webhook: Webhook, as_of: datetime) -> str:
    """A new secret, shown once. For a day deliveries are signed with the old one too."""
    _require_admin(staff)
    webhook.sealed_old_secret, webhook.old_secret_until = webhook.sealed_secret, as_of + OLD_SECRET_FOR
    secret = Webhook.make_secret()
    webhook.keep_secret(secret)
    webhook.save()
    return secret


@transaction.atomic
def remove_webhook(*, staff: Staff, webhook: Webhook) -> None:
    """With its log."""
    _require_admin(staff)
    webhook.delete()


def _require_admin(staff: Staff) -> None:
    if not staff.is_admin:
        raise NotAllowed(_("Only an admin can have other systems told of what happens here."))


def _set(webhook: Webhook, changes: dict[str, Any]) -> None:
    errors: dict[str, str] = {}
    if unknown := changes.keys() - CHANGEABLE:
        raise Refusal(**dict.fromkeys(sorted(unknown), _("This cannot be changed.")))
    for name, value in changes.items():
        setattr(webhook, name, value.strip() if isinstance(value, str) else value)
    if not webhook.name:
        errors["name"] = _("Say whom it tells.")
    try:
        web_address(webhook.url)
    except NotReached as error:
        errors["url"] = str(error)
    if unknown := set(webhook.events) - set(EventKind.values):
        errors["events"] = _("“%(unknown)s” is no event; choose from %(values)s.") % {
            "unknown": sorted(unknown)[0],
            "values": ", ".join(EventKind.values),
        }
    elif not webhook.events:
        errors["events"] = _("Choose at least one event.")
    webhook.events = [kind for kind in EventKind.values if kind in webhook.events]
    if errors:
        raise Refusal(**errors)
    webhook.check_fields()

"""Say which addresses are our own, so that what is meant for us is recognised."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from crm.errors import Conflict, NotAllowed, Refusal
from crm.handles import HandleError, normalise
from crm.models import Staff
from listening.models import OurHandle


@transaction.atomic
def add_our_handle(*, staff: Staff, channel: str, value: str, of: Staff | None = None) -> OurHandle:
    """`of`: whose it is; None for the organisation's, which is a manager's to say. One that was taken out before comes
    back with all that was offered because of it."""
    if of != staff and not staff.is_manager:
        raise NotAllowed(_("Only a manager adds an address of the organisation or of a colleague."))
    try:
        known = normalise(channel, value)
    except HandleError as error:
        raise Refusal(value=str(error)) from error
    handle, made = OurHandle.objects.select_for_update(of=("self",)).get_or_create(
        channel=known.channel, key=known.key, defaults={"value": known.value, "staff": of}
    )
    if made:
        return handle
    if handle.removed_at is None:
        raise Conflict(value=_("This address is on the list already."), existing=handle)
    handle.value, handle.staff, handle.removed_at = known.value, of, None
    handle.save()
    return handle


@transaction.atomic
def remove_our_handle(*, staff: Staff, handle: OurHandle, as_of: datetime) -> OurHandle:
    """Nothing is offered because of it any more. `restore_our_handle` brings it back, with what was."""
    _require(staff, handle)
    handle.removed_at = handle.removed_at or as_of
    handle.save()
    return handle


@transaction.atomic
def restore_our_handle(*, staff: Staff, handle: OurHandle) -> OurHandle:
    _require(staff, handle)
    handle.removed_at = None
    handle.save()
    return handle


def _require(staff: Staff, handle: OurHandle) -> None:
    if handle.staff_id != staff.pk and not staff.is_manager:
        raise NotAllowed(_("Only a manager changes an address of the organisation or of a colleague."))

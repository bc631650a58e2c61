"""Say which addresses are our own, so that what is meant for us is recognised."""

from django.db import IntegrityError, transaction

from crm.errors import Conflict, NotAllowed, Refusal
from crm.handles import HandleError, normalise
from crm.models import Staff
from listening.models import OurHandle


@transaction.atomic
def add_our_handle(*, staff: Staff, channel: str, value: str, of: Staff | None = None) -> OurHandle:
    """`of`: whose it is; None for the organisation's, which is a manager's to say."""
    if of != staff and not staff.is_manager:
        raise NotAllowed("Only a manager adds an address of the organisation or of a colleague.")
    try:
        known = normalise(channel, value)
    except HandleError as error:
        raise Refusal(value=str(error)) from error
    try:
        with transaction.atomic():
            return OurHandle.objects.create(channel=known.channel, value=known.value, key=known.key, staff=of)
    except IntegrityError as error:
        existing = OurHandle.objects.filter(channel=known.channel, key=known.key).first()
        raise Conflict(value="This address is on the list already.", existing=existing) from error


@transaction.atomic
def remove_our_handle(*, staff: Staff, handle: OurHandle) -> None:
    if handle.staff_id != staff.pk and not staff.is_manager:
        raise NotAllowed("Only a manager takes out an address of the organisation or of a colleague.")
    handle.delete()

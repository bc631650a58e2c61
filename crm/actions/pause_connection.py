"""Leave a connected mailbox or calendar alone for a while, and go on with it. Only whose it is."""

from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from crm.errors import NotAllowed
from crm.jobs import queue_calendar
from crm.models import Calendar, Staff
from crm.models.connections import Connection

C = TypeVar("C", bound=Connection)


@transaction.atomic
def pause_connection(*, staff: Staff, connection: C, as_of: datetime) -> C:
    """Nothing is fetched and nothing logged until it goes on."""
    require_own_connection(staff, connection)
    connection.paused_at = connection.paused_at or as_of
    connection.save()
    return connection


@transaction.atomic
def resume_connection(*, staff: Staff, connection: C, as_of: datetime) -> C:
    """It goes on where it stood; what came meanwhile is read."""
    require_own_connection(staff, connection)
    connection.paused_at, connection.failures, connection.next_check_at = None, 0, as_of
    connection.save()
    if isinstance(connection, Calendar):  # a mailbox is held by whoever listens
        queue_calendar(connection.pk)
    return connection


def require_own_connection(staff: Staff, connection: Connection) -> None:
    """It is theirs alone: nobody else can read of it, change it or stop it, managers neither; an admin ends it by
    letting the staff member leave."""
    if connection.staff_id != staff.pk or connection.disconnected_at is not None:  # type: ignore[attr-defined]
        raise NotAllowed(_("This is not yours to change."))

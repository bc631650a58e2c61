"""Done once: what a browser sends again because it never heard the answer, is not done a second time.

The key is claimed by a row in the same transaction as the work, so the two stand or fall together; a second sender
waits at the unique index until the first has ended."""

from datetime import datetime, timedelta

from django.db import connection
from django.utils.translation import gettext as _

from crm.errors import Conflict, Refusal
from crm.models import IdempotentRequest, Staff

LONGEST = 100
PREFIX = "sent:"
KEPT_FOR = timedelta(days=90)  # a phone may lie in a drawer with something unsent

CLAIM = """
INSERT INTO crm_idempotentrequest (staff_id, key, fingerprint, status, headers, body, created_at)
VALUES (%s, %s, '', 200, '{}', '', %s)
ON CONFLICT (staff_id, key) DO NOTHING
"""


class DoneBefore(Conflict):
    """It came before and was done; the sender may forget it."""


def claim(*, staff: Staff, key: str, as_of: datetime) -> None:
    """Within the transaction of the work. An empty key claims nothing. Raises DoneBefore."""
    if not key:
        return
    if len(key) > LONGEST or not key.isprintable():
        raise Refusal(_("The key of what is sent has at most %(longest)s printable characters.") % {"longest": LONGEST})
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [staff.pk, PREFIX + key, as_of])
        if cursor.rowcount == 0:
            raise DoneBefore("This was logged already.")


def forget(as_of: datetime) -> None:
    IdempotentRequest.objects.filter(key__startswith=PREFIX, created_at__lt=as_of - KEPT_FOR).delete()

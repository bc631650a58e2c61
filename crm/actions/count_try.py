"""Count tries in the database, so that all web processes on all machines count together, and none is counted twice."""

import hashlib
from datetime import datetime, timedelta

from django.db import connection

from crm.models import Tries

WINDOW = timedelta(minutes=15)
_COUNT = """
INSERT INTO crm_tries AS t (key, count, since) VALUES (%(key)s, 1, %(now)s)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN t.since <= %(before)s THEN 1 ELSE t.count + 1 END,
    since = CASE WHEN t.since <= %(before)s THEN %(now)s ELSE t.since END
RETURNING count
"""


def count_try(*, kind: str, whose: str, as_of: datetime) -> int:
    """How many there were in this window, this one included."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"key": _key(kind, whose), "now": as_of, "before": as_of - WINDOW})
        [count] = cursor.fetchone()
    return int(count)


def forget_tries(*, kind: str, whose: str) -> None:
    Tries.objects.filter(pk=_key(kind, whose)).delete()


def forget_old_tries(*, as_of: datetime) -> None:
    Tries.objects.filter(since__lte=as_of - WINDOW).delete()


def _key(kind: str, whose: str) -> str:
    return hashlib.sha256(f"{kind}\0{whose.strip().lower()}".encode(errors="replace")).hexdigest()

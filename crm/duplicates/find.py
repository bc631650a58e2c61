"""Look for duplicates: of what changed, all the time; of the whole book, when asked to."""

from collections.abc import Callable
from datetime import datetime

from django.db import connection, transaction

from crm.duplicates.candidates import collect
from crm.duplicates.compare import compare
from crm.duplicates.keys import refresh_keys
from crm.models import Contact, DuplicateCheck

CHUNK = 20_000
_FINDING = 4_711_101  # one at a time: two would write the same pairs


def find_among(ids: list[int], *, as_of: datetime) -> None:
    """Compare these contacts with everybody. What is no longer suspicious of theirs is forgotten."""
    with transaction.atomic():
        _alone()
        refresh_keys(ids)
        collect(ids)
        compare(as_of=as_of, ids=ids)


def find_waiting(*, as_of: datetime) -> int:
    """Compare what changed since the last time, a chunk a transaction; how many contacts there were."""
    done = 0
    while found := _next_chunk(as_of):
        done += found
    return done


def _next_chunk(as_of: datetime) -> int:
    with transaction.atomic():
        _alone()
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM crm_duplicatecheck WHERE id IN"
                " (SELECT id FROM crm_duplicatecheck ORDER BY id LIMIT %s) RETURNING contact_id",
                [CHUNK],
            )
            ids = sorted({row[0] for row in cursor.fetchall()})
        if ids:
            find_among(ids, as_of=as_of)
        return len(ids)


def find_everywhere(*, as_of: datetime, progress: Callable[[int, int], None] | None = None) -> None:
    """Compare the whole book. `progress` is told contacts read, of how many."""
    DuplicateCheck.objects.all().delete()  # before reading: what changes from here on waits again
    highest = Contact.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    for start in range(0, highest + 1, CHUNK):
        with transaction.atomic():
            _alone()
            refresh_keys(list(range(start, start + CHUNK)))
        if progress:
            progress(min(start + CHUNK, highest), highest)
    with transaction.atomic(), connection.cursor() as cursor:
        _alone()
        cursor.execute("SET LOCAL work_mem = '256MB'")
        collect()
        compare(as_of=as_of)


def _alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_FINDING])

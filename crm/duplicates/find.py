"""Look for duplicates: of what changed, all the time; of the whole book, when asked to.

What waits to be compared stands in `DuplicateCheck`, and goes from there in the transaction that compared it. So a
comparison of a million that is killed goes on where it stood, with whoever comes next: the worker or the command."""

from collections.abc import Callable
from datetime import datetime

from django.db import connection, transaction

from crm.duplicates import words
from crm.duplicates.candidates import collect
from crm.duplicates.compare import compare
from crm.duplicates.keys import refresh_keys
from crm.models import DuplicateCheck

CHUNK = 20_000
_FINDING = 4_711_101  # one at a time: two would write the same pairs

Progress = Callable[[str, int, int], None]  # "read" or "compared": how many contacts, of how many

# Those of whom nothing but a key or a suspicion is left wait too, so that it goes.
_EVERYBODY = """
INSERT INTO crm_duplicatecheck (contact_id)
SELECT id FROM (
    SELECT id FROM crm_contact UNION SELECT contact_id FROM crm_duplicatekey
    UNION SELECT first_id FROM crm_duplicate UNION SELECT second_id FROM crm_duplicate
) AS everybody ORDER BY id
"""


def find_among(ids: list[int], *, as_of: datetime) -> None:
    """Compare these contacts with everybody who does not wait. What is no longer suspicious of theirs is forgotten."""
    with transaction.atomic():
        _begin()
        refresh_keys(ids)
        collect(ids)
        compare(ids, as_of=as_of)


def find_waiting(*, as_of: datetime, progress: Progress | None = None) -> int:
    """Compare what changed since the last time, a chunk a transaction; how many contacts there were."""
    waiting = DuplicateCheck.objects.count()
    progress = progress or _untold
    if waiting > CHUNK:
        _keys_of_waiting(waiting, progress)
    done = 0
    while found := _next_chunk(as_of):
        done += found
        progress("compared", min(done, waiting), waiting)
    words.forget_words()
    return done


def find_everywhere(*, as_of: datetime, progress: Progress | None = None) -> None:
    """Have everybody wait, and compare them."""
    with transaction.atomic():
        _alone()
        DuplicateCheck.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(_EVERYBODY)
    find_waiting(as_of=as_of, progress=progress)


def _keys_of_waiting(waiting: int, progress: Progress) -> None:
    """Before the first chunk is compared: how many share a key decides who is compared, and which names are rare."""
    rows, done, last = DuplicateCheck.objects.order_by("pk").values_list("pk", "contact_id"), 0, 0
    while chunk := list(rows.filter(pk__gt=last)[:CHUNK]):
        done, last = done + len(chunk), chunk[-1][0]
        with transaction.atomic():
            _begin()
            refresh_keys(sorted({contact for _, contact in chunk}))
        progress("read", min(done, waiting), waiting)


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


def _begin() -> None:
    """One at a time, with room to sort, and with nobody's words yet."""
    _alone()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '128MB'")
    words.begin()


def _alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_FINDING])


def _untold(step: str, done: int, total: int) -> None:
    """Nobody watches."""

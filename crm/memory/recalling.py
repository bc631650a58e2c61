"""Hold addresses that came or changed against those who were erased."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import connection, transaction

from crm.memory.hashing import Key, digests
from crm.models import BoundaryOrigin, Handle, Memory, MemoryKey
from crm.prepared import run_prepared

AT_ONCE = 20_000
_TAKE = """
DELETE FROM crm_uncheckedhandles
WHERE id IN (SELECT id FROM crm_uncheckedhandles ORDER BY id FOR UPDATE SKIP LOCKED)
RETURNING handles
"""


@transaction.atomic
def look_back(*, as_of: datetime) -> int:
    """Every door that adds an address calls this in its transaction; the worker does, for those that are no doors
    of ours. Nothing to do, nearly always: one look at an empty table. How many contacts are remembered now."""
    handles = [handle for (those,) in run_prepared(_TAKE, []) for handle in those]
    return sum(_hold(handles[start : start + AT_ONCE], as_of) for start in range(0, len(handles), AT_ONCE))


def remembered(keys: Collection[Key]) -> set[Key]:
    """Those of these addresses that were somebody's who was erased. Without cost while nobody was."""
    if not keys or not Memory.objects.exists():
        return set()
    return {key for key, _memory in _known(keys)}


def _known(keys: Iterable[Key]) -> set[tuple[Key, int]]:
    hashed = {digest: key for key, digest in digests(keys).items()}
    found = MemoryKey.objects.filter(digest__in=list(hashed)).values_list("digest", "memory")
    return {(hashed[bytes(digest)], memory) for digest, memory in found}


def _hold(handles: Collection[int], as_of: datetime) -> int:
    contacts: dict[Key, set[int]] = defaultdict(set)
    rows = Handle.objects.filter(pk__in=handles, shared=False).values_list("channel", "key", "contact")
    for channel, key, contact in rows:
        contacts[channel, key].add(contact)
    pairs = {(contact, memory) for key, memory in _known(contacts) for contact in contacts[key]}
    if not pairs:
        return 0
    with connection.cursor() as cursor:
        contacts_held, memories = zip(*sorted(pairs), strict=True)
        cursor.execute(_RECALL, {"contacts": list(contacts_held), "memories": list(memories), "now": as_of})
        return int(cursor.rowcount)


# The contacts are locked as an ask locks them; a memory comes back to a contact once. What they asked for stands
# again; a manager may lift it, with a reason, as any other, and then it stays lifted.
_RECALL = f"""
WITH held AS (
    SELECT id FROM crm_contact WHERE id = ANY (%(contacts)s) ORDER BY id FOR UPDATE
), given AS (
    SELECT contact_id, memory_id
    FROM unnest(%(contacts)s::bigint[], %(memories)s::bigint[]) AS g (contact_id, memory_id)
    JOIN held ON held.id = g.contact_id
), recalled AS (
    INSERT INTO crm_recall (contact_id, memory_id) SELECT contact_id, memory_id FROM given
    ON CONFLICT (contact_id, memory_id) DO NOTHING
    RETURNING contact_id, memory_id
), standing AS (
    INSERT INTO crm_boundary (contact_id, scope, client, topic_id, campaign_id, channel, until, origin, note,
        lift_reason, version, created_at, updated_at)
    SELECT DISTINCT r.contact_id, m.scope, m.client, m.topic_id, m.campaign_id, m.channel, m.until,
        '{BoundaryOrigin.THEY_SAID}', '', '', 1, %(now)s::timestamptz, %(now)s::timestamptz
    FROM recalled AS r JOIN crm_memoryboundary AS m ON m.memory_id = r.memory_id
    WHERE NOT EXISTS (
        SELECT FROM crm_boundary AS b
        WHERE b.contact_id = r.contact_id AND b.lifted_at IS NULL
          AND (b.scope, b.client, b.topic_id, b.campaign_id, b.channel, b.until)
              IS NOT DISTINCT FROM (m.scope, m.client, m.topic_id, m.campaign_id, m.channel, m.until))
)
SELECT DISTINCT contact_id FROM recalled
"""  # noqa: S608  a word of ours


def check_again(*, since: datetime) -> None:
    """Queue addresses written while somebody was being erased: their triggers may not have seen the memory yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO crm_uncheckedhandles (handles)"
            " SELECT those FROM (SELECT array_agg(id) AS those FROM crm_handle WHERE updated_at >= %s AND NOT shared)"
            " AS found WHERE those IS NOT NULL",
            [since],
        )

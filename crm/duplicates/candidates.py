"""Pairs worth comparing: records with a key in common. A key that many share is looked at more closely first.

Everything starts from some contacts and goes by index from their keys to whoever has the same, so that it takes as
long for them in a book of a million as in a small one. Ids are told as `bigint[]`: small numbers would be held against
the columns one by one, not by a hash."""

from django.db import connection

from crm.duplicates.words import read_words
from crm.models.duplicates import KeyKind

MOST = 50  # records with one key that are compared each with each; beyond, only those alike in one more thing

_TEMPORARY = """
CREATE TEMPORARY TABLE IF NOT EXISTS duplicate_block
    (kind smallint, key bigint, members bigint[]) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS duplicate_pair
    (first bigint, second bigint, may_be_rare boolean, by_address boolean) ON COMMIT DELETE ROWS;
DELETE FROM duplicate_block;
DELETE FROM duplicate_pair
"""

# Who shares each key of these contacts. One more than are compared says that there are too many: no need to see all.
_BLOCKS = f"""
INSERT INTO duplicate_block
SELECT held.kind, held.key, sharing.members
FROM (SELECT DISTINCT kind, key FROM crm_duplicatekey WHERE contact_id = ANY (%(ids)s::bigint[])) AS held
CROSS JOIN LATERAL (
    SELECT array_agg(contact_id) AS members FROM (
        SELECT k.contact_id FROM crm_duplicatekey AS k
        WHERE k.kind = held.kind AND k.key = held.key LIMIT {MOST} + 1) AS met
) AS sharing
WHERE cardinality(sharing.members) > 1
"""

_SMALL = f"""
INSERT INTO duplicate_pair
SELECT least(a.id, b.id), greatest(a.id, b.id),
    kind = {KeyKind.NAME}, kind IN ({KeyKind.LINK}, {KeyKind.PHONE}, {KeyKind.PROFILE})
FROM duplicate_block, unnest(members) AS a (id), unnest(members) AS b (id)
WHERE cardinality(members) <= {MOST} AND a.id = ANY (%(ids)s::bigint[])
  AND (b.id > a.id OR NOT b.id = ANY (%(ids)s::bigint[]))
"""

_CROWDED = f"""
SELECT k.contact_id FROM duplicate_block JOIN crm_duplicatekey AS k USING (kind, key)
WHERE cardinality(members) > {MOST} AND kind IN ({KeyKind.NAME}, {KeyKind.ORGANIZATION_AND_WORD})
"""
# In a big block: the same organisation or place (one name), or the same beginnings of all words (one word).
_BIG = f"""
INSERT INTO duplicate_pair
WITH member AS MATERIALIZED (
    SELECT k.contact_id, k.kind, k.key, also.words
    FROM duplicate_block AS block
    JOIN crm_duplicatekey AS k USING (kind, key)
    JOIN duplicate_who AS who ON who.id = k.contact_id
    CROSS JOIN LATERAL (
        SELECT 'o' || who.organization AS words WHERE k.kind = {KeyKind.NAME} AND who.organization <> ''
        UNION ALL
        SELECT 'p' || who.place WHERE k.kind = {KeyKind.NAME} AND who.place IS NOT NULL
        UNION ALL
        SELECT 'b' || (SELECT string_agg(left(word, 2), ' ' ORDER BY word) FROM unnest(who.folded) AS word)
        WHERE k.kind = {KeyKind.ORGANIZATION_AND_WORD}
    ) AS also
    WHERE cardinality(block.members) > {MOST} AND block.kind IN ({KeyKind.NAME}, {KeyKind.ORGANIZATION_AND_WORD})
), counted AS (
    SELECT member.*, count(*) OVER (PARTITION BY kind, key, words) AS size FROM member
)
SELECT a.contact_id, b.contact_id, false, false
FROM counted AS a JOIN counted AS b USING (kind, key, words)
WHERE a.size BETWEEN 2 AND {MOST} AND a.contact_id < b.contact_id
  AND (a.contact_id = ANY (%(ids)s::bigint[]) OR b.contact_id = ANY (%(ids)s::bigint[]))
"""

# The same address in two books; within one the database allows it once. Few people have two records.
_BOOKS = """
INSERT INTO duplicate_pair
SELECT DISTINCT a.contact_id, b.contact_id, false, true
FROM (SELECT DISTINCT person FROM crm_contact WHERE id = ANY (%(ids)s::bigint[])) AS several
JOIN crm_contact AS one ON one.person = several.person
JOIN crm_handle AS a ON a.contact_id = one.id AND NOT a.shared
JOIN crm_handle AS b ON b.channel = a.channel AND b.key = a.key AND NOT b.shared AND a.contact_id < b.contact_id
WHERE a.contact_id = ANY (%(ids)s::bigint[]) OR b.contact_id = ANY (%(ids)s::bigint[])
"""

# A pair is compared once, when the last of the two has its turn.
_LEFT_FOR_LATER = """
DELETE FROM duplicate_pair WHERE {side} IN (SELECT contact_id FROM crm_duplicatecheck)
"""


def collect(ids: list[int]) -> None:
    """Fill `duplicate_pair` (until the transaction ends) with pairs of these contacts with anybody, but those who
    wait to be compared themselves."""
    with connection.cursor() as cursor:
        cursor.execute(_TEMPORARY)
        cursor.execute(_BLOCKS, {"ids": ids})
        cursor.execute("ANALYZE duplicate_block")
        read_words(_CROWDED)
        for statement in (_SMALL, _BIG, _BOOKS):
            cursor.execute(statement, {"ids": ids})
        for side in ("first", "second"):
            cursor.execute(_LEFT_FOR_LATER.format(side=side))
        cursor.execute("ANALYZE duplicate_pair")

"""Pairs worth comparing: records with a key in common. A key that many share is looked at more closely first."""

from django.db import connection

from crm.models.duplicates import KeyKind

MOST = 50  # records with one key that are compared each with each; beyond, only those alike in one more thing

_TEMPORARY = """
CREATE TEMPORARY TABLE IF NOT EXISTS duplicate_pair
    (first bigint, second bigint, may_be_rare boolean, by_address boolean)
    ON COMMIT DELETE ROWS
"""

# The keys looked at: all, or those of some contacts.
_ALL = "SELECT kind, key, count(*) AS size FROM crm_duplicatekey GROUP BY kind, key HAVING count(*) > 1"
_SOME = """
SELECT kind, key, count(*) AS size FROM crm_duplicatekey
WHERE (kind, key) IN (SELECT kind, key FROM crm_duplicatekey WHERE contact_id = ANY (%(ids)s))
GROUP BY kind, key HAVING count(*) > 1
"""
_TOUCHED = "AND (a.contact_id = ANY (%(ids)s) OR b.contact_id = ANY (%(ids)s))"

_SMALL = f"""
INSERT INTO duplicate_pair
SELECT a.contact_id, b.contact_id, block.kind = {KeyKind.NAME},
    block.kind IN ({KeyKind.LINK}, {KeyKind.PHONE}, {KeyKind.PROFILE})
FROM ({{blocks}}) AS block
JOIN crm_duplicatekey AS a USING (kind, key)
JOIN crm_duplicatekey AS b USING (kind, key)
WHERE block.size <= {MOST} AND a.contact_id < b.contact_id {{touched}}
"""

# In a big block: the same organisation or place (one name), or the same beginnings of all words (one word).
_BIG = f"""
INSERT INTO duplicate_pair
WITH member AS MATERIALIZED (
    SELECT k.contact_id, k.kind, k.key, also.words
    FROM ({{blocks}}) AS block
    JOIN crm_duplicatekey AS k USING (kind, key)
    JOIN crm_contact AS c ON c.id = k.contact_id
    CROSS JOIN LATERAL (
        SELECT 'o' || crm_plain_key(c.organization) AS words WHERE k.kind = {KeyKind.NAME} AND c.organization <> ''
        UNION ALL
        SELECT 'p' || crm_plain_key(split_part(c.location, ',', 1))
        WHERE k.kind = {KeyKind.NAME} AND c.location <> ''
        UNION ALL
        SELECT 'b' || (
            SELECT string_agg(left(word, 2), ' ' ORDER BY word) FROM unnest(crm_name_words(c.name, true)) AS word)
        WHERE k.kind = {KeyKind.ORGANIZATION_AND_WORD}
    ) AS also
    WHERE block.size > {MOST} AND block.kind IN ({KeyKind.NAME}, {KeyKind.ORGANIZATION_AND_WORD})
), counted AS (
    SELECT member.*, count(*) OVER (PARTITION BY kind, key, words) AS size FROM member
)
SELECT a.contact_id, b.contact_id, false, false
FROM counted AS a JOIN counted AS b USING (kind, key, words)
WHERE a.size BETWEEN 2 AND {MOST} AND a.contact_id < b.contact_id {{touched}}
"""

# The same address in two books; within one the database allows it once. Few people have two records.
_BOOKS = """
INSERT INTO duplicate_pair
SELECT DISTINCT a.contact_id, b.contact_id, false, true
FROM ({people}) AS several
JOIN crm_contact AS one ON one.person = several.person
JOIN crm_handle AS a ON a.contact_id = one.id AND NOT a.shared
JOIN crm_handle AS b ON b.channel = a.channel AND b.key = a.key AND NOT b.shared AND a.contact_id < b.contact_id
"""
_ALL_PEOPLE = "SELECT DISTINCT person FROM crm_contact WHERE person <> id"
_SOME_PEOPLE = "SELECT DISTINCT person FROM crm_contact WHERE id = ANY (%(ids)s)"


def collect(ids: list[int] | None = None) -> None:
    """Fill `duplicate_pair` (until the transaction ends) with pairs of all, or of these contacts with anybody."""
    blocks, touched = (_ALL, "") if ids is None else (_SOME, _TOUCHED)
    people = _ALL_PEOPLE if ids is None else _SOME_PEOPLE
    with connection.cursor() as cursor:
        cursor.execute(_TEMPORARY)
        cursor.execute("DELETE FROM duplicate_pair")
        for statement in (_SMALL, _BIG):
            cursor.execute(statement.format(blocks=blocks, touched=touched), {"ids": ids})
        cursor.execute(_BOOKS.format(people=people), {"ids": ids})
        cursor.execute("ANALYZE duplicate_pair")

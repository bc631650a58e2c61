"""Names, organisations and places as they are compared, worked out once for each way of writing.

Working them out takes most of the time of a comparison, and a book of a million has some thousand organisations. What
was worked out depends on the text alone, so it may be kept as long as the connection lasts: it cannot grow old."""

from django.db import connection

_TABLES = """
CREATE TEMPORARY TABLE IF NOT EXISTS duplicate_name
    (name text PRIMARY KEY, words text[] NOT NULL, folded text[] NOT NULL);
CREATE TEMPORARY TABLE IF NOT EXISTS duplicate_spelling (written text PRIMARY KEY, key text NOT NULL);
CREATE TEMPORARY TABLE IF NOT EXISTS duplicate_who (
    id bigint PRIMARY KEY, words text[], folded text[], organization text,
    place text -- NULL without one
) ON COMMIT DELETE ROWS;
DELETE FROM duplicate_who
"""

_NAMES = """
INSERT INTO duplicate_name
SELECT name, crm_name_words(name, false), crm_name_words(name, true)
FROM (SELECT DISTINCT c.name FROM crm_contact AS c JOIN ({whose}) AS asked (id) USING (id)) AS met
WHERE NOT EXISTS (SELECT FROM duplicate_name AS known WHERE known.name = met.name)
"""
_SPELLINGS = """
INSERT INTO duplicate_spelling
SELECT written, crm_plain_key(written)
FROM (
    SELECT c.organization AS written FROM crm_contact AS c JOIN ({whose}) AS asked (id) USING (id)
    UNION
    SELECT split_part(c.location, ',', 1) FROM crm_contact AS c JOIN ({whose}) AS asked (id) USING (id)
) AS met
WHERE NOT EXISTS (SELECT FROM duplicate_spelling AS known WHERE known.written = met.written)
"""
_WHO = """
INSERT INTO duplicate_who
SELECT c.id, called.words, called.folded, org.key,
    CASE WHEN place.written <> '' THEN place.key END
FROM crm_contact AS c
JOIN ({whose}) AS asked (id) USING (id)
JOIN duplicate_name AS called USING (name)
JOIN duplicate_spelling AS org ON org.written = c.organization
JOIN duplicate_spelling AS place ON place.written = split_part(c.location, ',', 1)
WHERE c.trashed_at IS NULL
ON CONFLICT DO NOTHING
"""


def begin() -> None:
    """Have the tables, and nobody in `duplicate_who` yet: contacts change from one transaction to the next."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)


def read_words(whose: str, ids: list[int] | None = None) -> None:
    """Put the contacts that the query `whose` names (its parameter: `ids`) into `duplicate_who`, but those in the
    trash, as they are compared: the words of their names in order, as written and folded; organisation; place."""
    with connection.cursor() as cursor:
        for statement in (_NAMES, _SPELLINGS, _WHO):
            cursor.execute(statement.format(whose=whose), {"ids": ids})
        cursor.execute("ANALYZE duplicate_who")


def forget_words() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS duplicate_name, duplicate_spelling, duplicate_who")

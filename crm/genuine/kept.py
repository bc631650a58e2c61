"""Wordings kept in the database, so that copies are found right after a restart and by every worker."""

import json
from collections.abc import Iterable

from django.db import connection

from crm.genuine.wording import OwnWords
from crm.prepared import run_prepared

# The same wording may be kept by two at once: the second finds it there.
_KEEP = """
WITH fresh AS (
    INSERT INTO crm_wording (fingerprint, shingles, bands)
    VALUES (%(fingerprint)s, %(shingles)s::integer[], %(bands)s::integer[])
    ON CONFLICT (fingerprint) DO NOTHING
    RETURNING id, bands
)
INSERT INTO crm_wordingband (key, wording_id)
SELECT DISTINCT key, fresh.id FROM fresh CROSS JOIN unnest(fresh.bands) AS key
"""

# The same for many: `source` selects fingerprint, shingles and bands.
KEEP_MANY = """
WITH fresh AS (
    INSERT INTO crm_wording (fingerprint, shingles, bands)
    SELECT DISTINCT ON (fingerprint) fingerprint, shingles, bands FROM ({source}) AS source
    ORDER BY fingerprint
    ON CONFLICT (fingerprint) DO NOTHING
    RETURNING id, bands
)
INSERT INTO crm_wordingband (key, wording_id)
SELECT DISTINCT key, fresh.id FROM fresh CROSS JOIN unnest(fresh.bands) AS key ORDER BY key
"""


def keep_wording(words: OwnWords) -> None:
    """Short ones need no keeping: only exact copies of them count, and the fingerprint finds those."""
    if words.is_short or not words.shingles:
        return
    run_prepared(_KEEP, {"fingerprint": words.fingerprint, "shingles": words.shingles, "bands": words.bands})


_KEEP_SOME = KEEP_MANY.format(
    source="""
    SELECT one.fingerprint, one.shingles, one.bands
    FROM jsonb_to_recordset(%(words)s::jsonb) AS one (fingerprint text, shingles integer[], bands integer[])
    """
)


def keep_wordings(many: Iterable[OwnWords]) -> None:
    kept = [
        {"fingerprint": words.fingerprint, "shingles": words.shingles, "bands": words.bands}
        for words in many
        if words.shingles
    ]
    if kept:
        with connection.cursor() as cursor:
            cursor.execute(_KEEP_SOME, {"words": json.dumps(kept)})


_FORGET = """
WITH unused AS (
    DELETE FROM crm_wording AS w
    WHERE NOT EXISTS (SELECT FROM crm_interaction AS i WHERE i.fingerprint = w.fingerprint AND i.fingerprint <> '')
      AND NOT EXISTS (SELECT FROM crm_ask AS a WHERE a.fingerprint = w.fingerprint AND a.fingerprint <> '')
    RETURNING id, bands
)
DELETE FROM crm_wordingband AS b USING (SELECT id, unnest(bands) AS key FROM unused) AS gone
WHERE b.key = gone.key AND b.wording_id = gone.id
"""


def forget_unused_wordings() -> None:
    """Those that nothing carries any more, because it was deleted or erased."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET)

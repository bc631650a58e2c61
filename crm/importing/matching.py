"""Whom the staged rows mean: by identifier, by an address under a fitting name, or as loaded before.

Set-based, in temporary tables; only names are compared in Python. Nobody is matched whom the staff member
may not see: team contacts and their own private ones are all there is.
"""

from itertools import islice
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from crm.importing.grouping import Claim, Groups, grouped
from crm.importing.names import may_be_one

CHUNK = 5_000

_SAID = ("name", "organization", "title", "location", "timezone", "language", "notes")

# stage_known: addresses somebody has already; stage_twice: those that several rows of the file name.
# `apart`: rows that the file itself calls private, whatever the import says.
STAGE = [
    "DROP TABLE IF EXISTS stage_row, stage_handle, stage_known, stage_twice, stage_candidate, stage_person,"
    " stage_fill, stage_change, stage_new_handle, stage_diff, stage_interaction, stage_boundary, stage_interest,"
    " stage_told, stage_place, stage_ask, stage_promise, stage_invitation, stage_attestation",
    """
    CREATE TEMP TABLE stage_row ON COMMIT DROP AS
    SELECT number, name, organization, nameless, external_id, fingerprint, coalesce(more ->> 'left_out', '') AS reason,
           CASE WHEN more ->> 'visibility' = 'private' THEN 'private' ELSE %(visibility)s END AS visibility,
           coalesce(more ->> 'visibility' = 'private', false) AS apart,
           NULL::bigint AS contact_id, number AS lead, false AS is_new, false AS is_refused
    FROM crm_stagedrow WHERE job_id = %(job)s AND refused = ''
    """,
    "ALTER TABLE stage_row ADD PRIMARY KEY (number)",
    """
    CREATE TEMP TABLE stage_handle ON COMMIT DROP AS
    SELECT number, channel, key, value, shared, status, NULL::bigint AS taken_by
    FROM crm_stagedhandle WHERE job_id = %(job)s
    """,
    "CREATE INDEX ON stage_handle (number)",
    "ANALYZE stage_row",
    "ANALYZE stage_handle",
    """
    CREATE TEMP TABLE stage_known ON COMMIT DROP AS
    SELECT h.number, h.channel, h.key, known.contact_id, known.book
    FROM stage_handle AS h
    JOIN crm_handle AS known ON known.channel = h.channel AND known.key = h.key AND NOT known.shared
        AND known.book IN (0, %(me)s)
    WHERE NOT h.shared
    """,
    """
    CREATE TEMP TABLE stage_twice ON COMMIT DROP AS
    SELECT channel, key FROM stage_handle WHERE NOT shared GROUP BY channel, key HAVING count(*) > 1
    """,
    "ANALYZE stage_known",
    "ANALYZE stage_twice",
]

BY_EXTERNAL_ID = """
    UPDATE stage_row AS s SET contact_id = found.contact_id
    FROM (
        SELECT DISTINCT ON (s.number) s.number, c.id AS contact_id
        FROM stage_row AS s JOIN crm_contact AS c ON c.external_id = s.external_id AND c.external_id <> ''
        WHERE s.external_id <> '' AND (c.visibility = 'team' OR c.owner_id = %(me)s)
          AND NOT (s.apart AND c.visibility = 'team')
        ORDER BY s.number, c.visibility = s.visibility DESC, c.merged_into_id IS NOT NULL, c.id
    ) AS found
    WHERE s.number = found.number
"""

CANDIDATES = """
    CREATE TEMP TABLE stage_candidate ON COMMIT DROP AS
    SELECT s.number, c.id AS contact_id, s.name AS row_name, c.name AS contact_name, count(*) AS hits,
           c.visibility = s.visibility AS same_book, c.trashed_at IS NOT NULL AS trashed,
           s.nameless OR lower(s.name) = lower(c.name) OR EXISTS (
               SELECT FROM crm_handle AS own WHERE own.contact_id = c.id AND own.value = c.name) AS fits
    FROM stage_known AS known
    JOIN stage_row AS s USING (number)
    JOIN crm_contact AS c ON c.id = known.contact_id
    WHERE s.contact_id IS NULL AND NOT (s.apart AND c.visibility = 'team')
    GROUP BY s.number, c.id
"""

# A private import may leave a row to somebody of the team and, in the same go, make somebody of its own who has the
# same address. Loaded again, that row would mean the newcomer; but the two were told apart then.
TOLD_APART = """
    UPDATE stage_candidate AS k SET fits = false
    FROM stage_candidate AS other
    JOIN stage_row AS s ON s.number = other.number
    JOIN crm_importrow AS seen ON seen.fingerprint = s.fingerprint AND seen.contact_id = other.contact_id
    JOIN crm_importjob AS j ON j.id = seen.job_id AND j.staff_id = %(me)s AND j.id <> %(job)s
    JOIN crm_importrow AS made ON made.job_id = j.id AND made.result = 'created'
    WHERE k.number = other.number AND k.contact_id = made.contact_id AND k.contact_id <> other.contact_id
      AND k.fits AND other.fits AND k.same_book AND NOT other.same_book
"""

BY_HANDLE = """
    UPDATE stage_row AS s SET contact_id = best.contact_id
    FROM (
        SELECT DISTINCT ON (number) number, contact_id FROM stage_candidate WHERE fits
        ORDER BY number, trashed, same_book DESC, hits DESC, contact_id
    ) AS best
    WHERE s.number = best.number
"""

# A row without any address of its own is known again only by having been loaded before.
AS_BEFORE = """
    UPDATE stage_row AS s SET contact_id = seen.contact_id
    FROM (
        SELECT DISTINCT ON (r.fingerprint) r.fingerprint, r.contact_id
        FROM stage_row AS s JOIN crm_importrow AS r ON r.fingerprint = s.fingerprint
        JOIN crm_importjob AS j ON j.id = r.job_id
        WHERE s.contact_id IS NULL AND r.contact_id IS NOT NULL AND j.staff_id = %(me)s AND j.id <> %(job)s
        ORDER BY r.fingerprint, j.visibility = %(visibility)s DESC, r.id DESC
    ) AS seen
    WHERE s.contact_id IS NULL AND s.fingerprint = seen.fingerprint
"""

# An export of ours says everything of somebody, so that whoever says the same in every word, and has no address either,
# is whom it was made of.
WORD_FOR_WORD = f"""
    UPDATE stage_row AS s SET contact_id = same.contact_id
    FROM (
        SELECT DISTINCT ON (r.number) r.number, c.id AS contact_id
        FROM crm_stagedrow AS r JOIN stage_row AS t USING (number)
        JOIN crm_contact AS c ON crm_plain(c.name) = crm_plain(r.name) AND c.external_id = ''
            AND ({", ".join(f"c.{field}" for field in _SAID)}) = ({", ".join(f"r.{field}" for field in _SAID)})
        WHERE r.job_id = %(job)s AND r.refused = '' AND r.more ? 'whole' AND r.external_id = ''
          AND NOT EXISTS (SELECT FROM stage_handle AS h WHERE h.number = r.number)
          AND NOT EXISTS (SELECT FROM crm_handle AS h WHERE h.contact_id = c.id)
          AND (c.visibility = 'team' OR c.owner_id = %(me)s) AND c.trashed_at IS NULL AND c.merged_into_id IS NULL
          AND NOT (t.apart AND c.visibility = 'team')
        ORDER BY r.number, c.visibility = t.visibility DESC, c.id
    ) AS same
    WHERE s.number = same.number AND s.contact_id IS NULL
"""  # noqa: S608  field names of ours

FOLLOW_MERGES = """
    UPDATE stage_row AS s SET contact_id = c.merged_into_id
    FROM crm_contact AS c WHERE c.id = s.contact_id AND c.merged_into_id IS NOT NULL
"""

# What was merged into, or loaded before and made private since, may be out of sight. A private import brings nothing
# back into the team's book, and whom the file itself calls private is nobody of the team's.
FORGET_OUT_OF_REACH = """
    UPDATE stage_row AS s SET contact_id = NULL
    FROM crm_contact AS c
    WHERE c.id = s.contact_id AND (
        (c.visibility <> 'team' AND c.owner_id <> %(me)s)
        OR (s.visibility = 'private' AND c.visibility = 'team' AND c.trashed_at IS NOT NULL)
        OR (s.apart AND c.visibility = 'team'))
"""

CLAIMS = """
    SELECT s.visibility || claim.key, s.number, s.name, s.nameless, s.contact_id,
           CASE WHEN c.name IS NULL OR EXISTS (
               SELECT FROM crm_handle AS own WHERE own.contact_id = c.id AND own.value = c.name
           ) THEN '' ELSE c.name END AS known_as,
           by_name
    FROM (
        SELECT h.channel || ':' || h.key AS key, h.number, true AS by_name
        FROM stage_handle AS h JOIN stage_twice USING (channel, key) WHERE NOT h.shared
        UNION ALL
        SELECT '#id:' || external_id, number, false FROM (
            SELECT external_id, number, count(*) OVER (PARTITION BY external_id) AS rows
            FROM stage_row WHERE external_id <> '') AS ids WHERE rows > 1
        UNION ALL
        SELECT '#row:' || fingerprint, number, false FROM stage_row WHERE fingerprint IN (
            SELECT fingerprint FROM stage_row GROUP BY fingerprint HAVING count(*) > 1)
    ) AS claim
    JOIN stage_row AS s USING (number) LEFT JOIN crm_contact AS c ON c.id = s.contact_id
    ORDER BY by_name, s.visibility, claim.key, s.number
"""


def match(params: dict[str, Any]) -> None:
    """Fill stage_row.contact_id where somebody is meant, and lead where rows belong together."""
    with connection.cursor() as cursor:
        for statement in STAGE:
            cursor.execute(statement, params)
        cursor.execute(BY_EXTERNAL_ID, params)
        cursor.execute(CANDIDATES, params)
        _compare_names(cursor)
        cursor.execute("SELECT FROM stage_candidate WHERE fits AND NOT same_book LIMIT 1")
        if cursor.rowcount:
            cursor.execute(TOLD_APART, params)
        cursor.execute(BY_HANDLE)
        cursor.execute(AS_BEFORE, params)
        cursor.execute(WORD_FOR_WORD, params)
        cursor.execute("SELECT FROM stage_row WHERE contact_id IS NOT NULL LIMIT 1")
        if cursor.rowcount:
            _follow_them(cursor, params)
        cursor.execute(CLAIMS)
        _write_groups(cursor, grouped(Claim(*row) for row in iter(cursor.fetchone, None)))


def _follow_them(cursor: CursorWrapper, params: dict[str, Any]) -> None:
    """To whom they were merged into since, as far as that is in reach."""
    for _ in range(20):
        cursor.execute(FOLLOW_MERGES)
        if not cursor.rowcount:
            break
    cursor.execute(FORGET_OUT_OF_REACH, params)


def _compare_names(cursor: CursorWrapper) -> None:
    cursor.execute("SELECT number, contact_id, row_name, contact_name FROM stage_candidate WHERE NOT fits")
    fitting = [(row, contact) for row, contact, one, other in cursor.fetchall() if may_be_one(one, other)]
    cursor.execute(
        "UPDATE stage_candidate AS c SET fits = true FROM unnest(%s::int[], %s::bigint[]) AS f (r, c)"
        " WHERE c.number = f.r AND c.contact_id = f.c",
        [[row for row, _ in fitting], [contact for _, contact in fitting]],
    )


def _write_groups(cursor: CursorWrapper, groups: Groups) -> None:
    rows = iter(list(groups.leads))
    while chunk := list(islice(rows, CHUNK)):
        leads = [groups.lead(row) for row in chunk]
        contacts = [groups.contacts.get(lead) for lead in leads]
        cursor.execute(
            "UPDATE stage_row AS s SET lead = g.lead, contact_id = coalesce(s.contact_id, g.contact)"
            " FROM unnest(%s::int[], %s::int[], %s::bigint[]) AS g (number, lead, contact)"
            " WHERE s.number = g.number",
            [chunk, leads, contacts],
        )

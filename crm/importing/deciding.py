"""What the matched rows will change, decided in temporary tables before anything is written; a preview stops here.

Blanks are filled and nothing is overwritten unless it was chosen; tags and handles add up; who is met again in
the trash comes back. An address that belongs to somebody of another name is left out, and the row says so.
"""

from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

TEXTS = ("organization", "title", "location", "timezone", "language", "notes", "origin")
OVERWRITABLE = ("name", *TEXTS)

NEW_CONTACTS = [
    """
    UPDATE stage_row SET contact_id = nextval(%(contact_ids)s::regclass), is_new = true
    WHERE contact_id IS NULL AND lead = number
    """,
    """
    UPDATE stage_row AS s SET contact_id = lead.contact_id
    FROM stage_row AS lead WHERE lead.number = s.lead AND s.lead <> s.number AND s.contact_id IS NULL
    """,
    # A private import may know somebody of the team's book, but tells the team nothing.
    """
    CREATE TEMP TABLE stage_person ON COMMIT DROP AS
    SELECT s.contact_id, bool_or(s.is_new) AS is_new, count(*) = 1 AS alone, min(s.visibility) AS visibility,
           CASE WHEN coalesce(c.visibility, min(s.visibility)) = 'private' THEN %(me)s ELSE 0 END AS book,
           c.id IS NULL OR NOT (%(visibility)s = 'private' AND c.visibility = 'team') AS may_write
    FROM stage_row AS s LEFT JOIN crm_contact AS c ON c.id = s.contact_id
    GROUP BY s.contact_id, c.id
    """,
    "ALTER TABLE stage_person ADD PRIMARY KEY (contact_id)",
    "ANALYZE stage_person",
]

# Addresses that somebody else has, or that several rows name.
CONTESTED = """(
    SELECT known.channel, known.key FROM stage_known AS known JOIN stage_row AS s USING (number)
    WHERE known.contact_id <> s.contact_id
    UNION ALL SELECT channel, key FROM stage_twice
) AS contested"""
TAKEN = [
    f"""
    WITH contested AS (
        SELECT DISTINCT channel, key FROM {CONTESTED}
    ), owner AS (
        SELECT DISTINCT ON (p.book, h.channel, h.key) p.book, h.channel, h.key,
               coalesce(known.contact_id, s.contact_id) AS contact_id
        FROM contested JOIN stage_handle AS h USING (channel, key)
        JOIN stage_row AS s USING (number) JOIN stage_person AS p ON p.contact_id = s.contact_id
        LEFT JOIN stage_known AS known ON known.number = h.number AND known.channel = h.channel
            AND known.key = h.key AND known.book = p.book
        WHERE NOT h.shared
        ORDER BY p.book, h.channel, h.key, s.number
    )
    UPDATE stage_handle AS h SET taken_by = owner.contact_id
    FROM stage_row AS s, stage_person AS p, owner
    WHERE NOT h.shared AND s.number = h.number AND p.contact_id = s.contact_id AND p.may_write
      AND owner.book = p.book AND owner.channel = h.channel AND owner.key = h.key
      AND owner.contact_id <> s.contact_id
    """,  # noqa: S608  a condition of ours
    """
    WITH said AS (
        SELECT h.number, string_agg(format('“%%s” already belongs to %%s.', h.value,
                   coalesce(c.name, lead.name)), ' ' ORDER BY h.channel, h.key) AS reason
        FROM stage_handle AS h
        LEFT JOIN crm_contact AS c ON c.id = h.taken_by
        LEFT JOIN stage_row AS lead ON lead.contact_id = h.taken_by AND lead.is_new
        WHERE h.taken_by IS NOT NULL GROUP BY h.number
    )
    UPDATE stage_row AS s SET reason = concat_ws(' ', nullif(s.reason, ''), said.reason, 'That was left out.')
    FROM said WHERE s.number = said.number
    """,
    # Nothing would be left to know them by: better to ask than to make a second record without an address.
    """
    WITH lost AS (
        SELECT s.contact_id
        FROM stage_row AS s JOIN stage_person AS p ON p.contact_id = s.contact_id AND p.is_new
        JOIN stage_handle AS h USING (number)
        GROUP BY s.contact_id
        HAVING bool_and(h.taken_by IS NOT NULL) AND NOT bool_or(s.external_id <> '')
    ), gone AS (
        DELETE FROM stage_person AS p USING lost WHERE p.contact_id = lost.contact_id
    )
    UPDATE stage_row AS s
    SET contact_id = NULL, is_new = false, is_refused = true,
        reason = replace(s.reason, 'That was left out.', '') || 'If they share it, give it in a column '
            '“Shared email” or “Shared phone”; else mend the name.'
    FROM lost WHERE s.contact_id = lost.contact_id
    """,
]


def _first(field: str) -> str:
    return f"coalesce((array_agg({field} ORDER BY number) FILTER (WHERE {field} <> ''))[1], '')"


# An identifier that several people of the file claim goes to the first.
_OWN_ID = """CASE WHEN r.external_id <> '' AND EXISTS (
    SELECT FROM stage_row AS earlier WHERE earlier.external_id = r.external_id AND earlier.number < r.number
      AND earlier.visibility = s.visibility
      AND earlier.contact_id <> s.contact_id) THEN '' ELSE r.external_id END AS external_id"""

# What the rows of a person say together. Of most there is one.
FILL_ALONE = [
    "CREATE INDEX ON stage_row (external_id) WHERE external_id <> ''",
    f"""
    CREATE TEMP TABLE stage_fill ON COMMIT DROP AS
    SELECT s.contact_id, r.number, r.name, r.nameless, {", ".join(f"r.{t}" for t in TEXTS)}, {_OWN_ID},
           r.collected_on, r.tags::varchar[] || ARRAY(
               SELECT t FROM unnest(%(tags)s::varchar[]) AS t WHERE t <> ALL (r.tags)) AS tags
    FROM crm_stagedrow AS r JOIN stage_row AS s USING (number)
    JOIN stage_person AS p ON p.contact_id = s.contact_id AND p.alone
    WHERE r.job_id = %(job)s
    """,  # noqa: S608  field names of ours only
]
FILL_SEVERAL = [
    f"""
    INSERT INTO stage_fill
    SELECT contact_id, min(number), (array_agg(name ORDER BY nameless, number))[1], bool_and(nameless),
           {", ".join(map(_first, TEXTS))}, {_first("external_id")}, min(collected_on), '{{}}'::varchar[]
    FROM (
        SELECT s.contact_id, r.number, r.name, r.nameless, {", ".join(f"r.{t}" for t in TEXTS)}, {_OWN_ID},
               r.collected_on
        FROM crm_stagedrow AS r JOIN stage_row AS s USING (number)
        JOIN stage_person AS p ON p.contact_id = s.contact_id AND NOT p.alone
        WHERE r.job_id = %(job)s
    ) AS several
    GROUP BY contact_id
    """,  # noqa: S608
    """
    UPDATE stage_fill AS f SET tags = united.tags
    FROM (
        SELECT contact_id, array_agg(tag ORDER BY place) AS tags
        FROM (
            SELECT s.contact_id, t.tag, min(s.number::bigint * 1000 + t.place) AS place
            FROM stage_row AS s JOIN stage_person AS p ON p.contact_id = s.contact_id AND NOT p.alone
            JOIN crm_stagedrow AS r ON r.job_id = %(job)s AND r.number = s.number
            CROSS JOIN LATERAL unnest(r.tags || %(tags)s::text[]) WITH ORDINALITY AS t (tag, place)
            GROUP BY s.contact_id, t.tag
        ) AS placed
        GROUP BY contact_id
    ) AS united
    WHERE f.contact_id = united.contact_id
    """,
]
FILLED = ["ALTER TABLE stage_fill ADD PRIMARY KEY (contact_id)", "ANALYZE stage_fill"]

# What few files say stands beside the columns of the staging table.
SELDOM = ("via", "basis")
TOLD = [
    f"""
    CREATE TEMP TABLE stage_told ON COMMIT DROP AS
    SELECT s.contact_id, {
        ", ".join(
            f"(array_agg(r.more ->> '{t}' ORDER BY number) FILTER (WHERE r.more ? '{t}'))[1] AS {t}" for t in SELDOM
        )
    },
        min(r.more ->> 'informed_on')::date AS informed_on, bool_and(r.more ? 'whole') AS whole
    FROM crm_stagedrow AS r JOIN stage_row AS s USING (number)
    WHERE r.job_id = %(job)s AND r.refused = '' AND r.more ?| '{{{",".join(SELDOM)},informed_on,whole}}'
    GROUP BY s.contact_id
    """,  # noqa: S608  field names of ours only
    "ANALYZE stage_told",
]

FIELDS = (*TEXTS, *SELDOM, "external_id", "name", "tags", "collected_on", "informed_on")
_FILLED = ", ".join(
    f"CASE WHEN c.{t} = '' OR (f.{t} <> '' AND '{t}' = ANY (%(overwrite)s)) THEN f.{t} ELSE c.{t} END AS {t}"
    for t in TEXTS
)
_TOLD = ", ".join(f"CASE WHEN c.{t} = '' THEN coalesce(told.{t}, '') ELSE c.{t} END AS {t}" for t in SELDOM)

CHANGES = [
    f"""
    CREATE TEMP TABLE stage_change ON COMMIT DROP AS
    SELECT n.*, c.trashed_at AS was_trashed_at
    FROM stage_fill AS f
    JOIN stage_person AS p ON p.contact_id = f.contact_id AND NOT p.is_new AND p.may_write
    JOIN crm_contact AS c ON c.id = f.contact_id
    LEFT JOIN stage_told AS told ON told.contact_id = f.contact_id
    CROSS JOIN LATERAL (
        SELECT c.id, {_FILLED}, {_TOLD},
            CASE WHEN c.external_id = '' THEN f.external_id ELSE c.external_id END AS external_id,
            CASE WHEN NOT f.nameless AND ('name' = ANY (%(overwrite)s) OR EXISTS (
                SELECT FROM crm_handle AS own WHERE own.contact_id = c.id AND own.value = c.name
            )) THEN f.name ELSE c.name END AS name,
            c.tags || ARRAY(SELECT t FROM unnest(f.tags) WITH ORDINALITY AS u (t, place)
                            WHERE t <> ALL (c.tags) ORDER BY place) AS tags,
            coalesce(c.collected_on, f.collected_on) AS collected_on,
            coalesce(c.informed_on, told.informed_on) AS informed_on
    ) AS n
    WHERE c.trashed_at IS NOT NULL OR ({", ".join(f"n.{t}" for t in FIELDS)})
        IS DISTINCT FROM ({", ".join(f"c.{t}" for t in FIELDS)})
    """,  # noqa: S608
    """
    CREATE TEMP TABLE stage_new_handle ON COMMIT DROP AS
    SELECT s.contact_id, true AS is_new, p.book, h.channel, h.key, h.value, h.shared, h.status, s.number
    FROM stage_handle AS h JOIN stage_row AS s USING (number)
    JOIN stage_person AS p ON p.contact_id = s.contact_id AND p.is_new AND p.alone
    WHERE h.taken_by IS NULL
    """,
    """
    INSERT INTO stage_new_handle
    SELECT DISTINCT ON (s.contact_id, h.channel, h.key)
        s.contact_id, p.is_new, p.book, h.channel, h.key, h.value, h.shared, h.status, s.number
    FROM stage_handle AS h
    JOIN stage_row AS s USING (number)
    JOIN stage_person AS p ON p.contact_id = s.contact_id AND p.may_write AND NOT (p.is_new AND p.alone)
    LEFT JOIN crm_handle AS known
        ON known.contact_id = s.contact_id AND known.channel = h.channel AND known.key = h.key
    WHERE h.taken_by IS NULL AND known.id IS NULL
    ORDER BY s.contact_id, h.channel, h.key, s.number
    """,
    # What differs, field by field: for the preview, and for taking it back.
    f"""
    CREATE TEMP TABLE stage_diff ON COMMIT DROP AS
    SELECT n.id AS contact_id, diff.before, diff.after
    FROM stage_change AS n JOIN crm_contact AS c ON c.id = n.id
    CROSS JOIN LATERAL (
        SELECT coalesce(jsonb_object_agg(field, old), '{{}}') AS before,
               coalesce(jsonb_object_agg(field, new), '{{}}') AS after
        FROM (VALUES {", ".join(f"('{t}', to_jsonb(c.{t}), to_jsonb(n.{t}))" for t in FIELDS)},
            ('trashed_at', to_jsonb(n.was_trashed_at), NULL)) AS pair (field, old, new)
        WHERE old IS DISTINCT FROM new
    ) AS diff
    """,  # noqa: S608
]


def decide(params: dict[str, Any]) -> None:
    """After `match`, in its transaction. Nothing but temporary tables is written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence('crm_contact', 'id')")
        [sequence] = cursor.fetchone()
        params = {**params, "contact_ids": sequence}
        for statement in NEW_CONTACTS:
            cursor.execute(statement, params)
        taken = TAKEN if _any(cursor, CONTESTED) else []
        several = FILL_SEVERAL if _any(cursor, "stage_person WHERE NOT alone") else []
        for statement in [*taken, *FILL_ALONE, *several, *FILLED, *TOLD, *CHANGES]:
            cursor.execute(statement, params)


def _any(cursor: CursorWrapper, rows: str) -> bool:
    """Whether there are any such rows: what most files do not need is not worked out for nothing."""
    cursor.execute(f"SELECT FROM {rows} LIMIT 1")  # noqa: S608  conditions of ours
    return bool(cursor.rowcount)

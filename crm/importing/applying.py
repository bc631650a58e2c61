"""What the matched rows change: decided first, in temporary tables, then written; a dry run leaves that out.

Blanks are filled and nothing is overwritten; tags and handles add up; who is met again in the trash comes
back. An address that belongs to somebody of another name is left out, and the row says so.
"""

from typing import Any

from django.db import connection

NEW_CONTACTS = [
    """
    UPDATE stage_row SET contact_id = nextval(pg_get_serial_sequence('crm_contact', 'id')), is_new = true
    WHERE contact_id IS NULL AND lead_id = id
    """,
    """
    UPDATE stage_row AS s SET contact_id = lead.contact_id
    FROM stage_row AS lead WHERE lead.id = s.lead_id AND s.contact_id IS NULL
    """,
    # A private import may know somebody of the team's book, but tells the team nothing.
    """
    CREATE TEMP TABLE stage_person ON COMMIT DROP AS
    SELECT s.contact_id, bool_or(s.is_new) AS is_new,
           CASE WHEN coalesce(c.visibility, %(visibility)s) = 'private' THEN %(me)s ELSE 0 END AS book,
           c.id IS NULL OR NOT (%(visibility)s = 'private' AND c.visibility = 'team') AS may_write
    FROM stage_row AS s LEFT JOIN crm_contact AS c ON c.id = s.contact_id
    GROUP BY s.contact_id, c.id
    """,
    "ALTER TABLE stage_person ADD PRIMARY KEY (contact_id)",
    "ANALYZE stage_person",
]

TAKEN = [
    """
    WITH owner AS (
        SELECT DISTINCT ON (p.book, h.channel, h.key) p.book, h.channel, h.key,
               coalesce(known.contact_id, s.contact_id) AS contact_id
        FROM stage_handle AS h
        JOIN stage_row AS s ON s.id = h.row_id JOIN stage_person AS p ON p.contact_id = s.contact_id
        LEFT JOIN crm_handle AS known ON known.channel = h.channel AND known.key = h.key
            AND known.book = p.book AND NOT known.shared
        WHERE NOT h.shared
        ORDER BY p.book, h.channel, h.key, s.number
    )
    UPDATE stage_handle AS h SET taken_by = owner.contact_id
    FROM stage_row AS s, stage_person AS p, owner
    WHERE NOT h.shared AND s.id = h.row_id AND p.contact_id = s.contact_id AND p.may_write
      AND owner.book = p.book AND owner.channel = h.channel AND owner.key = h.key
      AND owner.contact_id <> s.contact_id
    """,
    """
    WITH said AS (
        SELECT h.row_id, string_agg(format('“%%s” already belongs to %%s.', h.value,
                   coalesce(c.name, lead.name)), ' ' ORDER BY h.channel, h.key) AS reason
        FROM stage_handle AS h
        LEFT JOIN crm_contact AS c ON c.id = h.taken_by
        LEFT JOIN stage_row AS lead ON lead.contact_id = h.taken_by AND lead.is_new
        WHERE h.taken_by IS NOT NULL GROUP BY h.row_id
    )
    UPDATE stage_row AS s SET reason = said.reason || ' That was left out.' FROM said WHERE s.id = said.row_id
    """,
    # Nothing would be left to know them by: better to ask than to make a second record without an address.
    """
    WITH lost AS (
        SELECT s.contact_id
        FROM stage_row AS s JOIN stage_person AS p ON p.contact_id = s.contact_id AND p.is_new
        JOIN stage_handle AS h ON h.row_id = s.id
        GROUP BY s.contact_id
        HAVING bool_and(h.taken_by IS NOT NULL) AND NOT bool_or(s.external_id <> '')
    ), gone AS (
        DELETE FROM stage_person AS p USING lost WHERE p.contact_id = lost.contact_id
    )
    UPDATE stage_row AS s
    SET contact_id = NULL, is_new = false, result = 'refused',
        reason = replace(s.reason, 'That was left out.', '') || 'If they share it, give it in a column '
            '“Shared email” or “Shared phone”; else mend the name.'
    FROM lost WHERE s.contact_id = lost.contact_id
    """,
]

TEXTS = ("organization", "title", "location", "timezone", "language", "notes", "origin")


def _first(field: str) -> str:
    return f"coalesce((array_agg({field} ORDER BY number) FILTER (WHERE {field} <> ''))[1], '') AS {field}"


FILL = [
    f"""
    CREATE TEMP TABLE stage_fill ON COMMIT DROP AS
    SELECT s.contact_id, (array_agg(name ORDER BY nameless, number))[1] AS name,
           bool_and(nameless) AS nameless, {", ".join(map(_first, TEXTS))},
           {_first("first_id").replace("AS first_id", "AS external_id")},
           min(collected_on) AS collected_on, '{{}}'::varchar[] AS tags
    FROM (
        SELECT *, CASE WHEN number = min(number) OVER (PARTITION BY external_id) THEN external_id ELSE '' END
            AS first_id
        FROM stage_row WHERE contact_id IS NOT NULL
    ) AS s
    GROUP BY s.contact_id
    """,  # noqa: S608  field names of ours only
    "ALTER TABLE stage_fill ADD PRIMARY KEY (contact_id)",
    """
    UPDATE stage_fill AS f SET tags = united.tags
    FROM (
        SELECT contact_id, array_agg(tag ORDER BY place) AS tags
        FROM (
            SELECT s.contact_id, t.tag, min(s.number::bigint * 1000 + t.place) AS place
            FROM stage_row AS s
            CROSS JOIN LATERAL jsonb_array_elements_text(s.tags) WITH ORDINALITY AS t (tag, place)
            WHERE s.contact_id IS NOT NULL GROUP BY s.contact_id, t.tag
        ) AS placed
        GROUP BY contact_id
    ) AS united
    WHERE f.contact_id = united.contact_id
    """,
]

_FILLED = ", ".join(f"CASE WHEN c.{t} = '' THEN f.{t} ELSE c.{t} END AS {t}" for t in (*TEXTS, "external_id"))
_FIELDS = ", ".join((*TEXTS, "external_id", "name", "tags", "collected_on"))

CHANGES = [
    f"""
    CREATE TEMP TABLE stage_change ON COMMIT DROP AS
    SELECT n.*
    FROM stage_fill AS f
    JOIN stage_person AS p ON p.contact_id = f.contact_id AND NOT p.is_new AND p.may_write
    JOIN crm_contact AS c ON c.id = f.contact_id
    CROSS JOIN LATERAL (
        SELECT c.id, {_FILLED},
            CASE WHEN NOT f.nameless AND EXISTS (
                SELECT FROM crm_handle AS own WHERE own.contact_id = c.id AND own.value = c.name
            ) THEN f.name ELSE c.name END AS name,
            c.tags || ARRAY(SELECT t FROM unnest(f.tags) WITH ORDINALITY AS u (t, place)
                            WHERE t <> ALL (c.tags) ORDER BY place) AS tags,
            coalesce(c.collected_on, f.collected_on) AS collected_on
    ) AS n
    WHERE c.trashed_at IS NOT NULL OR ({", ".join(f"n.{t}" for t in _FIELDS.split(", "))})
        IS DISTINCT FROM ({", ".join(f"c.{t}" for t in _FIELDS.split(", "))})
    """,  # noqa: S608
    """
    CREATE TEMP TABLE stage_new_handle ON COMMIT DROP AS
    SELECT DISTINCT ON (s.contact_id, h.channel, h.key)
        s.contact_id, h.channel, h.key, h.value, h.shared, h.status, s.number
    FROM stage_handle AS h
    JOIN stage_row AS s ON s.id = h.row_id
    JOIN stage_person AS p ON p.contact_id = s.contact_id AND p.may_write
    LEFT JOIN crm_handle AS known
        ON known.contact_id = s.contact_id AND known.channel = h.channel AND known.key = h.key
    WHERE h.taken_by IS NULL AND known.id IS NULL
    ORDER BY s.contact_id, h.channel, h.key, s.number
    """,
    """
    UPDATE stage_row AS s SET result = CASE
        WHEN s.is_new THEN 'created'
        WHEN p.is_new AND s.fingerprint = lead.fingerprint THEN 'unchanged'
        WHEN p.is_new OR s.contact_id IN (SELECT id FROM stage_change)
            OR s.contact_id IN (SELECT contact_id FROM stage_new_handle) THEN 'updated'
        ELSE 'unchanged' END
    FROM stage_person AS p, stage_row AS lead
    WHERE s.result = '' AND p.contact_id = s.contact_id AND lead.id = s.lead_id
    """,
]

WRITE = [
    f"""
    INSERT INTO crm_contact (id, name, {", ".join(TEXTS[:-1])}, origin, external_id, tags, collected_on,
        visibility, owner_id, via, person, version, created_at, updated_at)
    SELECT f.contact_id, name, {", ".join(TEXTS[:-1])}, CASE WHEN origin = '' THEN %(origin)s ELSE origin END,
        external_id, tags, coalesce(collected_on, %(today)s), %(visibility)s, %(me)s, '', 0, 1, %(now)s, %(now)s
    FROM stage_fill AS f JOIN stage_person AS p ON p.contact_id = f.contact_id AND p.is_new
    """,  # noqa: S608
    f"""
    UPDATE crm_contact AS c
    SET {", ".join(f"{t} = n.{t}" for t in _FIELDS.split(", "))}, trashed_at = NULL, version = version + 1,
        updated_at = %(now)s
    FROM stage_change AS n WHERE c.id = n.id
    """,  # noqa: S608
    """
    INSERT INTO crm_handle (contact_id, channel, key, value, shared, status, book, version, created_at, updated_at)
    SELECT contact_id, channel, key, value, shared, status, 0, 1, %(now)s, %(now)s
    FROM stage_new_handle ORDER BY number, channel, key
    """,
]

# What has arrived need not be kept twice; what was refused is mended from here, and a dry run is looked at.
RESULTS = """
    UPDATE crm_importrow AS r
    SET result = s.result, reason = s.reason,
        data = CASE WHEN %(dry_run)s OR s.result = 'refused' THEN r.data
               ELSE jsonb_build_object('name', s.name) END,
        contact_id = (SELECT c.id FROM crm_contact AS c WHERE c.id = s.contact_id)
    FROM stage_row AS s WHERE r.id = s.id
"""


def apply(params: dict[str, Any], *, dry_run: bool) -> None:
    """After `match`, in its transaction: decide, write unless it is a dry run, and note what became of each row."""
    with connection.cursor() as cursor:
        for statement in [*NEW_CONTACTS, *TAKEN, *FILL, *CHANGES]:
            cursor.execute(statement, params)
        for statement in [] if dry_run else WRITE:
            cursor.execute(statement, params)
        cursor.execute(RESULTS, {"dry_run": dry_run})

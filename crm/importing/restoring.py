"""Contacts that an import changed, as they were: field by field, where the field is still as the import left it."""

from crm.importing.deciding import SELDOM, TEXTS

_TEXTS = (*TEXTS, *SELDOM, "name", "external_id")
_DAYS = ("collected_on", "informed_on")
_ADDED = """ARRAY(SELECT jsonb_array_elements_text(n.after -> 'tags')
    EXCEPT SELECT jsonb_array_elements_text(n.before -> 'tags'))"""
_BACK = ", ".join(
    f"{t} = CASE WHEN c.{t} = n.after ->> '{t}' THEN coalesce(n.before ->> '{t}', '') ELSE c.{t} END" for t in _TEXTS
)
_DAYS_BACK = ", ".join(
    f"{t} = CASE WHEN to_jsonb(c.{t}) = n.after -> '{t}' THEN (n.before ->> '{t}')::date ELSE c.{t} END" for t in _DAYS
)

# Somebody who came back from the trash with the import goes there again, unless people had to do with them since.
_TO_TRASH = """n.before ? 'trashed_at' AND c.trashed_at IS NULL AND c.updated_at = %(applied)s
    AND NOT EXISTS (SELECT FROM crm_interaction AS i WHERE i.contact_id = c.id AND i.created_at > %(applied)s)"""

RESTORE = [
    # Before anything is put back: what somebody changed since.
    """
    DELETE FROM crm_handle AS h USING crm_importedchange AS n
    WHERE n.job_id = %(job)s AND h.id = ANY (n.handles) AND h.version = 1 AND h.contact_id = n.contact_id
    """,
    "DROP TABLE IF EXISTS undo_kept",
    f"""
    CREATE TEMP TABLE undo_kept ON COMMIT DROP AS
    SELECT n.contact_id AS id, concat_ws(' ',
        (SELECT 'Changed since and kept: ' || string_agg(replace(field, '_', ' '), ', ' ORDER BY field) || '.'
         FROM jsonb_each(n.after) AS was (field, value)
         WHERE field NOT IN ('tags', 'trashed_at') AND to_jsonb(c) -> field IS DISTINCT FROM was.value),
        (SELECT 'An address was changed since and kept.' FROM crm_handle AS h WHERE h.id = ANY (n.handles) LIMIT 1),
        CASE WHEN n.before ? 'trashed_at' AND NOT ({_TO_TRASH}) THEN 'They were needed since and stay.'
        END) AS why
    FROM crm_importedchange AS n JOIN crm_contact AS c ON c.id = n.contact_id WHERE n.job_id = %(job)s
    """,  # noqa: S608  statements of ours
    f"""
    UPDATE crm_contact AS c SET {_BACK}, {_DAYS_BACK},
        tags = CASE WHEN n.after ? 'tags' THEN ARRAY(
            SELECT tag FROM unnest(c.tags) WITH ORDINALITY AS t (tag, place)
            WHERE tag <> ALL ({_ADDED}) ORDER BY place)::varchar[] ELSE c.tags END,
        trashed_at = CASE WHEN {_TO_TRASH} THEN (n.before ->> 'trashed_at')::timestamptz ELSE c.trashed_at END,
        version = c.version + 1, updated_at = %(now)s
    FROM crm_importedchange AS n WHERE n.job_id = %(job)s AND c.id = n.contact_id AND n.after || n.before <> '{{}}'
    """,  # noqa: S608
]
WHY_NOT_RESTORED = "SELECT id, why FROM undo_kept"

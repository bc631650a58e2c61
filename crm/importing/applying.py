"""What was decided, written: contacts, addresses, what happened before, and what became of each row."""

from typing import Any

from django.db import connection

from crm.genuine.people import rejudge_regrouped
from crm.importing.asked import make_campaigns
from crm.importing.deciding import FIELDS, TEXTS, decide
from crm.importing.history import decide_history, write_history
from crm.importing.interests import decide_interests, make_topics, write_interests
from crm.importing.preview import preview
from crm.memory import look_back
from crm.readiness.facts import refresh

_BUT_ORIGIN = ", ".join(TEXTS[:-1])
_SET = ", ".join(f"{field} = n.{field}" for field in FIELDS)

WRITE = [
    f"""
    INSERT INTO crm_contact (id, name, {_BUT_ORIGIN}, origin, external_id, tags, collected_on,
        visibility, owner_id, via, basis, informed_on, person, version, created_at, updated_at)
    SELECT f.contact_id, name, {_BUT_ORIGIN},
        CASE WHEN origin = '' AND told.whole IS NOT TRUE THEN %(origin)s ELSE origin END, external_id, tags,
        CASE WHEN collected_on IS NULL AND told.whole IS NOT TRUE THEN %(today)s ELSE collected_on END,
        p.visibility, %(me)s, coalesce(told.via, ''), coalesce(told.basis, ''), told.informed_on, f.contact_id, 1,
        %(now)s, %(now)s
    FROM stage_fill AS f JOIN stage_person AS p ON p.contact_id = f.contact_id AND p.is_new
    LEFT JOIN stage_told AS told ON told.contact_id = f.contact_id
    ORDER BY f.contact_id
    """,  # noqa: S608  field names of ours only
    f"""
    UPDATE crm_contact AS c SET {_SET}, trashed_at = NULL, version = version + 1, updated_at = %(now)s
    FROM stage_change AS n WHERE c.id = n.id
    """,  # noqa: S608
    """
    INSERT INTO crm_handle (contact_id, channel, key, value, shared, status, book, version, created_at, updated_at)
    SELECT contact_id, channel, key, value, shared, status, book, 1, %(now)s, %(now)s
    FROM stage_new_handle WHERE is_new ORDER BY number, channel, key
    """,
    """
    WITH added AS (
        INSERT INTO crm_handle
            (contact_id, channel, key, value, shared, status, book, version, created_at, updated_at)
        SELECT contact_id, channel, key, value, shared, status, book, 1, %(now)s, %(now)s
        FROM stage_new_handle WHERE NOT is_new ORDER BY number, channel, key
        RETURNING id, contact_id
    ), handles AS (
        SELECT contact_id, array_agg(id) AS ids FROM added GROUP BY contact_id
    )
    INSERT INTO crm_importedchange (job_id, contact_id, before, after, handles)
    SELECT %(job)s, contact_id, coalesce(before, '{}'), coalesce(after, '{}'), coalesce(ids, '{}')
    FROM handles FULL JOIN stage_diff USING (contact_id)
    """,
]

_TELLING = """jsonb_build_object('name', s.name, 'organization', s.organization)
    || CASE WHEN s.apart THEN '{"visibility": "private"}'::jsonb ELSE '{}' END"""
# What has arrived need not be kept twice; what was refused is mended from here.
RESULTS = f"""
    INSERT INTO crm_importrow (job_id, number, data, result, reason, contact_id, fingerprint, looks_like, undone,
        kept_because)
    SELECT %(job)s, r.number, r.more, 'refused', r.refused, NULL, '', '{{}}'::bigint[], '', ''
    FROM crm_stagedrow AS r WHERE r.job_id = %(job)s AND r.refused <> ''
    UNION ALL
    SELECT %(job)s, s.number, CASE WHEN s.is_refused THEN (
               SELECT to_jsonb(r) - 'more' || jsonb_build_object(
                   'boundaries', r.more -> 'boundaries', 'visibility', r.more ->> 'visibility', 'handles', (
                   SELECT coalesce(jsonb_agg(to_jsonb(h)), '[]') FROM stage_handle AS h WHERE h.number = s.number))
               FROM crm_stagedrow AS r WHERE r.job_id = %(job)s AND r.number = s.number)
           ELSE {_TELLING} END,
           CASE WHEN s.is_refused THEN 'refused' WHEN s.is_new THEN 'created'
                WHEN p.is_new AND s.fingerprint = lead.fingerprint THEN 'unchanged'
                WHEN p.is_new OR changed.id IS NOT NULL THEN 'updated' ELSE 'unchanged' END,
           s.reason, CASE WHEN NOT %(dry_run)s OR NOT p.is_new THEN s.contact_id END,
           s.fingerprint, '{{}}'::bigint[], '', ''
    FROM stage_row AS s JOIN stage_row AS lead ON lead.number = s.lead
    LEFT JOIN stage_person AS p ON p.contact_id = s.contact_id
    LEFT JOIN (
        SELECT id FROM stage_change
        UNION SELECT contact_id FROM stage_new_handle WHERE NOT is_new
        UNION SELECT contact_id FROM stage_interaction UNION SELECT contact_id FROM stage_boundary
        UNION SELECT contact_id FROM stage_interest UNION SELECT contact_id FROM stage_ask
        UNION SELECT contact_id FROM stage_promise UNION SELECT contact_id FROM stage_invitation
        UNION SELECT contact_id FROM stage_attestation
    ) AS changed ON changed.id = s.contact_id
"""  # noqa: S608
COUNTS = """
    SELECT (SELECT count(*) FROM stage_interaction), (SELECT count(*) FROM stage_boundary),
           (SELECT count(*) FROM stage_person WHERE is_new AND visibility <> %(visibility)s)
"""


def decide_all(params: dict[str, Any], *, dry_run: bool) -> tuple[int, int, int]:
    """After `match`, in its transaction. How many exchanges and boundaries are new, and how many newcomers stay
    private although the import is for the team."""
    decide(params)
    if not dry_run:
        make_topics(params)
        make_campaigns(params)
    decide_history(params)
    decide_interests(params)
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, params)
        interactions, boundaries, private = cursor.fetchone()
    return interactions, boundaries, private


def apply(params: dict[str, Any], *, dry_run: bool) -> None:
    """Write what was decided, unless it is a dry run, and note what became of each row."""
    with connection.cursor() as cursor:
        for statement in [] if dry_run else WRITE:
            cursor.execute(statement, params)
        if not dry_run:
            look_back(as_of=params["now"])
            write_history(params)
            write_interests(params)
            refresh(rejudge_regrouped())
        cursor.execute(RESULTS, {**params, "dry_run": dry_run})
        if dry_run:
            preview(params)

"""Do a bulk action, or take it back: a few statements in one transaction, all of it or nothing."""

import logging
from datetime import datetime
from typing import Any

import pghistory
from django.db import connection, transaction
from django.utils import timezone

from crm.bulk.verbs import VERBS, Verb, values_back, values_of
from crm.errors import Refusal
from crm.filters.selection import chosen_contacts
from crm.models import BulkAction, BulkStatus, BulkVerb

log = logging.getLogger(__name__)

_CHOOSE = "INSERT INTO crm_bulkchange (bulk_id, contact_id, kept) SELECT %s, found.id, false FROM ({ids}) AS found (id)"
_LOCK = """
SELECT count(*) FROM (
    SELECT c.id FROM crm_contact AS c JOIN crm_bulkchange AS x ON x.contact_id = c.id
    WHERE x.bulk_id = %(bulk)s ORDER BY c.id FOR UPDATE OF c
) AS locked
"""
_PLAN = """
UPDATE crm_bulkchange AS x SET before = jsonb_build_object({before}), after = jsonb_build_object({after})
FROM crm_contact AS c WHERE x.bulk_id = %(bulk)s AND c.id = x.contact_id AND ({when}) AND ({may})
"""
_LEAVE = "DELETE FROM crm_bulkchange WHERE bulk_id = %(bulk)s AND after IS NULL"
_WRITE = """
UPDATE crm_contact AS c SET {columns}, version = c.version + 1, updated_at = %(now)s
FROM crm_bulkchange AS x WHERE x.bulk_id = %(bulk)s AND c.id = x.contact_id
"""

_KEEP = """
UPDATE crm_bulkchange AS x SET kept = true
WHERE x.bulk_id = %(bulk)s AND NOT EXISTS (
    SELECT FROM crm_contact AS c
    WHERE c.id = x.contact_id AND jsonb_build_object({now_is}) = x.after AND ({back}))
"""
_GIVE_BACK = """
UPDATE crm_contact AS c SET {columns}, version = c.version + 1, updated_at = %(now)s
FROM (
    SELECT x.contact_id, was.* FROM crm_bulkchange AS x
    CROSS JOIN LATERAL jsonb_populate_record(NULL::crm_contact, x.before) AS was
    WHERE x.bulk_id = %(bulk)s AND NOT x.kept
) AS was WHERE c.id = was.contact_id
"""
# Of tags that somebody else changed since, only what this action did is taken back.
_GIVE_TAGS_BACK = """
UPDATE crm_contact AS c SET version = c.version + 1, updated_at = %(now)s, tags = ARRAY(
    SELECT t FROM unnest(c.tags) WITH ORDINALITY AS u (t, n)
    WHERE NOT (x.after -> 'tags' ? t AND NOT x.before -> 'tags' ? t) ORDER BY n
) || ARRAY(
    SELECT t FROM jsonb_array_elements_text(x.before -> 'tags') AS t
    WHERE NOT x.after -> 'tags' ? t AND t <> ALL (c.tags))
FROM crm_bulkchange AS x WHERE x.bulk_id = %(bulk)s AND x.kept AND c.id = x.contact_id
"""


def run_bulk(bulk_id: int, *, as_of: datetime | None = None) -> BulkAction:
    """Do it, or undo it if that is what it waits for. `as_of` is the clock, None means now. What was stopped can be
    run again; what is done stays as it is."""
    now = as_of or timezone.now()
    BulkAction.objects.filter(pk=bulk_id, status=BulkStatus.QUEUED).update(status=BulkStatus.RUNNING)
    try:
        with transaction.atomic():
            bulk = BulkAction.objects.select_for_update(of=("self",)).select_related("staff").get(pk=bulk_id)
            work = {BulkStatus.RUNNING: _do, BulkStatus.UNDOING: _undo}.get(BulkStatus(bulk.status))
            if work:
                who = bulk.staff_id if bulk.status == BulkStatus.RUNNING else bulk.undone_by_id
                with pghistory.context(user=who, bulk_action=bulk.pk):
                    work(bulk, now)
                bulk.save()
    except Refusal as refusal:
        return _failed(bulk_id, now, next(iter(refusal.errors.values())))
    except Exception:
        log.exception("Bulk action %s stopped", bulk_id)
        _failed(bulk_id, now, "It stopped unexpectedly. Nothing was changed; do it again.")
        raise
    return bulk


def _failed(bulk_id: int, now: datetime, error: str) -> BulkAction:
    bulk = BulkAction.objects.get(pk=bulk_id)
    undoing = bulk.status == BulkStatus.UNDOING
    bulk.status = BulkStatus.DONE if undoing else BulkStatus.FAILED
    bulk.error, bulk.finished_at = error, now
    if undoing:
        bulk.undone_at, bulk.undone_by = None, None
    bulk.save()
    return bulk


def _do(bulk: BulkAction, now: datetime) -> None:
    verb = VERBS.get(bulk.action)
    _choose(bulk, now, in_trash=verb is not None and verb.in_trash)
    values = values_of(bulk.params, me=bulk.staff_id, manages=bulk.staff.is_manager, now=now) | {"bulk": bulk.pk}
    bulk.total = _run(_LOCK, values, rows=True)
    if verb is None:
        bulk.changed = _shortlist(values)
    else:
        parts = _parts(verb)
        _run(_PLAN.format(when=verb.when, may=verb.may, **parts), values)
        _run(_LEAVE, values)
        columns = ", ".join(f"{name} = {becomes}" for name, becomes in verb.columns.items())
        bulk.changed = _run(_WRITE.format(columns=columns), values)
    bulk.status, bulk.finished_at, bulk.error = BulkStatus.DONE, now, ""


def _choose(bulk: BulkAction, now: datetime, *, in_trash: bool) -> None:
    rows = chosen_contacts(staff=bulk.staff, filters=bulk.filter, as_of=now, in_trash=in_trash)
    if bulk.contacts is not None:
        rows = rows.filter(pk__in=bulk.contacts)
    ids, params = rows.order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_CHOOSE.format(ids=ids), [bulk.pk, *params])


def _parts(verb: Verb) -> dict[str, str]:
    return {
        "before": ", ".join(f"'{name}', c.{name}" for name in verb.columns),
        "after": ", ".join(f"'{name}', {becomes}" for name, becomes in verb.columns.items()),
    }


def _undo(bulk: BulkAction, now: datetime) -> None:
    values = values_back(bulk.params, me=bulk.staff_id, now=now) | {"bulk": bulk.pk}
    _run(_LOCK, values)
    if bulk.action == BulkVerb.SHORTLIST:
        _take_off_shortlist(values)
    else:
        verb = VERBS[bulk.action]
        columns = ", ".join(f"{name} = was.{name}" for name in verb.columns)
        _run(_KEEP.format(now_is=_parts(verb)["before"], back=verb.back), values)
        _run(_GIVE_BACK.format(columns=columns), values)
        if "tags" in verb.columns:
            _run(_GIVE_TAGS_BACK, values)
    bulk.kept = bulk.changes.filter(kept=True).count()
    bulk.status = BulkStatus.UNDONE


# The nearest is the warmest tie of who works here; a private contact's are not looked at.
_PUT_ON = """
WITH put AS (
    INSERT INTO crm_candidate (campaign_id, contact_id, staff_id, version, created_at, updated_at)
    SELECT %(campaign)s, x.contact_id, coalesce(near.staff_id, %(staff)s), 1, %(now)s, %(now)s
    FROM crm_bulkchange AS x JOIN crm_contact AS c ON c.id = x.contact_id
    LEFT JOIN LATERAL (
        SELECT r.staff_id FROM crm_relationship AS r JOIN crm_staff AS s ON s.id = r.staff_id
        WHERE %(nearest)s AND c.visibility = 'team' AND r.contact_id = c.id AND s.left_on IS NULL
            AND r.warmth_log IS NOT NULL
        ORDER BY r.warmth_log DESC, r.staff_id <> %(staff)s, r.staff_id LIMIT 1
    ) AS near ON true
    WHERE x.bulk_id = %(bulk)s
    ON CONFLICT DO NOTHING RETURNING id, contact_id
)
UPDATE crm_bulkchange AS x SET after = jsonb_build_object('candidate', put.id)
FROM put WHERE x.bulk_id = %(bulk)s AND x.contact_id = put.contact_id
"""
# Who was asked, or is to be asked by somebody else by now, stays.
_KEEP_CANDIDATES = """
UPDATE crm_bulkchange AS x SET kept = true
WHERE x.bulk_id = %(bulk)s AND NOT EXISTS (
    SELECT FROM crm_candidate AS k WHERE k.id = (x.after ->> 'candidate')::bigint AND k.version = 1
        AND k.contact_id = x.contact_id
        AND NOT EXISTS (SELECT FROM crm_ask AS a WHERE a.contact_id = k.contact_id AND a.campaign_id = k.campaign_id))
"""
_TAKE_OFF = """
DELETE FROM crm_candidate WHERE id IN (
    SELECT (after ->> 'candidate')::bigint FROM crm_bulkchange WHERE bulk_id = %(bulk)s AND NOT kept)
"""


def _shortlist(values: dict[str, Any]) -> int:
    changed = _run(_PUT_ON, {"nearest": False, **values})
    _run(_LEAVE, values)
    return changed


def _take_off_shortlist(values: dict[str, Any]) -> None:
    _run(_KEEP_CANDIDATES, values)
    _run(_TAKE_OFF, values)


def _run(statement: str, values: dict[str, Any], *, rows: bool = False) -> int:
    """How many rows it touched, or with `rows` the number it answers."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.fetchone()[0]) if rows else cursor.rowcount

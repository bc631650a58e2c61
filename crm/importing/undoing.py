"""Take a whole import back: what it created goes, what it changed is as before, what it linked is unlinked.

What people have touched since stays, and its row says why. A no is not taken back like the rest: boundaries are
lifted, with the reason and by a manager, never deleted; asks are voided likewise, and pitches go by a manager alone.
Whoever has one of these left goes to the trash, where it keeps counting. One transaction; the same file can be loaded
again after it.
"""

from datetime import datetime
from typing import Any

import pghistory
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext as _

from crm.errors import Conflict, NotAllowed
from crm.genuine.copies import rejudge_copies
from crm.genuine.people import rejudge_regrouped
from crm.importing.letting_go import ANSWERED_SINCE, BROUGHT_ASKS, DEALT_SINCE, LET_GO, TIES, VOID
from crm.importing.restoring import RESTORE, WHY_NOT_RESTORED
from crm.importing.touched import Reference, mark_touched, references_to
from crm.models.asks import Ask
from crm.models.boundaries import Attestation, Boundary, Invitation
from crm.models.contacts import Contact, Handle
from crm.models.correspondence import MailOffer, TakenMail
from crm.models.imports import ImportedChange, ImportJob, ImportStatus
from crm.models.interactions import Interaction, Promise
from crm.models.relationships import Relationship
from crm.models.staff import Staff
from crm.models.topics import Interest
from crm.readiness.facts import refresh

LOCK_APPLYING = 4_711_002  # as crm.importing.job: one import is applied or taken back at a time
OURS: frozenset[type] = frozenset(
    {Handle, Interaction, Boundary, Interest, Relationship, ImportedChange, Ask, Promise, Invitation, Attestation}
)
# What hangs on an exchange and goes with it.
OF_AN_EXCHANGE: frozenset[type] = frozenset({Interaction, Interaction.topics.through, TakenMail, MailOffer})

START = [
    "DROP TABLE IF EXISTS undo_contact, undo_interaction, undo_interest, undo_tie",
    """
    CREATE TEMP TABLE undo_contact ON COMMIT DROP AS
    SELECT c.id, CASE WHEN c.version > 1 THEN 'They were changed since.' ELSE '' END AS why
    FROM (SELECT DISTINCT contact_id AS id FROM crm_importrow WHERE job_id = %(job)s AND result = 'created') AS made
    JOIN crm_contact AS c USING (id)
    """,
    "ALTER TABLE undo_contact ADD PRIMARY KEY (id)",
    # Nothing rests on somebody's having said that they do not know them.
    "DELETE FROM crm_acquaintance AS a USING undo_contact AS u WHERE a.contact_id = u.id AND a.how_well = 'not'",
    """
    CREATE TEMP TABLE undo_interaction ON COMMIT DROP AS
    SELECT id, staff_id, contact_id, fingerprint, introduces_id,
           CASE WHEN version > 1 THEN 'An exchange with them was changed since.'
                WHEN promotional AND NOT %(manager)s THEN 'They were pitched before; a manager can take that back.'
                ELSE '' END AS why
    FROM crm_interaction WHERE import_job_id = %(job)s
    """,
    "ALTER TABLE undo_interaction ADD PRIMARY KEY (id)",
    """
    CREATE TEMP TABLE undo_interest ON COMMIT DROP AS
    SELECT id, contact_id, CASE WHEN version > 1 THEN 'An interest was changed since.' ELSE '' END AS why
    FROM crm_interest WHERE import_job_id = %(job)s
    """,
    # Whoever writes with one of them now is waited for, or waits.
    "SELECT id FROM crm_contact WHERE id IN (SELECT id FROM undo_contact) ORDER BY id FOR UPDATE",
    """
    SELECT id FROM crm_contact WHERE id IN (SELECT contact_id FROM crm_importedchange WHERE job_id = %(job)s)
    ORDER BY id FOR UPDATE
    """,
    "ANALYZE undo_contact",
    "ANALYZE undo_interaction",
]

SINCE = [
    """
    UPDATE undo_contact AS u SET why = 'They got another address since.'
    WHERE why = '' AND EXISTS (
        SELECT FROM crm_handle AS h JOIN crm_contact AS c ON c.id = h.contact_id
        WHERE h.contact_id = u.id AND (h.version > 1 OR h.created_at <> c.created_at))
    """,
    """
    UPDATE undo_contact AS u SET why = 'There are exchanges with them since.'
    WHERE why = '' AND EXISTS (
        SELECT FROM crm_interaction AS i WHERE i.contact_id = u.id AND i.import_job_id IS DISTINCT FROM %(job)s)
    """,
    """
    UPDATE undo_contact AS u SET why = 'They set a boundary since.'
    WHERE why = '' AND EXISTS (
        SELECT FROM crm_boundary AS b WHERE b.contact_id = u.id AND b.import_job_id IS DISTINCT FROM %(job)s)
    """,
    """
    UPDATE undo_contact AS u SET why = 'Their interests were looked after since.'
    WHERE why = '' AND EXISTS (
        SELECT FROM crm_interest AS i WHERE i.contact_id = u.id
        AND (i.version > 1 OR i.import_job_id IS DISTINCT FROM %(job)s))
    """,
]

_GOING = "SELECT id FROM undo_interaction WHERE why = ''"
TAKE_BACK = [
    "DELETE FROM crm_interest WHERE id IN (SELECT id FROM undo_interest WHERE why = '')",
    f"UPDATE crm_interaction SET answers_id = NULL WHERE answers_id IN ({_GOING}) AND id NOT IN ({_GOING})",  # noqa: S608
    f"DELETE FROM crm_interaction_topics WHERE interaction_id IN ({_GOING})",  # noqa: S608
    f"DELETE FROM crm_takenmail WHERE interaction_id IN ({_GOING})",  # noqa: S608
    f"DELETE FROM crm_mailoffer WHERE interaction_id IN ({_GOING})",  # noqa: S608
    f"DELETE FROM crm_interaction WHERE id IN ({_GOING})",  # noqa: S608
    """
    UPDATE crm_boundary SET lifted_at = %(now)s, lifted_by_id = %(me)s, lift_reason = %(reason)s,
        version = version + 1, updated_at = %(now)s
    WHERE import_job_id = %(job)s AND lifted_at IS NULL AND %(manager)s
    """,
]

# A no or a rest of theirs is on record: gone from the book, but not forgotten.
TRASH = """
    UPDATE crm_contact AS c SET trashed_at = %(now)s, version = version + 1, updated_at = %(now)s
    FROM undo_contact AS u
    WHERE c.id = u.id AND u.why = '' AND c.trashed_at IS NULL AND (
        EXISTS (SELECT FROM crm_boundary AS b WHERE b.contact_id = c.id)
        OR EXISTS (SELECT FROM crm_recall AS r WHERE r.contact_id = c.id)
        OR EXISTS (SELECT FROM crm_interaction AS i WHERE i.contact_id = c.id)
        OR EXISTS (SELECT FROM crm_ask AS a WHERE a.contact_id = c.id))
"""
GONE = "SELECT u.id FROM undo_contact AS u JOIN crm_contact AS c USING (id) WHERE u.why = '' AND c.trashed_at IS NULL"

# Each row says what became of its person.
ROWS = f"""
    UPDATE crm_importrow AS r SET undone = told.undone, kept_because = told.why
    FROM (
        SELECT u.id, CASE WHEN u.why <> '' THEN 'kept' WHEN c.trashed_at IS NOT NULL THEN 'trashed' ELSE 'removed' END
            AS undone, concat_ws(' ', nullif(u.why, ''), CASE
                WHEN u.why = '' AND c.trashed_at IS NOT NULL THEN 'A no or a rest of theirs is on record.' END) AS why
        FROM undo_contact AS u JOIN crm_contact AS c USING (id)
        UNION ALL
        SELECT id, CASE WHEN why = '' THEN 'restored' ELSE 'kept' END, why FROM (
            SELECT coalesce(changed.id, brought.id) AS id, concat_ws(' ', changed.why, brought.why) AS why
            FROM ({WHY_NOT_RESTORED}) AS changed
            FULL JOIN (
                SELECT contact_id AS id, string_agg(DISTINCT nullif(why, ''), ' ') AS why FROM (
                    SELECT contact_id, why FROM undo_interaction
                    UNION ALL SELECT contact_id, why FROM undo_interest
                    UNION ALL
                    SELECT contact_id, CASE WHEN lifted_at IS NULL THEN 'A boundary stays; a manager can lift it.'
                           ELSE '' END FROM crm_boundary WHERE import_job_id = %(job)s
                    UNION ALL
                    SELECT contact_id, CASE WHEN voided_at IS NULL THEN 'An ask stays; a manager can void it.'
                           ELSE '' END FROM crm_ask WHERE id IN ({BROUGHT_ASKS})
                ) AS came GROUP BY contact_id
            ) AS brought USING (id)
        ) AS before WHERE id NOT IN (SELECT id FROM undo_contact)
    ) AS told
    WHERE r.job_id = %(job)s AND r.contact_id = told.id
"""  # noqa: S608  statements of ours


def undo_import(*, staff: Staff, job: ImportJob, as_of: datetime) -> ImportJob:
    """Raises NotAllowed for somebody else's import, Conflict for one that wrote nothing or was undone before."""
    with transaction.atomic(), pghistory.context(user=staff.pk, import_job=job.pk, undone=True):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK_APPLYING])
            job = _require_undoable(staff, ImportJob.objects.select_for_update(of=("self",)).get(pk=job.pk))
            params = {
                **{"job": job.pk, "me": staff.pk, "manager": staff.is_manager, "now": as_of},
                **{"reason": f"The import “{job.filename}” that brought it was undone.", "applied": job.applied_at},
            }
            pairs, marks = _take_back(cursor, params)
        job.undone_at, job.undone_by = as_of, staff
        job.save(update_fields=["undone_at", "undone_by"])
        refresh([*pairs, *rejudge_copies(marks), *rejudge_regrouped()])
    return job


def _require_undoable(staff: Staff, job: ImportJob) -> ImportJob:
    if job.staff_id != staff.pk:
        raise NotAllowed(_("Only who loaded it can take it back."))
    if job.status != ImportStatus.DONE or job.dry_run:
        raise Conflict(_("This import has written nothing; there is nothing to take back."))
    if job.undone_at is not None:
        raise Conflict(_("This import was undone before."))
    return job


def _take_back(cursor: CursorWrapper, params: dict[str, Any]) -> tuple[list[tuple[int, int]], list[str]]:
    """The relationships that are left to be worked out anew, and the texts whose copies are fewer now."""
    for statement in [*START, *LET_GO]:
        cursor.execute(statement, params)
    resting = [one for one in references_to(Interaction) if one.model not in OF_AN_EXCHANGE]
    mark_touched(cursor, "undo_interaction", resting)
    cursor.execute(ANSWERED_SINCE, params)
    others = [one for one in references_to(Contact) if one.model not in OURS and not one.may_be_empty]
    mark_touched(cursor, "undo_contact", others)
    for statement in [*SINCE, *DEALT_SINCE, *TAKE_BACK, VOID, *RESTORE, TRASH, ROWS]:
        cursor.execute(statement, params)
    cursor.execute("SELECT staff_id, contact_id, fingerprint, introduces_id FROM undo_interaction")
    brought = cursor.fetchall()
    cursor.execute(GONE)
    gone = [contact for (contact,) in cursor.fetchall()]
    _remove(cursor, gone)
    cursor.execute(TIES, params)
    ties = cursor.fetchall()
    left = {(who, row[1]) for row in brought for who in (row[0], row[3]) if who} | {(row[0], row[1]) for row in ties}
    away = set(gone)
    marks = {row[2] for row in (*brought, *ties) if row[2]}
    return [pair for pair in left if pair[1] not in away], sorted(marks)


def _remove(cursor: CursorWrapper, contacts: list[int]) -> None:
    """With what is only theirs. What merely points at them, points nowhere then."""
    own: list[Reference] = []
    for reference in references_to(Contact):
        if reference.model in OURS:
            own.append(reference)
        elif reference.may_be_empty:
            cursor.execute(reference.emptied, [contacts])
    for reference in own:
        cursor.execute(reference.deleted, [contacts])
    cursor.execute("DELETE FROM crm_contact WHERE id = ANY (%s::bigint[])", [contacts])

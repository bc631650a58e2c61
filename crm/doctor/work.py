"""What was begun is going on or over: no import, export or bulk action that nobody works on."""

from crm.doctor.invariants import Invariant, by_query

AGAIN = "The worker takes it up within ten minutes; is one running? Else cancel it and start it again."


def _left_lying(table: str, task: str, argument: str, more: str = "") -> str:
    # Jobs are taken up again by crm.rescue_stalled; one without a job at all nobody will ever do. Young ones may be
    # done by a command in the foreground.
    return f"""
        SELECT '{table.removeprefix("crm_")} ' || t.id FROM {table} AS t
        WHERE t.status IN ('queued', 'running') AND t.created_at < now() - interval '6 hours' {more} AND NOT EXISTS (
            SELECT FROM procrastinate_jobs AS j
            WHERE j.task_name = '{task}' AND (j.args ->> '{argument}')::bigint = t.id AND j.status IN ('todo', 'doing'))
        ORDER BY t.id"""  # noqa: S608 - our own constants


# A worker that died is struck off within the minute, and its jobs are taken up in the next.
_STALLED = """
SELECT 'job ' || j.id FROM procrastinate_jobs AS j LEFT JOIN procrastinate_workers AS w ON w.id = j.worker_id
WHERE j.status = 'doing' AND (w.id IS NULL OR w.last_heartbeat < now() - interval '15 minutes')
    AND NOT EXISTS (
        SELECT FROM procrastinate_events AS e WHERE e.job_id = j.id AND e.at > now() - interval '15 minutes')
ORDER BY j.id
"""

WORK: tuple[Invariant, ...] = (
    by_query(
        "imports", "No import waits for nobody.", _left_lying("crm_importjob", "crm.import_file", "job_id"), mend=AGAIN
    ),
    by_query(
        "exports",
        "No export waits for nobody.",
        _left_lying("crm_export", "crm.export_contacts", "export_id", "AND t.way = 'job'"),
        mend=AGAIN,
    ),
    by_query(
        "bulk actions",
        "No bulk action waits for nobody.",
        _left_lying("crm_bulkaction", "crm.bulk_action", "bulk_id"),
        mend=AGAIN,
    ),
    by_query("stalled jobs", "No job is held by a worker that is gone.", _STALLED, mend=AGAIN),
)

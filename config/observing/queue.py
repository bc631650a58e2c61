"""How the worker keeps up: what waits and since when, what runs, what failed."""

from dataclasses import dataclass

from django.db import connection

# A job waits since it may run. One behind a running job of the same lock waits with reason, and does not count as old.
_WAITING = """
SELECT task_name, count(*), coalesce(max(extract(epoch FROM now() - coalesce(scheduled_at, deferred.at)))
    FILTER (WHERE NOT EXISTS (
        SELECT FROM procrastinate_jobs AS ahead WHERE ahead.lock = job.lock AND ahead.status = 'doing')), 0)::float8
FROM procrastinate_jobs AS job
LEFT JOIN LATERAL (
    SELECT min(at) AS at FROM procrastinate_events WHERE job_id = job.id
) AS deferred ON true
WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now())
GROUP BY task_name
"""
_OTHERS = """
SELECT task_name, count(*) FILTER (WHERE status = 'doing'), count(*) FILTER (WHERE status = 'failed')
FROM procrastinate_jobs WHERE status IN ('doing', 'failed') GROUP BY task_name
"""
_ALIVE = "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '1 minute'"


@dataclass
class Task:
    """One kind of job: how many, and the seconds the longest-waiting one has been waiting."""

    waiting: int = 0
    oldest: float = 0.0
    running: int = 0
    failed: int = 0


def tasks() -> dict[str, Task]:
    found: dict[str, Task] = {}
    with connection.cursor() as cursor:
        cursor.execute(_WAITING)
        for name, waiting, oldest in cursor.fetchall():
            found[name] = Task(waiting=waiting, oldest=oldest)
        cursor.execute(_OTHERS)
        for name, running, failed in cursor.fetchall():
            task = found.setdefault(name, Task())
            task.running, task.failed = running, failed
    return found


def workers_alive() -> int:
    with connection.cursor() as cursor:
        cursor.execute(_ALIVE)
        [number] = cursor.fetchone()
    return int(number)

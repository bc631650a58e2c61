"""Which sources are due, and handing them to the workers."""

from datetime import datetime

from asgiref.sync import async_to_sync
from django.db import transaction
from procrastinate.contrib.django import app

from listening.checking import LEASE
from listening.jobs import queue_check
from listening.models import Source
from listening.sources.kinds import MODULES, is_streamed, kind_named

AT_ONCE = 500
SILENT_AFTER = 40.0  # seconds without a sign of life: the worker is dead


def queue_due(*, as_of: datetime) -> int:
    """Queue a check of each source that is due. Any number of processes may do so at once. How many."""
    streamed = [name for name in MODULES if is_streamed(kind_named(name))]
    with transaction.atomic():
        due = list(
            Source.objects.listening()
            .filter(next_check_at__lte=as_of)
            .exclude(kind__in=streamed)
            .order_by("next_check_at")
            .select_for_update(skip_locked=True)[:AT_ONCE]
        )
        # Should the job get lost, it is due again after a while; what came of it sets the real time.
        Source.objects.filter(pk__in=[source.pk for source in due]).update(next_check_at=as_of + LEASE)
        return sum(map(queue_check, due))


def take_up_stalled() -> int:
    """Jobs of workers that died go back into the queue, for another to take them up. How many."""

    async def retry() -> int:
        stalled = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_AFTER))
        for job in stalled:
            await app.job_manager.retry_job(job)
        return len(stalled)

    return async_to_sync(retry)()

"""The programs kept running: the web server, the worker, and the one that listens."""

import os
import shutil
import socket
import sys
from pathlib import Path

from django.conf import settings
from environ import Env

from config.database import DIRECT_VARIABLE
from config.running.children import Child

# A web process's statements come to an end before gunicorn's patience does; a worker's may take their time.
IN_TIME = {"STATEMENT_SECONDS": "55"}
# These are told of new jobs by a connection that listens, and hold locks from one transaction to the next.
ROUND_THE_POOLER = {DIRECT_VARIABLE: "1"}


def web(env: Env, listener: socket.socket) -> Child:
    """gunicorn on a socket that we hold: while it restarts, callers wait instead of being refused."""
    shared_memory = ["--worker-tmp-dir", "/dev/shm"] if os.access("/dev/shm", os.W_OK) else []  # noqa: S108 - gunicorn's heartbeat file
    command = [
        sys.executable, "-m", "gunicorn", "config.wsgi:application",
        "--bind", f"fd://{listener.fileno()}",
        "--worker-class", "gthread",
        "--workers", str(env.int("WEB_PROCESSES", default=2)),
        "--threads", str(env.int("WEB_THREADS", default=8)),
        "--timeout", "60",
        "--graceful-timeout", "10",
        "--log-level", "warning",
        "--no-control-socket",
        *shared_memory,
    ]  # fmt: skip
    return Child(
        "web server", command, grace=15, pass_fds=(listener.fileno(),), variables={**IN_TIME, **_counting_together()}
    )


def _counting_together() -> dict[str, str]:
    """With METRICS the web processes count in one folder, emptied at each start: its files are one's who is gone."""
    if not settings.METRICS:
        return {}
    folder = Path(settings.HOME) / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    return {"PROMETHEUS_MULTIPROC_DIR": str(folder)}


def worker(env: Env) -> Child:
    command = [
        sys.executable, str(settings.BASE_DIR / "manage.py"), "procrastinate", "worker",
        "--concurrency", str(env.int("WORKER_CONCURRENCY", default=4)),
        "--shutdown-graceful-timeout", "10",
    ]  # fmt: skip
    return Child("worker", command, grace=15, variables=ROUND_THE_POOLER)


def listener() -> Child:
    """Holds the streams and says what is due to be fetched."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "listen"]
    return Child("listener", command, grace=15, variables=ROUND_THE_POOLER)

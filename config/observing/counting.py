"""Counts and times of requests, of all web processes together. Imported only with METRICS on.

`manage.py run` gives the web processes a folder (PROMETHEUS_MULTIPROC_DIR) that they all count in."""

import os

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.multiprocess import MultiProcessCollector

BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

requests = CollectorRegistry()
COUNT = Counter("listenlarge_requests_total", "Requests answered.", ["method", "view", "status"], registry=requests)
SECONDS = Histogram(
    "listenlarge_request_seconds", "How long an answer took.", ["method", "view"], buckets=BUCKETS, registry=requests
)


def count_request(method: str, view: str, status: int, seconds: float) -> None:
    method = method if method in METHODS else "other"  # a stranger's word must not become a label
    COUNT.labels(method, view, status).inc()
    SECONDS.labels(method, view).observe(seconds)


def counted() -> CollectorRegistry:
    """What to read the counts from."""
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        return requests
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry

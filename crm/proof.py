"""How fresh a proof of who somebody is must be, for what could do harm in a browser left open."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

FRESH = timedelta(minutes=15)


def is_fresh(records: Iterable[Mapping[str, Any]], as_of: datetime) -> bool:
    """`records` say when they proved it in this session: `at`, in seconds since 1970. Signing in is a proof."""
    proved = max((float(record["at"]) for record in records), default=0.0)
    return as_of - datetime.fromtimestamp(proved, tz=UTC) < FRESH

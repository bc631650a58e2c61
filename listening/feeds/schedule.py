"""When to look at a feed again: as often as it changes and as seldom as it asks, between a quarter of an hour and a
day."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from statistics import median

SOONEST, LATEST = timedelta(minutes=15), timedelta(hours=24)
UNKNOWN = timedelta(hours=1)
LONGEST_ASKED = timedelta(days=7)  # a server that says “next year” is asked within a week
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


def next_look(
    headers: Mapping[str, str], *, ttl: int, published: Sequence[datetime], unchanged: int, as_of: datetime
) -> datetime:
    """`ttl`: minutes, as the feed asks; `published`: of its latest entries, newest first; `unchanged`: looks in a row
    that found nothing new."""
    pace = _pace(published, as_of) * (1 + min(unchanged, 8) / 4)
    asked = max(timedelta(minutes=ttl), _fresh_for(headers, as_of))
    return as_of + min(max(pace, asked, SOONEST), LATEST)


def retry_after(headers: Mapping[str, str], *, as_of: datetime) -> datetime | None:
    """Seconds or a date; None where it does not say, or says something that cannot be."""
    text = headers.get("retry-after", "").strip()
    if text.isdecimal() and len(text) < 9:
        return as_of + min(timedelta(seconds=int(text)), LONGEST_ASKED)
    found = _http_date(text)
    return min(max(found, as_of), as_of + LONGEST_ASKED) if found else None


def _pace(published: Sequence[datetime], as_of: datetime) -> timedelta:
    """Half the usual time between two entries; a feed that fell silent is looked at less and less."""
    times = [moment for moment in published if moment <= as_of]
    if len(times) < 3:
        return UNKNOWN
    gaps = [(later - earlier).total_seconds() for later, earlier in zip(times, times[1:], strict=False)]
    silent = (as_of - times[0]).total_seconds() / 20
    return timedelta(seconds=max(median(gaps) / 2, silent))


def _fresh_for(headers: Mapping[str, str], as_of: datetime) -> timedelta:
    if found := _MAX_AGE.search(headers.get("cache-control", "")):
        return timedelta(seconds=int(found[1]))
    expires = _http_date(headers.get("expires", ""))
    return max(expires - as_of, timedelta()) if expires else timedelta()


def _http_date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None

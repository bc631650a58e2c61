"""The time zones there are. Listing them reads a folder, so that is done once."""

import zoneinfo
from functools import cache


@cache
def time_zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())

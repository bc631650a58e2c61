"""A calendar being connected: what the first two steps found, kept sealed in the page until the third."""

import json
from dataclasses import dataclass
from typing import Any

from crm.actions.connect_calendar import Tried
from crm.models import CalendarKind
from crm.providers import Provider, provider_named, provider_of
from crm.sealing import SealBroken, seal, unseal


@dataclass(frozen=True)
class Way:
    """How a calendar is reached: what step two begins with."""

    kind: str
    address: str
    words: str
    provider: str


def way_of(address: str, chosen: str) -> Way:
    """`chosen`: a provider's key, `address` or `file`; "" for what the address says."""
    if chosen in (CalendarKind.ADDRESS, CalendarKind.FILE):
        return Way(chosen, "", "", "")
    provider: Provider = provider_named(chosen) or provider_of(address)
    return Way(provider.calendar_kind, provider.calendar_address, str(provider.calendar_words), provider.name)


def keep_tried(tried: Tried, *, address: str, password: str) -> str:
    """For a hidden field: whoever reads the page reads nothing of it."""
    found = [[one.url, one.name, list(one.own_addresses)] for one in tried.calendars]
    return seal(json.dumps({"address": address, "password": password, "calendars": found}))


def tried_before(sealed: str) -> dict[str, Any]:
    """Empty where it cannot be opened: somebody tampered with it, or it is long ago."""
    try:
        kept = json.loads(unseal(sealed) or "{}")
    except (SealBroken, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}

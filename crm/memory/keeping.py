"""What of somebody is kept when they are erased. As little as keeps them unasked and rested."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from crm.memory.hashing import Key, digests
from crm.models import (
    Ask,
    Boundary,
    Direction,
    Interaction,
    Memory,
    MemoryAsk,
    MemoryBoundary,
    MemoryKey,
    Policy,
    Recall,
)
from crm.models.boundaries import stands
from crm.readiness.question import YEAR_DAYS


def keep_memory(
    *, contacts: Collection[int], keys: Collection[Key], seen: Collection[int], as_of: datetime
) -> dict[str, int]:
    """Of all these records, one person, under all these addresses; what was remembered of them before goes in.
    How many boundaries and days, of those records that are `seen`: a receipt tells of no others. Without an address
    there is nothing to remember them by."""
    today = as_of.date()
    before = list(Recall.objects.filter(contact__in=contacts).values_list("memory", flat=True))
    kept_keys = {
        bytes(digest) for digest in MemoryKey.objects.filter(memory__in=before).values_list("digest", flat=True)
    }
    kept_keys |= set(digests(keys).values())
    boundaries = _boundaries(contacts, today)
    days = _asked(contacts) | set(MemoryAsk.objects.filter(memory__in=before).values_list("asked_on", "not_before"))
    Memory.objects.filter(pk__in=before).delete()
    if not kept_keys:
        return {"boundaries": 0, "asks": 0}
    memory = Memory.objects.create()
    MemoryKey.objects.bulk_create(MemoryKey(memory=memory, digest=digest) for digest in sorted(kept_keys))
    MemoryBoundary.objects.bulk_create(
        MemoryBoundary(memory=memory, scope=scope, client=client, topic_id=topic, campaign_id=campaign,
                       channel=channel, until=until)
        for scope, client, topic, campaign, channel, until in boundaries
    )  # fmt: skip
    wanted = _that_matter(days, today)
    MemoryAsk.objects.bulk_create(
        MemoryAsk(memory=memory, asked_on=asked_on, not_before=not_before) for asked_on, not_before in wanted
    )
    return {"boundaries": len(_boundaries(seen, today)), "asks": len(_that_matter(_asked(seen), today))}


def forget_past(*, as_of: datetime) -> None:
    """Days that no rule asks for any more, and boundaries that ran out."""
    today = as_of.date()
    MemoryBoundary.objects.filter(until__lte=today).delete()
    long_ago = today - timedelta(days=_longest())
    MemoryAsk.objects.filter(asked_on__lt=long_ago).filter(Q(not_before=None) | Q(not_before__lte=today)).delete()


def _boundaries(contacts: Collection[int], today: date) -> set[tuple[Any, ...]]:
    """Those that stand, on whichever record; `today` may be a day late somewhere, so one day more."""
    rows = Boundary.objects.filter(stands(today - timedelta(days=1)), contact__in=contacts)
    return set(rows.values_list("scope", "client", "topic", "campaign", "channel", "until"))


def _asked(contacts: Collection[int]) -> set[tuple[date, date | None]]:
    asks = Ask.objects.standing().filter(contact__in=contacts)
    days: set[tuple[date, date | None]] = {
        ((follow_up or asked).date(), until)
        for asked, follow_up, until in asks.values_list("asked_at", "follow_up_at", "not_now_until")
    }
    pitches = Interaction.objects.standing().filter(
        contact__in=contacts, promotional=True, direction=Direction.OUTBOUND
    )
    return days | {(at.date(), None) for at in pitches.values_list("occurred_at", flat=True)}


def _that_matter(days: Iterable[tuple[date, date | None]], today: date) -> list[tuple[date, date | None]]:
    since = today - timedelta(days=_longest())
    return sorted(
        ((on, until) for on, until in days if on >= since or (until and until > today)),
        key=lambda one: (one[0], one[1] or date.min),
    )


def _longest() -> int:
    """Days for which any of the organisation's rules looks back at an ask."""
    rests = Policy.objects.values_list("rest_days", "rest_after_no_days")
    return max((YEAR_DAYS, *(days + 2 for pair in rests for days in pair)))

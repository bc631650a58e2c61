"""Posts that are meant for us: they answer, name or share one of our own addresses."""

from collections.abc import Sequence

from crm.addresses import canonical
from listening.authors import Key, normal
from listening.models import OurHandle, Overture
from listening.observed import Address
from listening.weighing import Weighed

WEB = ("website", "feed", "newsletter", "podcast")


def note_overtures(new: Sequence[tuple[int, Weighed]]) -> None:
    """`new`: mentions that were just stored, by id."""
    if not new:
        return
    ours = {(one.channel, one.key): one for one in OurHandle.objects.in_use()}
    if not ours:
        return
    sites = {key: one for (channel, key), one in ours.items() if channel in WEB}
    Overture.objects.bulk_create(
        [
            Overture(mention_id=pk, to=handle, kind=kind)
            for pk, one in new
            if not (one.author and (one.author.channel, one.author.key) in ours)  # we ourselves
            for handle, kind in _towards(one, ours, sites).items()
        ],
        ignore_conflicts=True,
    )


def _towards(one: Weighed, ours: dict[Key, OurHandle], sites: dict[str, OurHandle]) -> dict[OurHandle, str]:
    """Each of our handles once; the closest of what was done towards it."""
    seen = one.cleaned.seen
    found: dict[OurHandle, str] = {}
    for link in one.cleaned.links:
        for site in _parents(canonical(link)):
            if site in sites:
                found[sites[site]] = Overture.Kind.SHARED
    for address in seen.to:
        if handle := _own(address, ours):
            found[handle] = Overture.Kind.REPLIED if seen.in_reply_to else Overture.Kind.NAMED
    if seen.shares_of and (handle := _own(seen.shares_of, ours)):
        found[handle] = Overture.Kind.SHARED
    return found


def _own(address: Address, ours: dict[Key, OurHandle]) -> OurHandle | None:
    known = normal(Address(*address))
    return ours.get((known.channel, known.key)) if known else None


def _parents(address: str) -> list[str]:
    """`example.org/a/b`, `example.org/a`, `example.org`."""
    parts = address.split("?", 1)[0].split("/")
    return ["/".join(parts[:end]) for end in range(len(parts), 0, -1)] if address else []

"""Who is who on Bluesky: streams name people by DID, people write handles. Asked of Bluesky's public directory, kept
for a day in this process."""

import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from crm.channels import Channel
from crm.handles import HandleError, normalise
from crm.models import Handle
from crm.outgoing import NotReached
from listening.models import OurHandle
from listening.sources import Address, SourceTrouble
from listening.sources.asking import ask

AT_ONCE = 25
KEPT_FOR = timedelta(days=1).total_seconds()


class People:
    """DIDs and handles of those we know, as far as the directory tells. `directory`: its base address."""

    def __init__(self, directory: str) -> None:
        self._directory = directory
        self._dids: dict[str, tuple[str, float]] = {}  # by handle: the DID ("" for none), and when we asked
        self._handles: dict[str, str] = {}  # by DID

    def look_up(self, handles: Iterable[str]) -> str:
        """Ask for those that are not known yet. A sentence if the directory could not be asked, else ""."""
        now = time.monotonic()
        due = [handle for handle in handles if not handle.startswith("did:") and self._is_old(handle, now)]
        try:
            for start in range(0, len(due), AT_ONCE):
                some = due[start : start + AT_ONCE]
                found = self._profiles(some)
                self._dids.update({handle: (found.get(handle, ""), now) for handle in some})
                self._handles.update({did: handle for handle, did in found.items()})
        except (SourceTrouble, NotReached) as trouble:
            return str(trouble)
        return ""

    def _is_old(self, handle: str, now: float) -> bool:
        return handle not in self._dids or now - self._dids[handle][1] >= KEPT_FOR

    def renamed(self, did: str, handle: str) -> None:
        """The stream says so; only those we know are of interest."""
        if did in self._handles and handle:
            self._handles[did] = handle.lower()

    def dids(self, handles: Iterable[str]) -> list[str]:
        known = (h if h.startswith("did:") else self._dids.get(h, ("", 0.0))[0] for h in handles)
        return sorted(set(filter(None, known)))

    def author(self, did: str) -> tuple[Address, tuple[Address, ...]]:
        """Their handle where we know it, and their DID beside it; else the DID."""
        handle = self._handles.get(did)
        by_did = Address(Channel.BLUESKY, did)
        return (Address(Channel.BLUESKY, handle), (by_did,)) if handle else (by_did, ())

    def _profiles(self, handles: Iterable[str]) -> dict[str, str]:
        url = f"{self._directory}/xrpc/app.bsky.actor.getProfiles"
        data = ask(url, query=[("actors", handle) for handle in handles], as_of=datetime.now(UTC)).data
        profiles: list[Any] = data.get("profiles") or [] if isinstance(data, dict) else []
        pairs = ((str(p.get("handle", "")).lower(), str(p.get("did", ""))) for p in profiles if isinstance(p, dict))
        return {handle: did for handle, did in pairs if handle and did.startswith("did:")}


@lru_cache(maxsize=8)
def people_of(directory: str) -> People:
    return People(directory)


def of_interest() -> list[str]:
    """Handles and DIDs, in their one spelling, of everybody in the book and of ourselves."""
    book = Handle.objects.filter(channel=Channel.BLUESKY, contact__trashed_at=None).values_list("key", flat=True)
    ours = OurHandle.objects.in_use().filter(channel=Channel.BLUESKY).values_list("key", flat=True)
    return sorted({*book, *ours})


def named_in(text: str) -> tuple[Address, ...]:
    """Whom a text names, as it is written: @ana.example."""
    found = []
    for word in text.split():
        if word.startswith("@") and "." in word[1:-1]:
            try:
                found.append(Address(Channel.BLUESKY, normalise(Channel.BLUESKY, word.rstrip(".,;:!?)…")).value))
            except HandleError:
                continue
    return tuple(dict.fromkeys(found))[:20]

"""Names for those whom Bluesky's stream knows by number only: it tells people's DIDs, not what they are called. Asked
of the same public directory as the stream's source asks, some at a time, only for those whose posts were kept."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from crm.channels import Channel
from crm.outgoing import NotReached
from listening.cleaning import plain_line
from listening.models import Author, Source
from listening.pairing import pair_for_sure
from listening.sources import SourceTrouble, jetstream
from listening.sources.asking import ask

AT_ONCE, MOST = 25, 500  # profiles an answer, and a run
USUAL = next(str(setting.default) for setting in jetstream.SETTINGS if setting.name == "directory")


def name_strangers(*, as_of: datetime) -> int:
    """How many were named. Whoever has no name there is called by their handle, whoever is not known there by their
    DID; trouble is for the next run."""
    unnamed = Author.objects.filter(channel=Channel.BLUESKY, name="", key__startswith="did:")
    due = list(unnamed.order_by("-pk")[:MOST])
    named = 0
    for start in range(0, len(due), AT_ONCE):
        some = due[start : start + AT_ONCE]
        try:
            found = _profiles([author.key for author in some], as_of)
        except (SourceTrouble, NotReached):
            break
        for author in some:
            profile = found.get(author.key, {})
            handle = str(profile.get("handle") or "")
            author.value = handle if handle not in ("", "handle.invalid") and len(handle) <= 253 else author.key
            author.name = plain_line(str(profile.get("displayName") or ""), 300) or author.value
        Author.objects.bulk_update(some, ["value", "name"])
        for author in some:
            pair_for_sure(Channel.BLUESKY, author.key, author.value.lower(), as_of=as_of)
        named += len(some)
    return named


def _profiles(dids: Sequence[str], as_of: datetime) -> dict[str, Mapping[str, Any]]:
    source = Source.objects.in_use().filter(kind=jetstream.NAME).first()
    directory = str(source.settings.get("directory") or USUAL) if source else USUAL
    url = f"{directory}/xrpc/app.bsky.actor.getProfiles"
    data = ask(url, query=[("actors", did) for did in dids], as_of=as_of).data
    profiles = data.get("profiles") if isinstance(data, dict) else None
    return {str(one.get("did")): one for one in profiles or [] if isinstance(one, dict)}

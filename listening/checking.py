"""Ask one source once: fetch, take in, and note how it went and when to come again. All that is kept of a fetch is
kept in one transaction, posts and place in the source alike; what is stopped before is asked again from there."""

import logging
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from zlib import crc32

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from crm.errors import Refusal
from crm.outgoing import NotReached, Reason
from crm.sealing import SealBroken
from listening.models import Source
from listening.pipeline import Taken, take_in
from listening.sources import Fetched, SourceTrouble
from listening.sources.kinds import filed_under, is_fetched, kind_named

LEASE = timedelta(minutes=30)  # a check that was asked for and never came back is asked for again
USUALLY = timedelta(minutes=15)  # where the source does not say
FIRST_BACK_OFF, LONGEST_BACK_OFF = timedelta(minutes=5), timedelta(hours=24)
log = logging.getLogger(__name__)


def check_source(source: Source, *, as_of: datetime) -> list[Taken]:
    """What became of what it had. Trouble is no error here: the source says what it was."""
    kind = kind_named(source.kind)
    if not is_fetched(kind):
        return []
    try:
        return keep(source, kind.fetch(source, as_of=as_of), as_of=as_of)
    except (SourceTrouble, NotReached, SealBroken, Refusal) as trouble:
        note_trouble(source, trouble, as_of=as_of)
    except Exception:
        log.exception("Source %s stumbled", source.pk)
        unforeseen = SourceTrouble(_("Something unforeseen happened here while reading it; the log says what."))
        note_trouble(source, unforeseen, as_of=as_of)
    return []


@transaction.atomic
def keep(source: Source, found: Fetched, *, as_of: datetime) -> list[Taken]:
    """Store what came and where the source stands."""
    kind = kind_named(source.kind)
    taken = take_in(found.posts, kind=filed_under(kind), channel=kind.CHANNEL, as_of=as_of, source=source)
    changes: dict[str, Any] = {
        "health": found.health,
        "is_well": not found.health,
        "failures": 0,
        "checked_at": as_of,
        "next_check_at": found.next_check_at or as_of + jittered(USUALLY, source),
        "items": F("items") + sum(one.result == "new" for one in taken),
    }
    if found.state is not None:
        changes["state"] = source.state = dict(found.state)
    if found.settings is not None:
        changes["settings"] = source.settings = dict(found.settings)
    # Asked only of the version it was read from: somebody may have given it another address meanwhile.
    Source.objects.filter(pk=source.pk, version=source.version).update(**changes)
    return taken


def note_trouble(source: Source, trouble: Exception, *, as_of: datetime) -> None:
    """In words, and when to try again: as the server says, else later each time."""
    known = trouble if isinstance(trouble, SourceTrouble) else SourceTrouble(str(trouble))
    failures = source.failures + 1
    pause = jittered(min(FIRST_BACK_OFF * 2 ** min(failures - 1, 12), LONGEST_BACK_OFF), source)
    if known.needs_care or isinstance(trouble, SealBroken | Refusal):
        pause = jittered(LONGEST_BACK_OFF, source)
    if isinstance(trouble, NotReached) and trouble.reason in (Reason.ADDRESS, Reason.PRIVATE):
        pause = jittered(LONGEST_BACK_OFF, source)  # time will not mend it
    changes: dict[str, Any] = {
        "health": str(known),
        "is_well": False,
        "failures": failures,
        "checked_at": as_of,
        "next_check_at": max(known.not_before or as_of + pause, as_of + timedelta(seconds=30)),
    }
    if known.gone:
        changes |= {"gone_at": as_of, "next_check_at": None}
    if known.state is not None:
        changes["state"] = dict(known.state)
    Source.objects.filter(pk=source.pk, version=source.version).update(**changes)


def jittered(pause: timedelta, source: Source) -> timedelta:
    """A tenth more or less, the same for one source at one count of failures: a hundred feeds of one host that failed
    together must not come back together."""
    part = crc32(f"{source.pk}:{source.failures}".encode()) / 2**32
    return pause * (0.9 + 0.2 * part)


def host_of(source: Source) -> str:
    """Whom a check of it asks; "" where it cannot be told."""
    base = str(source.settings.get("base", ""))
    try:
        return (urlsplit(base if "://" in base else f"//{base}").hostname or "").casefold()
    except ValueError:
        return ""

"""Streams held open, each by one process of all that there are, each in a thread of its own."""

import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, connections
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.errors import Refusal
from crm.outgoing import NotReached
from crm.sealing import SealBroken
from listening.checking import keep, note_trouble
from listening.models import Source
from listening.sources import SourceTrouble
from listening.sources.kinds import MODULES, is_streamed, kind_named

LOCK = 4_711_302  # with a source's id: that stream is held
log = logging.getLogger(__name__)


@dataclass
class Held:
    """`source`: a source or a mailbox; what is asked of it is its `pk`, its `version` and when it is due."""

    source: Any
    stop: threading.Event
    thread: threading.Thread


class Streams:
    """The locks belong to the database connection of the thread that calls `look_after`: when that connection is
    gone, so are they, and whoever holds this lets everything go and starts anew."""

    def __init__(
        self,
        wanted: Callable[[], Iterable[Any]] | None = None,
        holding: Callable[[Any, threading.Event], None] | None = None,
        lock: int = LOCK,
    ) -> None:
        """What is wanted and how it is held: sources that stream, if nothing else is said."""
        self._held: dict[int, Held] = {}
        self._wanted, self._hold, self._key = wanted or _streamed, holding or hold, lock

    def look_after(self, *, as_of: datetime) -> None:
        """Take up what nobody holds, let go of what is not wanted any more or was changed."""
        wanted = {source.pk: source for source in self._wanted()}
        for pk, held in list(self._held.items()):
            if pk not in wanted or wanted[pk].version != held.source.version:
                held.stop.set()
            if not held.thread.is_alive():
                self._let_go(pk)
        for pk, source in wanted.items():
            due = source.next_check_at is None or source.next_check_at <= as_of
            if pk not in self._held and due and _lock(self._key, pk):
                self._start(source)

    def close(self, seconds: float = 8) -> None:
        for held in self._held.values():
            held.stop.set()
        for held in self._held.values():
            held.thread.join(seconds)
        for pk in list(self._held):
            self._let_go(pk)

    def _start(self, source: Any) -> None:
        stop = threading.Event()
        thread = threading.Thread(target=self._hold, args=(source, stop), name=f"stream-{source.pk}", daemon=True)
        self._held[source.pk] = Held(source, stop, thread)
        thread.start()

    def _let_go(self, pk: int) -> None:
        del self._held[pk]
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [self._key, pk % 2**31])


def hold(source: Source, stop: threading.Event) -> None:
    """Take in what the stream brings until told to stop or it breaks off; it says how that was."""
    kind = kind_named(source.kind)
    try:
        for found in kind.stream(source, stop):
            keep(source, found, as_of=timezone.now())
            source.failures = 0
            connections.close_all()  # between two batches somebody else may have it
            if stop.is_set():
                return
    except (SourceTrouble, NotReached, SealBroken, Refusal) as trouble:
        note_trouble(source, trouble, as_of=timezone.now())
    except Exception:
        log.exception("Stream %s stumbled", source.pk)
        unforeseen = SourceTrouble(_("Something unforeseen happened here while reading it; the log says what."))
        note_trouble(source, unforeseen, as_of=timezone.now())
    finally:
        connections.close_all()


def _streamed() -> list[Source]:
    kinds = [name for name in MODULES if is_streamed(kind_named(name))]
    return list(Source.objects.listening().filter(kind__in=kinds))


def _lock(key: int, pk: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [key, pk % 2**31])
        [got] = cursor.fetchone() or [False]
    return bool(got)

"""What the worker does around a source, without the database: hand it the state it gave, keep what it yields."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from crm.outgoing import NotReached
from listening.models import Source
from listening.observed import Event, Observed
from listening.sources import Fetched, SourceTrouble
from listening.sources.kinds import kind_named

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def source(kind: str, secrets: dict[str, str] | None = None, **settings: Any) -> Source:
    made = Source(kind=kind, name=kind, settings=kind_named(kind).check(settings))
    made.keep_secrets(secrets or {})
    return made


@dataclass
class Kept:
    """What a store would hold: each post once, by its identity; `times` how often each came."""

    posts: dict[str, Observed] = field(default_factory=dict)
    deleted: list[str] = field(default_factory=list)
    times: dict[str, int] = field(default_factory=dict)
    health: list[str] = field(default_factory=list)

    def take(self, source: Source, fetched: Fetched) -> None:
        for post in fetched.posts:
            if post.event in (Event.SEEN, Event.NEW):
                self.posts[post.native_id] = post
                self.times[post.native_id] = self.times.get(post.native_id, 0) + 1
            elif post.event is Event.DELETED:
                self.deleted.append(post.native_id)
                self.posts.pop(post.native_id, None)
            else:
                gone = {post.author, *post.also}
                self.posts = {key: kept for key, kept in self.posts.items() if kept.author not in gone}
        if fetched.state is not None:
            source.state = fetched.state
        if fetched.health:
            self.health.append(fetched.health)


def visit(source: Source, kept: Kept | None = None, *, as_of: datetime = NOW) -> Fetched:
    fetched = kind_named(source.kind).fetch(source, as_of=as_of)
    if kept:
        kept.take(source, fetched)
    return fetched


def keep_visiting(source: Source, kept: Kept, *, times: int) -> list[Exception]:
    """As the schedule does: trouble is noted, and the next visit comes all the same."""
    trouble: list[Exception] = []
    for _visit in range(times):
        try:
            visit(source, kept)
        except (SourceTrouble, NotReached) as error:
            trouble.append(error)
            if (state := getattr(error, "state", None)) is not None:
                source.state = state
    return trouble


def listen(source: Source, kept: Kept, *, until: Callable[[Kept], bool], **how: Any) -> Exception | None:
    """Take a stream's batches until the condition holds, and stop it; what broke it off, if anything did. `how`: what
    else its kind may be told."""
    stop = threading.Event()
    late = threading.Timer(20, stop.set)  # a stream that never brings it must not hold up the tests
    late.daemon = True
    late.start()
    batches = kind_named(source.kind).stream(source, stop, **how)
    try:
        for batch in batches:
            kept.take(source, batch)
            if until(kept):
                stop.set()
    except (SourceTrouble, NotReached) as error:
        return error
    finally:
        late.cancel()
    return None

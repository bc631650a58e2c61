"""Where we listen: one small module a kind of source, all with one shape (`Kind`).

A kind that is asked now and then (`fetch`) gets its source and the clock, and returns what it found together with
where it stands; a kind that is sent things (`stream`) yields the same, batch by batch, until told to stop:

    NAME, LABEL, CHANNEL = "hackernews", _("Hacker News"), Channel.HACKERNEWS
    SETTINGS = (base_address("https://hn.algolia.com"), Setting("query", _("Words to look for")))

    def check(settings): ...                       # tidied, or Refusal(query="Give …")
    def fetch(source, *, as_of): ...               # -> Fetched(posts=[…], state={"since": …})

Everything else is done for them: schedules, back-off, one request at a host at a time, storing exactly once. State is
stored in the transaction that stores the posts; what was stopped before comes again from the state before. All
requests go through `crm.outgoing`; its NotReached may be let through, it becomes the source's health.
"""

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from django.utils.translation import gettext_lazy as _

from listening.observed import Address, Event, Observed

if TYPE_CHECKING:
    from listening.models import Source

__all__ = ["Address", "Event", "Fetched", "Kind", "Observed", "Setting", "SourceTrouble", "base_address"]


@dataclass(frozen=True)
class Setting:
    """One thing a source needs to be told. `secret`: sealed in the database, never shown again.
    `many`: a list of texts instead of one."""

    name: str
    label: Any
    help: Any = ""
    default: Any = ""
    required: bool = True
    secret: bool = False
    many: bool = False


def base_address(default: str) -> Setting:
    """Every source has one, so that a mirror, a private instance or a test can stand in."""
    return Setting("base", _("Base address"), _("Where it is asked; leave it unless you run your own."), default)


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """What came of one fetch, or of a stream since the batch before.

    `state`: all that is to be remembered for the next time (cursor, etag …), as JSON; None leaves the old one.
    `next_check_at`: not before then, as the server asked or the source knows best; None leaves it to us.
    `health`: a sentence for people about something amiss that did not keep it from working (“Paged only back to
    3 May.”, “3 entries had no date.”); empty: all is well.
    `settings`: changed for good by the server's word (it moved); None for unchanged."""

    posts: Sequence[Observed] = ()
    state: Mapping[str, Any] | None = None
    next_check_at: datetime | None = None
    health: str = ""
    settings: Mapping[str, Any] | None = None


@dataclass
class SourceTrouble(Exception):
    """It did not work; `sentence` says to people what happened and, if they can help, what to do.

    `not_before`: the server's own word (Retry-After, a reset time); else we back off. `gone`: for good (410, account
    closed): not asked again until somebody changes the source. `needs_care`: will not work until somebody does
    something (a password is refused): asked again only once a day."""

    sentence: str
    not_before: datetime | None = None
    gone: bool = False
    needs_care: bool = False
    state: Mapping[str, Any] | None = field(default=None)

    def __str__(self) -> str:
        return self.sentence


class Kind(Protocol):
    """A module of this package. It has `fetch` or `stream` or both (a stream that is refilled after a break by
    fetching does that itself); neither: its posts are brought in (capture, webhook, files)."""

    NAME: str
    """What is stored and said in queries: `source:feed`."""
    LABEL: Any
    CHANNEL: str
    """Of its authors, where they do not say otherwise."""
    SETTINGS: tuple[Setting, ...]

    def check(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """The settings tidied. Raises Refusal by setting's name."""

    def fetch(self, source: "Source", *, as_of: datetime) -> Fetched:
        """Ask once. Read `source.settings`, `source.secret(name)` and `source.state`; write nothing."""

    # A kind that costs its user money also has `cost_of_a_run(source, *, as_of)`, which says in words what a fetch
    # would cost now without spending anything, and `spent(source, *, as_of)`, which asks nobody.

    def stream(self, source: "Source", stop: threading.Event) -> Iterator[Fetched]:
        """Until `stop` is set. Yield at least every few seconds while anything arrives, with state. Raises
        SourceTrouble or NotReached when it breaks off; we come again, later each time."""

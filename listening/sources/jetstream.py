"""Bluesky as it happens, over Jetstream: every post of the network, or those of the people we know.

Where one host breaks off, the next goes on. Hosts number their events by their own clocks, so each is asked to begin a
little before where we stood: what comes twice is stored once. Version 1 of the protocol; for another, another decoder
is made (`decoding`)."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from crm.channels import Channel
from crm.errors import Refusal
from crm.outgoing import NotReached
from listening.observed import Observed
from listening.sources import Fetched, Setting, SourceTrouble, given
from listening.sources.asking import with_query
from listening.sources.bluesky_people import of_interest, people_of
from listening.sources.bluesky_posts import observed
from listening.sources.jetstream_decoding import POSTS, Decoder, FirstVersion, HandleChanged, Unreadable
from listening.sources.jetstream_dictionary import dictionary
from listening.sources.websocket import LARGEST, connected

if TYPE_CHECKING:
    from listening.models import Source

NAME, LABEL, CHANNEL = "bluesky", gettext_lazy("Bluesky as it happens"), Channel.BLUESKY
HOSTS = [f"wss://jetstream{number}.us-{coast}.bsky.network" for coast in ("east", "west") for number in (1, 2)]
SETTINGS = (
    Setting("whom", gettext_lazy("Whom"), gettext_lazy("“everyone”, or “people” for those in the book."), "everyone"),
    Setting("hosts", gettext_lazy("Servers"), gettext_lazy("The next takes over when one fails."), HOSTS, many=True),
    Setting("directory", gettext_lazy("Directory"), gettext_lazy("Who is who."), "https://public.api.bsky.app"),
    Setting("dictionary", gettext_lazy("Dictionary"), gettext_lazy("Web address, if not the operator's."), "", False),
)
PATH = "/subscribe"
BATCH, AT_LEAST_EVERY = 500, 2.0  # posts, seconds
REWIND, REWIND_ELSEWHERE = timedelta(seconds=5), timedelta(minutes=1)
KEPT_THERE = timedelta(hours=36)
A_DAY = 86_400.0  # seconds that a clock may be ahead of ours
LOOK_AGAIN = 600.0  # seconds after which we look who is in the book now
MOST_PEOPLE, MOST_IN_ADDRESS = 10_000, 100  # DIDs
UNREADABLE_IN_A_ROW = 50  # and the dictionary is not theirs
PAUSE = 1.0  # seconds between two hosts
PATIENCE = 0.25  # seconds until we look again whether to stop
Decoding = Callable[[bytes | None], Decoder]  # given the dictionary that messages are packed with, if they are


def check(settings: Mapping[str, Any]) -> dict[str, Any]:
    tidy = given.known(settings, SETTINGS)
    tidy["whom"] = given.one_of("whom", tidy["whom"], ("everyone", "people"))
    tidy["hosts"] = [given.web_address("hosts", host, schemes=("wss", "ws")) for host in tidy["hosts"]]
    tidy["directory"] = given.web_address("directory", tidy["directory"])
    if tidy["dictionary"] and not tidy["dictionary"].startswith(("https://", "http://")):
        raise Refusal(dictionary=_("Give a web address; files are named by the operator."))
    return tidy


def stream(source: "Source", stop: threading.Event, *, decoding: Decoding = FirstVersion) -> Iterator[Fetched]:
    listening = _Listening(source.settings, dict(source.state or {}), decoding)
    failures = 0
    while not stop.is_set():
        before = listening.cursor
        try:
            yield from listening.to_one_host(stop)
            return
        except _WrongDictionary:
            listening.plain = True
        except (SourceTrouble, NotReached) as trouble:
            yield from listening.rest()
            if getattr(trouble, "needs_care", False):
                raise
            failures = 0 if listening.cursor > before else failures + 1
            if failures >= len(listening.hosts):
                raise
            listening.go_to_the_next()
            stop.wait(PAUSE)


class _WrongDictionary(Exception):
    pass


@dataclass
class _Listening:
    """Where we stand, and what has come since the last batch."""

    settings: Mapping[str, Any]
    stored: dict[str, Any]
    decoding: Decoding
    posts: list[Observed] = field(default_factory=list)
    note: str = ""

    def __post_init__(self) -> None:
        self.hosts: list[str] = list(self.settings["hosts"])
        self.cursor = int(self.stored.get("cursor") or 0)  # microseconds since 1970; 0: from now on
        last = self.stored.get("host")  # whose clock the cursor is of
        self.cursor_of = last
        self.host = last if last in self.hosts else self.hosts[0]
        self.people = people_of(self.settings["directory"])
        self.only_people = self.settings["whom"] == "people"
        self.plain = False
        self.unreadable = 0

    def to_one_host(self, stop: threading.Event) -> Iterator[Fetched]:
        """Batches, until told to stop (the last one is whole) or the line breaks."""
        self.note = self._too_late()
        if trouble := self.people.look_up(known := of_interest()):
            self.note = self.note or trouble
        dids = self.people.dids(known)[:MOST_PEOPLE] if self.only_people else []
        if self.only_people and not dids:
            raise SourceTrouble(_("Nobody in the book has a Bluesky handle yet."), needs_care=True)
        packed_with, why_not = dictionary(self.settings.get("dictionary", ""))
        if self.plain:
            packed_with, why_not = None, _("The stream comes unpacked: our dictionary is not the one they pack with.")
        self.note = self.note or why_not
        decoder = self.decoding(packed_with)
        with connected(self._address(dids, packed=packed_with is not None)) as line:
            if len(dids) > MOST_IN_ADDRESS:
                line.send(_options(dids))
            yield from self._batches(line, decoder, stop)

    def rest(self) -> Iterator[Fetched]:
        """What came since the last batch."""
        if self.posts or self.cursor != int(self.stored.get("cursor") or 0):
            yield self._batch()

    def go_to_the_next(self) -> None:
        self.host = self.hosts[(self.hosts.index(self.host) + 1) % len(self.hosts)]

    def _batches(self, line: ClientConnection, decoder: Decoder, stop: threading.Event) -> Iterator[Fetched]:
        due, look_again = time.monotonic() + AT_LEAST_EVERY, time.monotonic() + LOOK_AGAIN
        while not stop.is_set():
            try:
                self._take(line.recv(timeout=PATIENCE, decode=False), decoder)
            except TimeoutError:
                pass  # a quiet moment
            except ConnectionClosed as error:
                raise SourceTrouble(_("The stream broke off; the next server takes over.")) from error
            now = time.monotonic()
            if len(self.posts) >= BATCH or now >= due:
                yield from self.rest()
                due = time.monotonic() + AT_LEAST_EVERY
            if now >= look_again:
                self._look_again(line)
                look_again = now + LOOK_AGAIN
        yield from self.rest()

    def _take(self, message: bytes, decoder: Decoder) -> None:
        event = decoder.decode(message)
        if isinstance(event, Unreadable) or not 0 < event.cursor < (time.time() + A_DAY) * 1_000_000:
            self._count_unreadable()
            return
        self.unreadable = 0
        if isinstance(event, HandleChanged):
            self.people.renamed(event.did, event.handle)
        elif post := observed(event, self.people):
            self.posts.append(post)
        if event.cursor > self.cursor or self.cursor_of != self.host:
            self.cursor, self.cursor_of = event.cursor, self.host

    def _count_unreadable(self) -> None:
        self.unreadable += 1
        if self.unreadable >= UNREADABLE_IN_A_ROW and not self.plain:
            self.unreadable = 0
            raise _WrongDictionary

    def _batch(self) -> Fetched:
        posts, self.posts = self.posts, []
        self.stored = {"cursor": self.cursor, "host": self.cursor_of}
        return Fetched(posts=posts, state=dict(self.stored), health=self.note)

    def _look_again(self, line: ClientConnection) -> None:
        before = set(self.people.dids(known := of_interest()))
        self.people.look_up(known)
        dids = self.people.dids(known)[:MOST_PEOPLE]
        if self.only_people and set(dids) != before:
            line.send(_options(dids))

    def _address(self, dids: list[str], *, packed: bool) -> str:
        query = [("wantedCollections", POSTS), ("maxMessageSizeBytes", str(LARGEST))]
        if len(dids) > MOST_IN_ADDRESS:
            query.append(("requireHello", "true"))
        else:
            query += [("wantedDids", did) for did in dids]
        if self.cursor:
            back = REWIND if self.host == self.cursor_of else REWIND_ELSEWHERE
            query.append(("cursor", str(self.cursor - int(back.total_seconds() * 1_000_000))))
        if packed:
            query.append(("compress", "true"))
        return with_query(f"{self.host}{PATH}", query)

    def _too_late(self) -> str:
        """Servers keep a day and a half, and begin with the oldest they have without a word."""
        if not self.cursor:
            return ""
        oldest, ours = datetime.now(UTC) - KEPT_THERE, datetime.fromtimestamp(self.cursor / 1_000_000, UTC)
        if ours >= oldest:
            return ""
        words = _("We were away too long: what was posted between %(since)s and %(until)s is missed.")
        return words % {"since": f"{ours:%d %b %H:%M} UTC", "until": f"{oldest:%d %b %H:%M} UTC"}


def _options(dids: list[str]) -> str:
    payload = {"wantedCollections": [POSTS], "wantedDids": dids, "maxMessageSizeBytes": LARGEST}
    return json.dumps({"type": "options_update", "payload": payload})

"""Mastodon as it happens: one hashtag over a server's streaming interface. What a break kept from us is fetched from
the timeline, for the stream itself repeats nothing."""

import json
import queue
import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.channels import Channel
from crm.errors import Refusal
from crm.outgoing import ENDLESS, opened
from listening.sources import Fetched, Observed, Setting, SourceTrouble, given, mastodon
from listening.sources.asking import refuse, with_query
from listening.sources.mastodon_posts import may_be_kept, numbered, observed, taken_back
from listening.sources.mastodon_server import Server, domain_of, refuse_closed
from listening.sources.mastodon_visit import Visit, newest, tag_path
from listening.sources.server_sent import EventParser, Sent

if TYPE_CHECKING:
    from listening.models import Source

NAME, LABEL, CHANNEL = "mastodon_stream", gettext_lazy("Mastodon: a hashtag as it happens"), Channel.MASTODON
FILED_UNDER = mastodon.NAME
SETTINGS = (
    Setting("base", gettext_lazy("Server"), gettext_lazy("Such as https://mastodon.example")),
    Setting(
        "streaming",
        gettext_lazy("Streaming address"),
        gettext_lazy("Where it differs from the server's: some have a host of their own for it."),
        required=False,
    ),
    Setting("tag", gettext_lazy("Hashtag")),
    Setting("token", gettext_lazy("Access token"), gettext_lazy("Of an account there."), required=False, secret=True),
)
REMEMBERED = 1000  # posts whose deletion we understand: the stream names them by a number of the server's own
PATIENCE = 0.5  # seconds until we look again whether to stop


def check(settings: Mapping[str, Any]) -> dict[str, Any]:
    tidy = given.known(settings, SETTINGS)
    tidy["base"] = given.web_address("base", tidy["base"])
    if tidy["streaming"]:
        tidy["streaming"] = given.web_address("streaming", tidy["streaming"])
    tidy["tag"] = tidy["tag"].lstrip("#")
    if not tidy["tag"].replace("_", "").isalnum():
        raise Refusal(tag=_("That is no hashtag; leave out signs and blanks."))
    return tidy


def stream(source: "Source", stop: threading.Event) -> Iterator[Fetched]:
    settings, token = source.settings, source.secret("token")
    state = dict(source.state or {})
    server = Server(settings["base"], token, datetime.now(UTC))
    rules = server.rules()
    refuse_closed(rules, "hashtag_feeds", token=token)
    heard = _Heard(state, domain_of(rules, server.base))
    where = settings.get("streaming") or settings["base"]
    arriving = _Arriving(with_query(f"{where}/api/v1/streaming/hashtag", {"tag": settings["tag"]}), token)
    try:
        arriving.wait_until_open()  # before the refill, so that nothing falls between the two
        yield from _refill(server, settings["tag"], heard)
        while not stop.is_set():
            if events := arriving.next():
                posts = [post for event in events if (post := heard.post(event))]
                if posts:
                    yield Fetched(posts=posts, state=heard.state())
    finally:
        arriving.leave()


def _refill(server: Server, tag: str, heard: "_Heard") -> Iterator[Fetched]:
    """All that the timeline has beyond what we know, page after page."""
    while True:
        visit = Visit(server, heard.place)
        visit.domain = heard.domain
        got = visit.made(lambda visit, _settings: visit.read_on(heard.place, tag_path(tag), [], strangers=True), {})
        heard.remember(visit.uris)
        yield Fetched(posts=got.posts, state=heard.state(), health=got.health)
        if not heard.place.get("behind"):
            return


class _Heard:
    """Where we stand, and what the server's own numbers mean."""

    def __init__(self, state: dict[str, Any], domain: str) -> None:
        self.place: dict[str, Any] = {key: state[key] for key in ("since", "behind") if key in state}
        self.uris: dict[str, str] = dict(state.get("uris") or {})
        self.domain = domain

    def post(self, event: Sent) -> Observed | None:
        """None for heartbeats and for whatever else a server may send."""
        if event.event == "delete":
            uri = self.uris.pop(event.data.strip(), "")
            return taken_back(uri) if uri else None
        if event.event.replace("_", ".") not in ("update", "status.update"):  # relatives of Mastodon spell it both ways
            return None
        try:
            status = json.loads(event.data)
        except (ValueError, RecursionError):
            return None
        if not may_be_kept(status):
            return None
        post = observed(status, domain=self.domain)
        if post:
            self.remember(numbered([status]))
        return post

    def remember(self, uris: Mapping[str, str]) -> None:
        self.uris.update(uris)
        if uris:
            self.place["since"] = newest([*uris, *filter(None, [self.place.get("since")])])
        for number in list(islice(self.uris, max(0, len(self.uris) - REMEMBERED))):
            del self.uris[number]

    def state(self) -> dict[str, Any]:
        return {**self.place, "uris": dict(self.uris)}


class _Arriving:
    """The open stream, read beside us into a short queue, so that being told to stop is heard at once."""

    def __init__(self, url: str, token: str) -> None:
        self._url, self._token = url, token
        self._events: queue.Queue[list[Sent] | Exception | None] = queue.Queue(maxsize=32)
        self._left = threading.Event()
        threading.Thread(target=self._read, name="mastodon-stream", daemon=True).start()

    def wait_until_open(self) -> None:
        self._raised(self._events.get(timeout=60))

    def next(self) -> list[Sent]:
        """[] when nothing came for half a second. Raises what ended the stream."""
        try:
            return self._raised(self._events.get(timeout=PATIENCE))
        except queue.Empty:
            return []

    def leave(self) -> None:
        self._left.set()

    def _raised(self, came: list[Sent] | Exception | None) -> list[Sent]:
        if isinstance(came, Exception):
            raise came
        if came is None:
            raise SourceTrouble(_("The server ended the stream. We come back and fetch what was missed."))
        return came

    def _read(self) -> None:
        headers = {"Accept": "text/event-stream"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        parser = EventParser()
        try:
            with opened(self._url, headers=headers, limits=ENDLESS) as answer:
                refuse(answer.status, answer.headers, self._url, as_of=datetime.now(UTC))
                self._put([])
                for chunk in answer.chunks():
                    if (events := parser.feed(chunk)) and not self._put(events):
                        return
            self._put(None)
        except Exception as error:  # whatever it was, it is raised where the posts are waited for
            self._put(error)

    def _put(self, came: list[Sent] | Exception | None) -> bool:
        """Waits while the queue is full, so that memory stays bounded. False once nobody listens any more."""
        while not self._left.is_set():
            try:
                self._events.put(came, timeout=PATIENCE)
                return True
            except queue.Full:
                continue
        return False

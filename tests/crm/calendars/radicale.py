"""A real CalDAV server on loopback, for the time of a test module."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote
from wsgiref.simple_server import WSGIRequestHandler, make_server
from xml.sax.saxutils import escape

import httpx2
import radicale
from radicale import config

USER, PASSWORD = "alice@us.example", "an app password"


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_words: object) -> None:
        pass


@dataclass
class Radicale:
    base: str

    @property
    def collection(self) -> str:
        return f"{self.base}/{quote(USER)}/desk/"  # as the server spells it

    def put(self, name: str, body: bytes) -> None:
        self._say("PUT", f"{self.collection}{name}.ics", body)

    def delete(self, name: str) -> None:
        self._say("DELETE", f"{self.collection}{name}.ics")

    def make_calendar(self, name: str = "desk", label: str = "Work") -> None:
        self._say(
            "MKCALENDAR",
            f"{self.base}/{USER}/{name}/",
            f'<c:mkcalendar xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:set><d:prop>'
            f"<d:displayname>{escape(label)}</d:displayname></d:prop></d:set></c:mkcalendar>".encode(),
        )

    def _say(self, method: str, url: str, body: bytes = b"") -> None:
        answer = httpx2.request(method, url, content=body, auth=(USER, PASSWORD), trust_env=False)
        assert answer.status_code < 300, (method, url, answer.status_code, answer.text)


@contextmanager
def running_radicale(folder: Path) -> Iterator[Radicale]:
    users = folder / "users"
    users.write_text(f"{USER}:{PASSWORD}\n", encoding="utf-8")
    settings = config.load()
    settings.update(
        {
            "storage": {"filesystem_folder": str(folder / "collections"), "_filesystem_fsync": "False"},
            "auth": {"type": "htpasswd", "htpasswd_filename": str(users), "htpasswd_encryption": "plain", "delay": "0"},
        },
        "tests",
        privileged=True,
    )
    logging.getLogger("radicale").setLevel(logging.CRITICAL)
    server = make_server("127.0.0.1", 0, radicale.Application(settings), handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield Radicale(f"http://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

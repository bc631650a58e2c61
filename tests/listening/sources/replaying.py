"""A real HTTP server on loopback that answers as the test says: by a function, by a list of exchanges written down
here, or by a recorded cassette (VCR's YAML) where there is one."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import yaml


@dataclass(frozen=True)
class Asked:
    method: str
    target: str  # path and query, as it came
    headers: Mapping[str, str]  # names in small letters
    body: bytes = b""

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))

    @property
    def queries(self) -> list[tuple[str, str]]:
        return parse_qsl(urlsplit(self.target).query, keep_blank_values=True)


@dataclass(frozen=True)
class Said:
    """An answer. `{here}` in its text and headers becomes the server's own address.

    Faults: `cut` hangs up after so many bytes of the body; `pieces` sends the body in so many parts and, when `hold` is
    given, waits for that event before the last one; `stays` leaves the connection open (a stream) until `hold`."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int | None = None
    pieces: int = 1
    hold: threading.Event | None = None
    stays: bool = False


Answering = Callable[[Asked], Said]


def saying_json(value: Any, status: int = 200, **headers: str) -> Said:
    """Header names are given with underscores: `Retry_After="30"`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Said(status, json.dumps(value).encode(), {"Content-Type": "application/json", **named})


@dataclass
class Server:
    url: str
    asked: list[Asked] = field(default_factory=list)

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]


@contextmanager
def serving(answer: Answering) -> Iterator[Server]:
    """Each request in a thread of its own, until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            asked = Asked(
                self.command,
                self.path,
                {name.lower(): value for name, value in self.headers.items()},
                self.rfile.read(length),
            )
            server.asked.append(asked)
            _say(self, answer(asked), server.url)

        do_GET = do_POST = do_HEAD = do_PUT = do_PATCH = do_DELETE = _answer

        def log_message(self, *_said: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, request: Any, client_address: Any) -> None:
            pass  # they hung up, which is what many tests want

    with Quiet(("127.0.0.1", 0), Handler) as listener:
        server = Server(f"http://127.0.0.1:{listener.server_address[1]}")
        thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            listener.shutdown()
            thread.join()


def _say(handler: BaseHTTPRequestHandler, said: Said, here: str) -> None:
    body = said.body.replace(b"{here}", here.encode())
    handler.send_response(said.status)
    for name, value in said.headers.items():
        handler.send_header(name, value.replace("{here}", here))
    if not said.stays:
        handler.send_header("Content-Length", str(len(body)))
    handler.send_header("Connection", "close")
    handler.close_connection = True
    handler.end_headers()
    sent = body if said.cut is None else body[: said.cut]
    size = max(1, -(-len(sent) // said.pieces))
    parts = [sent[start : start + size] for start in range(0, len(sent), size)] or [b""]
    for place, part in enumerate(parts, 1):
        if place == len(parts) and said.hold and not said.stays:
            said.hold.wait(10)
        handler.wfile.write(part)
        handler.wfile.flush()
    if said.stays and said.hold:
        said.hold.wait(10)


@dataclass(frozen=True)
class Exchange:
    """`query`: these parameters must be there with these values; others may be."""

    path: str
    said: Said
    method: str = "GET"
    query: Mapping[str, str] = field(default_factory=dict)

    def fits(self, asked: Asked) -> bool:
        same = (asked.method, asked.path) == (self.method, self.path)
        return same and all(asked.query.get(name) == value for name, value in self.query.items())


def replaying(exchanges: Sequence[Exchange], *, otherwise: Said | None = None) -> Answering:
    """Each exchange once, in order, the last that fits for ever; else `otherwise`, or 404."""
    left = list(exchanges)
    lock = threading.Lock()

    def answer(asked: Asked) -> Said:
        with lock:
            fitting = [exchange for exchange in left if exchange.fits(asked)]
            if not fitting:
                return otherwise or saying_json({"error": "Record not found"}, status=404)
            if len(fitting) > 1:
                left.remove(fitting[0])
            return fitting[0].said

    return answer


def cassette(path: Path) -> list[Exchange]:
    """Recorded exchanges; links to the recorded host lead to the replaying server."""
    recorded = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return [_exchange(interaction) for interaction in recorded["interactions"]]


def _exchange(interaction: dict[str, Any]) -> Exchange:
    request, response = interaction["request"], interaction["response"]
    where = urlsplit(request["uri"])
    host = f"{where.scheme}://{where.netloc}"
    text = response["body"]["string"]
    body = text if isinstance(text, bytes) else text.encode()
    dropped = {"content-length", "transfer-encoding", "content-encoding", "connection"}
    headers = {
        name: "; ".join(values).replace(host, "{here}")
        for name, values in response["headers"].items()
        if name.lower() not in dropped
    }
    said = Said(response["status"]["code"], body, headers)
    query = dict(parse_qsl(where.query, keep_blank_values=True))
    return Exchange(where.path, said, request["method"], query)


def after_faults(answer: Answering, *faults: Said) -> Answering:
    """The faults first, one a request, then as before. A fault with `cut` keeps the body of the true answer."""
    left = list(faults)
    lock = threading.Lock()

    def broken(asked: Asked) -> Said:
        with lock:
            fault = left.pop(0) if left else None
        if fault is None:
            return answer(asked)
        if fault.cut is not None and not fault.body:
            return replace(answer(asked), cut=fault.cut)
        return fault

    return broken

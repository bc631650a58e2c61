"""A real WebSocket server on loopback that plays one scene to each connection, in order."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import ServerConnection, serve


@dataclass(frozen=True)
class Scene:
    """What one connection sees: an HTTP refusal, or messages and then an end.

    `end`: "cut" drops the line without a word, "close" says goodbye, "stay" keeps it open."""

    messages: Sequence[str | bytes] = ()
    end: str = "stay"
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class StreamServer:
    url: str
    asked: list[str] = field(default_factory=list)  # path and query of each connection
    played: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def queries(self, name: str) -> list[list[str]]:
        """The values of one parameter, for each connection."""
        return [[value for key, value in parse_qsl(urlsplit(target).query) if key == name] for target in self.asked]


@contextmanager
def streaming(*scenes: Scene) -> Iterator[StreamServer]:
    """After the last scene, connections are refused with 503."""
    left = list(scenes)
    closing = threading.Event()

    def refuse(_connection: ServerConnection, request: Request) -> Response | None:
        server.asked.append(request.path)
        scene = left[0] if left else Scene(status=503)
        if scene.status is None:
            return None
        if left:
            left.pop(0)
        return Response(scene.status, "Refused", Headers({**scene.headers, "Content-Length": "0"}), b"")

    def play(connection: ServerConnection) -> None:
        scene = left.pop(0)
        try:
            for message in scene.messages:
                connection.send(message)
            server.played.release()
            if scene.end == "cut":
                connection.socket.close()
            elif scene.end == "stay":
                while not closing.is_set():
                    try:
                        connection.recv(timeout=0.05)
                    except TimeoutError:
                        continue
        except ConnectionClosed:
            pass

    with serve(play, "127.0.0.1", 0, process_request=refuse, compression=None) as listener:
        server = StreamServer(f"ws://127.0.0.1:{listener.socket.getsockname()[1]}")
        thread = threading.Thread(target=listener.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            closing.set()
            listener.shutdown()
            thread.join()

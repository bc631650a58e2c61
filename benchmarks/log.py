"""Logging an interaction over HTTP, beside the bare create of one row on the same server."""

import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.utils import timezone

from benchmarks.timing import head, row, timed
from crm.actions.create_token import create_token
from crm.models import Contact, Staff

ALONE, CLIENTS, SECONDS = 300, 4, 8.0
ROUNDS = 3


def measure_log() -> None:
    staff = Staff.objects.order_by("pk")[1]
    key = create_token(staff=staff, name="benchmark", scopes=["read", "write"])[1]
    ids = list(Contact.objects.order_by("pk").values_list("pk", flat=True)[:5000])
    with _served() as port:
        caller = _Caller(port, key, ids)
        head("over HTTP, one request at a time")
        for name, path in (("bare create of one row", "/bare/"), ("log an interaction", "/api/v1/interactions/")):
            caller.alone(path, 50)
            row(name, caller.alone(path, ALONE))
        # In turn, so that a slow minute of the machine meets both.
        rates = [(caller.rate("/bare/"), caller.rate("/api/v1/interactions/")) for _ in range(ROUNDS)]
        bare, log = (statistics.median(column) for column in zip(*rates, strict=True))
        ratio = statistics.median(logged / plain for plain, logged in rates)
        print(f"\n{CLIENTS} clients at once: bare {bare:.0f}/s, log {log:.0f}/s; ratio {ratio:.2f}.\n")


class _Caller:
    def __init__(self, port: int, key: str, ids: list[int]) -> None:
        self.port, self.key, self.ids = port, key, ids

    def connection(self) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        connection.connect()
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def post(self, connection: http.client.HTTPConnection, path: str, number: int) -> None:
        directions = (("outbound", "message"), ("inbound", "reply"), ("observed", "read"))
        direction, kind = directions[number % 3]
        at = timezone.now() - timedelta(minutes=number % 1000 + 1)
        body = {
            "contact": self.ids[number * 31 % len(self.ids)],
            "channel": "email",
            "direction": direction,
            "kind": kind,
            "occurred_at": at.isoformat(),
            "text": f"What we spoke about, number {uuid.uuid4()}.",
        }
        headers = {
            "Authorization": f"Bearer {self.key}",
            "Content-Type": "application/json",
            "Idempotency-Key": uuid.uuid4().hex,
        }
        connection.request("POST", path, json.dumps(body), headers)
        answer = connection.getresponse()
        content = answer.read()
        if answer.status != 201:
            raise RuntimeError(f"{path} answered {answer.status}: {content[:300]!r}")

    def alone(self, path: str, times: int) -> list[float]:
        connection = self.connection()
        numbers = iter(range(times))
        taken = timed(lambda: self.post(connection, path, next(numbers)), times=times, warm=0)
        connection.close()
        return taken

    def rate(self, path: str) -> float:
        """Requests a second with several clients at once."""
        until, done = time.perf_counter() + SECONDS, [0] * CLIENTS

        def work(client: int) -> None:
            connection = self.connection()
            while time.perf_counter() < until:
                self.post(connection, path, client * 100_000 + done[client])
                done[client] += 1
            connection.close()

        threads = [threading.Thread(target=work, args=(client,)) for client in range(CLIENTS)]
        start = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sum(done) / (time.perf_counter() - start)


@contextmanager
def _served() -> Iterator[int]:
    """The web server as an installation runs it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "benchmarks.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += ["--worker-class", "gthread", "--workers", "2", "--threads", "8", "--log-level", "warning"]
    environment = {**os.environ, "LISTENLARGE_DATABASE_ROLE": "serve", "API_RATE": "1000000/s"}
    server = subprocess.Popen([*command, "--no-control-socket"], env=environment)
    try:
        _wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 0.1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The web server did not start.")



"""Logging an interaction over HTTP, beside the bare create of one row on the same server."""

import http.client
import json
import statistics
import threading
import time
import uuid
from datetime import timedelta

from django.utils import timezone

from benchmarks.timing import head, row, timed
from benchmarks.web import Caller, answered, served
from crm.actions.create_token import create_token
from crm.models import Contact, Staff

ALONE, CLIENTS, SECONDS = 300, 4, 8.0
ROUNDS = 3


def measure_log() -> None:
    staff = Staff.objects.order_by("pk")[1]
    key = create_token(staff=staff, name="benchmark", scopes=["read", "write"])[1]
    ids = list(Contact.objects.order_by("pk").values_list("pk", flat=True)[:5000])
    with served() as port:
        caller = _Logger(port, key, ids)
        head("over HTTP, one request at a time")
        for name, path in (("bare create of one row", "/bare/"), ("log an interaction", "/api/v1/interactions/")):
            caller.alone(path, 50)
            row(name, caller.alone(path, ALONE))
        # In turn, so that a slow minute of the machine meets both.
        rates = [(caller.rate("/bare/"), caller.rate("/api/v1/interactions/")) for _ in range(ROUNDS)]
        bare, log = (statistics.median(column) for column in zip(*rates, strict=True))
        ratio = statistics.median(logged / plain for plain, logged in rates)
        print(f"\n{CLIENTS} clients at once: bare {bare:.0f}/s, log {log:.0f}/s; ratio {ratio:.2f}.\n")


class _Logger(Caller):
    """Logs with one contact after another."""

    def __init__(self, port: int, key: str, ids: list[int]) -> None:
        super().__init__(port, key)
        self.ids = ids

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
        once = {"Content-Type": "application/json", "Idempotency-Key": uuid.uuid4().hex}
        connection.request("POST", path, json.dumps(body), {**self.headers, **once})
        answered(connection, path, 201)

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

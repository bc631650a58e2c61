"""Errors reported to a Sentry-compatible server of one's own; nothing leaves without one."""

import gzip
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.config.homes import CHECKOUT, environment, make_home

pytestmark = pytest.mark.slow

# A request that fails, as web processes see it; its words must stay here.
PROGRAM = """
import sys, django
django.setup()
from django.conf import settings
settings.ALLOWED_HOSTS = ["testserver"]
from django.test import Client
from django.urls import path
from config import urls

def broken(request):
    local_canary = "canary-in-a-variable"
    import logging
    logging.getLogger("x").warning("canary-in-a-breadcrumb")
    raise ValueError("It broke here\\nDETAIL:  Key (email)=(canary-in-a-detail) already exists.")

urls.urlpatterns.insert(0, path("broken/", broken))
Client(raise_request_exception=False, headers={"Cookie": "sessionid=canary-in-a-cookie"}).generic(
    "GET", "/broken/?search=canary-in-a-query", "text=canary-in-a-body", "application/x-www-form-urlencoded"
)
if "sentry_sdk" in sys.modules:
    sys.modules["sentry_sdk"].flush(10)
print("sentry_sdk" in sys.modules)
"""


@contextmanager
def sentry() -> Iterator[tuple[str, list[bytes]]]:
    """A server that takes envelopes: its DSN, and what came."""
    came: list[bytes] = []

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            came.append(gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Taking)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://key@127.0.0.1:{server.server_port}/1", came
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def run(**more: str) -> str:
    with make_home() as home:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM], cwd=CHECKOUT, capture_output=True, text=True, timeout=120, check=False,
            env=environment(home, DJANGO_SETTINGS_MODULE="config.settings", LISTENLARGE_PLAIN_STATIC="1", **more),
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]


def test_an_error_is_reported_without_what_people_wrote() -> None:
    with sentry() as (dsn, came):
        assert run(SENTRY_DSN=dsn) == "True"
    [report] = [envelope for envelope in came if b"It broke here" in envelope]
    event = next(json.loads(line) for line in report.splitlines() if b'"exception"' in line)
    told = event["exception"]["values"][-1]
    assert (told["type"], told["value"]) == ("ValueError", "It broke here")
    assert event["tags"]["request_id"]
    assert not any(b"canary" in envelope for envelope in came)


def test_without_a_server_the_library_is_not_even_loaded() -> None:
    assert run() == "False"

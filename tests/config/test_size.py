"""What is too big is refused by a server that really runs, long before it has come."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from select import select

import pytest
from django.test import Client

from config.size import MOST
from tests.config.homes import CHECKOUT, environment, kept_from_falling, wait_until
from tests.config.test_run import free_port

pytestmark = pytest.mark.slow

TWO_GB = 2 * 1024**3
BLOCK = b"Name,Email\n" * 6_000


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """gunicorn as `manage.py run` starts it, without a database: nothing here may get so far."""
    home = tmp_path_factory.mktemp("home")
    (home / "tmp").mkdir()
    more = {"TMPDIR": str(home / "tmp"), "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}
    number = free_port()
    command = [sys.executable, "-m", "gunicorn", "config.wsgi:application", "--bind", f"127.0.0.1:{number}"]
    command += ["--worker-class", "gthread", "--log-level", "warning", "--no-control-socket"]
    env = environment(home, **more) | {"LISTENLARGE_PLAIN_STATIC": "1"}
    process = subprocess.Popen(command, cwd=CHECKOUT, env=env)  # noqa: S603 - our own server
    with kept_from_falling(process):
        wait_until(lambda: answers(int(number)))
        yield int(number)
        assert list((home / "tmp").iterdir()) == [] and not (home / "media").exists()


def answers(port: int) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


def sent(port: int, path: str) -> tuple[bytes, int]:
    """The answer to two gigabytes, and how much of them had gone out when it came."""
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; boundary=x\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=30) as caller:
        caller.sendall(f"{head}Content-Length: {TWO_GB}\r\n\r\n".encode())
        gone, answer = 0, b""
        with suppress(BrokenPipeError, ConnectionResetError):  # it has answered and hung up
            while gone < TWO_GB and not select([caller], [], [], 0.02)[0]:  # as a line that is slower than a disk
                gone += caller.send(BLOCK)
        with suppress(ConnectionResetError, TimeoutError):
            while more := caller.recv(65536):
                answer += more
    return answer, gone


@pytest.mark.parametrize("path", ["/api/v1/imports/?filename=people.csv", "/imports/", "/sign-in/"])
def test_two_gigabytes_are_refused_before_they_have_come(port: int, path: str) -> None:
    answer, gone = sent(port, path)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b" 413 " in head.splitlines()[0]
    assert gone < 64 * 1024**2
    assert b"content-length: " in head.lower()
    if path.startswith("/api/"):
        assert b"application/problem+json" in head
        assert "may have 200 MB" in json.loads(body)["detail"]
    else:
        assert b"You sent 2048 MB; a file may have 200 MB" in body


@pytest.mark.parametrize(("claimed", "refused"), [(str(MOST), False), (str(MOST + 1), True), ("many", False)])
def test_the_limit_is_the_one_for_files(claimed: str, refused: bool) -> None:
    answer = Client().generic("POST", "/api/v1/nowhere/", b"", CONTENT_LENGTH=claimed)
    assert (answer.status_code == 413) is refused

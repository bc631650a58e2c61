"""A new version, and a restart, without a failed request: real processes, asked all the while."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.config.homes import CHECKOUT, environment, kept_from_falling, wait_until
from tests.config.test_run import Run, first_start, second_home, started  # noqa: F401 - a fixture

pytestmark = pytest.mark.slow


@contextmanager
def asked_all_the_while(port: str, callers: int = 4, over: threading.Event | None = None) -> Iterator[list[str]]:
    """Several callers ask without a pause, until `over` or the block's end; yields what each answer was."""
    answers: list[str] = []
    over = over or threading.Event()

    def ask() -> None:
        while not over.is_set():
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in/", timeout=90) as answer:
                    answer.read()
                    answers.append(str(answer.status))
            except OSError as failure:
                answers.append(repr(failure))

    threads = [threading.Thread(target=ask) for _ in range(callers)]
    for thread in threads:
        thread.start()
    try:
        yield answers
    finally:
        over.set()
        for thread in threads:
            thread.join(120)


def _web_processes(run: Run) -> list[int]:
    master = run.children()["gunicorn"]
    return [int(pid) for pid in Path(f"/proc/{master}/task/{master}/children").read_text().split()]


def test_a_new_version_comes_in_without_a_failed_request(first_start: tuple[Path, str]) -> None:  # noqa: F811
    with second_home(first_start) as home, started(home) as run:
        web, others = set(_web_processes(run)), run.children()
        with asked_all_the_while(run.port) as answers:
            wait_until(lambda: len(answers) > 20)
            run.process.send_signal(signal.SIGUSR1)
            wait_until(lambda: "Renewing" in run.said)
            wait_until(lambda: len(now := set(_web_processes(run))) == 2 and not now & web)
            wait_until(lambda: run.children().get("procrastinate") not in (None, others["procrastinate"]))
            so_far = len(answers)
            wait_until(lambda: len(answers) > so_far + 20)
        assert set(answers) == {"200"}
        assert run.children()["postgres"] == others["postgres"]
        assert run.children()["gunicorn"] == others["gunicorn"]
        run.stop()


def test_a_version_that_cannot_prepare_leaves_the_old_one_serving(first_start: tuple[Path, str]) -> None:  # noqa: F811
    with second_home(first_start) as home, started(home) as run:
        web = set(_web_processes(run))
        (home / "static").rename(home / "elsewhere")
        (home / "static").write_text("in the way of a folder")
        run.process.send_signal(signal.SIGUSR1)
        wait_until(lambda: "everything stays as it was" in run.said)
        assert set(_web_processes(run)) == web
        assert run.status() < 500
        run.stop()


def test_a_restart_under_systemd_loses_nobody(first_start: tuple[Path, str]) -> None:  # noqa: F811
    """The socket is systemd's, so callers wait; and it is told when we serve and when we stop."""
    with (
        second_home(first_start) as home,
        socket.create_server(("127.0.0.1", 0), backlog=1024) as held,
        _service_manager() as (path, told),
    ):
        port = str(held.getsockname()[1])
        with _under_systemd(home, held, path) as first:
            wait_until(lambda: "READY=1" in told, 240)
            over = threading.Event()
            with asked_all_the_while(port, callers=2, over=over) as answers:
                wait_until(lambda: len(answers) > 5)
                first.send_signal(signal.SIGTERM)
                assert first.wait(90) == 0
                assert told[-1] == "STOPPING=1"
                with _under_systemd(home, held, path) as second:
                    wait_until(lambda: told.count("READY=1") == 2, 240)
                    so_far = len(answers)
                    wait_until(lambda: len(answers) > so_far + 5)
                    over.set()  # who asks after the last has gone waits for the next
                assert set(answers) == {"200"}
                assert second.returncode == 0


@contextmanager
def _service_manager() -> Iterator[tuple[str, list[str]]]:
    """What systemd would hear."""
    folder = tempfile.mkdtemp(prefix="ll-")
    path, told = f"{folder}/notify", []
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(path)

        def listen() -> None:
            while (word := ear.recv(200).decode()) != "over":
                told.append(word)

        thread = threading.Thread(target=listen)
        thread.start()
        try:
            yield path, told
        finally:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as last:
                last.sendto(b"over", path)
            thread.join()
            os.unlink(path)
            os.rmdir(folder)


@contextmanager
def _under_systemd(home: Path, held: socket.socket, notify: str) -> Iterator[subprocess.Popen]:
    """`manage.py run` as systemd starts it: the socket is descriptor 3, LISTEN_PID names the process itself."""
    shell = f'exec 3<&{held.fileno()}; LISTEN_PID=$$ LISTEN_FDS=1 exec "$0" manage.py run'
    with home.with_name("words.txt").open("a") as words:
        process = subprocess.Popen(
            ["/bin/bash", "-c", shell, sys.executable], cwd=CHECKOUT, stdout=words, stderr=words,
            env=environment(home, NOTIFY_SOCKET=notify), pass_fds=(held.fileno(),), start_new_session=True,
        )  # fmt: skip
    with kept_from_falling(process):
        yield process
        if process.poll() is None:
            process.terminate()
            process.wait(90)

"""`manage.py run`, as a person types it: from nothing to the first page, and down again."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from config.embedded.places import Places
from config.embedded.process import running_pid
from tests.config.homes import (
    CHECKOUT,
    ask,
    copy_home,
    environment,
    kept_from_falling,
    kill_server,
    made_once,
    make_home,
    manage,
    one_clear_line,
    wait_until,
)

pytestmark = pytest.mark.slow


class Run:
    """One `manage.py run` on a free port, with what it printed in a file."""

    def __init__(self, home: Path, **more: str) -> None:
        self.home = home
        self.port = more.get("PORT") or free_port()
        self.words = home.with_name("words.txt")
        with self.words.open("w") as words:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "run"], cwd=CHECKOUT, stdout=words, stderr=words,
                env=environment(home, PORT=self.port, **more), start_new_session=True,
            )  # fmt: skip

    @property
    def said(self) -> str:
        return self.words.read_text()

    def is_up(self) -> bool:
        assert self.process.poll() is None, self.said
        return "Listen Large is at" in self.said

    def status(self) -> int:
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=20).status
        except urllib.error.HTTPError as answer:
            return answer.code

    def children(self) -> dict[str, int]:
        """Programs it keeps running, by a word of their command line."""
        found = {}
        for pid in _descendants(self.process.pid):
            command = _look(f"/proc/{pid}/cmdline")
            for word in ("gunicorn", "procrastinate", "postgres"):
                if word in command.replace("embedded_postgres", ""):
                    found.setdefault(word, pid)
        return found

    def stop(self, with_signal: signal.Signals = signal.SIGINT) -> None:
        family = _descendants(self.process.pid)
        before = len(self.said)
        self.process.send_signal(with_signal)
        assert self.process.wait(60) == 0, self.said
        assert "Traceback" not in self.said[before:]
        wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in family))


def _descendants(pid: int) -> list[int]:
    children = [int(child) for child in _look(f"/proc/{pid}/task/{pid}/children").split()]
    return [*children, *(below for child in children for below in _descendants(child))]


def _look(path: str) -> str:
    """Empty when the process has gone meanwhile."""
    try:
        return Path(path).read_bytes().decode(errors="replace")
    except OSError:
        return ""


def free_port() -> str:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return str(taken.getsockname()[1])


@contextmanager
def started(home: Path, **more: str) -> Iterator[Run]:
    run = Run(home, **more)
    with kept_from_falling(run.process):
        wait_until(run.is_up, 240)
        yield run


@pytest.fixture(scope="session")
def first_start(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A home after its first start, made once for all test processes, and what that start said."""

    def make(kept: Path) -> None:
        with make_home() as home:
            with started(home) as run:
                assert run.status() < 500
                run.stop()
            copy_home(home, kept / "home")
            (kept / "said").write_text(run.said)

    kept = made_once(tmp_path_factory, "first-start", make)
    return kept / "home", (kept / "said").read_text()


@contextmanager
def second_home(first_start: tuple[Path, str]) -> Iterator[Path]:
    with make_home() as home:
        copy_home(first_start[0], home)
        yield home


def test_the_first_start_prints_an_address_and_a_sign_in_link(first_start):
    home, said = first_start
    assert re.search(r"Listen Large is at http://127\.0\.0\.1:\d+", said)
    assert re.search(r"Sign in as admin@localhost .*\n\s+http://127\.0\.0\.1:\d+/\S+", said)
    assert "password" not in said.lower()
    assert (home / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_second_start_redoes_nothing_finds_its_data_and_prints_a_fresh_link(first_start):
    """What keeps it quick (two seconds here); a clock would measure who else uses the machine."""
    with second_home(first_start) as home:
        collected = home / "static" / ".collected"
        before = collected.stat().st_mtime_ns
        with started(home) as run:
            assert run.status() < 500
            assert ask(Places(home), "SELECT count(*) FROM crm_staff") == [(1,)]
            assert "Sign in as admin@localhost" in run.said  # nobody has signed in yet
            assert "Setting up" not in run.said
            assert collected.stat().st_mtime_ns == before
            assert_a_second_run_is_one_line(home, run)
            run.stop(signal.SIGTERM)
        assert running_pid(Places(home).data) is None


def assert_a_second_run_is_one_line(home: Path, run: Run) -> None:
    line = one_clear_line(manage(home, "run", PORT=free_port()))
    assert line.startswith("Listen Large runs already")
    assert run.port in line


def test_what_dies_is_started_again(first_start):
    with second_home(first_start) as home, started(home) as run:
        wait_until(lambda: len(run.children()) == 3)
        before = run.children()
        kill_server(Places(home))
        os.kill(before["gunicorn"], signal.SIGKILL)
        os.kill(before["procrastinate"], signal.SIGTERM)  # leaves with code 0: also restarted
        wait_until(lambda: len(run.children()) == 3 and not set(run.children().values()) & set(before.values()))
        wait_until(lambda: run.status() < 500)
        assert ask(Places(home), "SELECT count(*) FROM crm_staff") == [(1,)]
        run.stop()


def test_a_run_that_was_killed_leaves_nothing_running(first_start):
    with second_home(first_start) as home:
        with started(home) as run:
            wait_until(lambda: len(run.children()) == 3)
            family = [pid for pid in _descendants(run.process.pid) if "postgres" not in _look(f"/proc/{pid}/comm")]
            run.process.kill()
            wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in family))
        with started(home) as again:  # and the next takes over, the database included
            again.stop()


def test_a_port_in_use_is_one_line_and_nothing_is_made():
    with make_home() as home, socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        line = one_clear_line(manage(home, "run", PORT=port))
        assert line.startswith(f"Cannot listen on 127.0.0.1 port {port}: Address already in use")
        assert not Places(home).data.exists()


def test_a_broken_database_is_one_line(first_start):
    with second_home(first_start) as home:
        control = Places(home).data / "global" / "pg_control"
        whole = control.read_bytes()
        control.write_bytes(b"\0" * len(whole))
        line = one_clear_line(manage(home, "run", PORT=free_port()))
        assert line.startswith("PostgreSQL did not start: ")
        assert control.read_bytes() == b"\0" * len(whole)


def test_a_database_changed_by_a_newer_version_is_left_alone(first_start):
    with second_home(first_start) as home:
        record = "INSERT INTO django_migrations (app, name, applied) VALUES ('crm', '9999_later', now())"
        code = f'from django.db import connection; connection.cursor().execute("{record}")'
        manage(home, "shell", "-v0", "-c", code)
        line = one_clear_line(manage(home, "run", PORT=free_port()))
        assert "changed by a newer Listen Large (crm 9999_later" in line


def test_a_web_server_that_cannot_start_ends_it_all(first_start):
    with second_home(first_start) as home:
        done = manage(home, "run", PORT=free_port(), WEB_PROCESSES="-1")
        assert done.returncode == 1
        assert done.stderr.splitlines()[-1].startswith("The web server cannot start")
        assert running_pid(Places(home).data) is None
        shutil.rmtree(home)
        home.mkdir()

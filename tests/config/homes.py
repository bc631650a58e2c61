"""Homes for servers that really run, and how to look at them from outside."""

import atexit
import fcntl
import functools
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from config.embedded import binaries
from config.embedded.account import Account, account_for
from config.embedded.places import STATE_FOLDER, Places
from config.embedded.process import running_pid
from config.embedded.server import Server
from config.embedded.session import running

CHECKOUT = Path(__file__).resolve().parents[2]
IS_ROOT = os.geteuid() == 0


@contextmanager
def make_home(*, mode: int = 0o755, depth: str = "") -> Iterator[Path]:
    """A new folder's `home`, below a folder of `mode`. Whatever still runs on it afterwards is stopped."""
    above = Path(tempfile.mkdtemp(prefix="ll-", dir="/tmp"))
    above.chmod(mode)
    home = above / depth / "home" if depth else above / "home"
    try:
        yield home
    finally:
        for name in ("postgres", "test-postgres"):
            places = Places(home, name)
            if places.data.exists():
                Server(places).stop()
                shutil.rmtree(places.sockets, ignore_errors=True)
            elsewhere = places.data.resolve()
            if elsewhere.parent == STATE_FOLDER:
                shutil.rmtree(elsewhere)
        with suppress(OSError):
            Path(f"/tmp/listenlarge-{ordinary_user().uid}").rmdir()  # a real server's folder in it keeps it
        shutil.rmtree(above)


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that one of the test processes makes, for all of them; whole or not at all."""
    shared = Path(factory.getbasetemp())
    shared = shared.parent if os.environ.get("PYTEST_XDIST_WORKER") else shared
    kept, draft = shared / name, shared / f"{name}.draft"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir()
            make(draft)
            draft.rename(kept)
    return kept


@functools.cache
def _made_before() -> Path:
    """An initialised home, made once for this process: making one takes a second, copying a tenth."""
    kept = Path(tempfile.mkdtemp(prefix="ll-made-", dir="/tmp"))
    atexit.register(shutil.rmtree, kept, ignore_errors=True)
    kept.chmod(0o755)
    with running(Server(Places(kept / "home"))):
        pass
    return kept / "home"


@contextmanager
def home_with_database() -> Iterator[Path]:
    made = _made_before()
    with make_home() as home:
        copy_home(made, home)
        yield home


def copy_home(made: Path, home: Path) -> None:
    """With owners and modes, which the server insists on."""
    subprocess.run(["cp", "-a", str(made), str(home)], check=True)


def ask(places: Places, query: str, *, role: str = "listenlarge") -> list[tuple]:
    with psycopg.connect(
        dbname="listenlarge", user=role, host=str(places.sockets), port=5432, autocommit=True, connect_timeout=5
    ) as connection:
        cursor = connection.execute(query)
        return cursor.fetchall() if cursor.description else []


def write_note(places: Places, text: str) -> None:
    ask(places, "CREATE TABLE IF NOT EXISTS note (text text)", role="listenlarge_owner")
    ask(places, f"INSERT INTO note VALUES ('{text}')")


def notes(places: Places) -> list[str]:
    return [text for (text,) in ask(places, "SELECT text FROM note")]


def kill_server(places: Places) -> None:
    """Pull the plug, as a crash or the kernel short of memory does."""
    pid = running_pid(places.data)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: running_pid(places.data) is None)


def wait_until(is_so: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def ordinary_user() -> Account:
    """Ourselves; or, when we are root, an account that is not."""
    return account_for(Path("/nonexistent"))


def as_ordinary_user(do: Callable[[], None], monkeypatch, user: Account | None = None) -> None:
    """Run `do` as an ordinary user: in a fork, since that user may not even read our Python."""
    if not IS_ROOT:
        do()
        return
    user = user or ordinary_user()
    readable = binaries.server_binaries(user)
    monkeypatch.setattr(binaries, "wheel", lambda: readable)
    child = multiprocessing.get_context("fork").Process(target=_step_down, args=(user, do))
    child.start()
    child.join(120)
    assert child.exitcode == 0, "see the captured output"


def _step_down(user: Account, do: Callable[[], None]) -> None:
    os.chdir("/")
    os.setgroups([])
    os.setgid(user.gid)
    os.setuid(user.uid)
    do()


def environment(home: Path, **more: str) -> dict[str, str]:
    """What a person's shell would have, and nothing of this test run's."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
    return kept | {"LISTENLARGE_HOME": str(home), "DATABASE_URL": "", "SECRET_KEY": ""} | more


def manage(home: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=CHECKOUT, env=environment(home, **more),
        capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip


def one_clear_line(done: subprocess.CompletedProcess[str]) -> str:
    """The one line a person gets when it cannot go on."""
    lines = [line for line in done.stderr.splitlines() if " INFO " not in line]
    assert done.returncode != 0
    assert len(lines) == 1, done.stderr
    return lines[0]


@contextmanager
def kept_from_falling(process: subprocess.Popen) -> Iterator[None]:
    """End `process` and what it started, however the test went."""
    try:
        yield
    finally:
        if process.poll() is None:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(30)
        if process.poll() is None:
            process.kill()
            process.wait()


@contextmanager
def holding(places: Places, statement: str) -> Iterator[None]:
    """Somebody's transaction that has done this and ends, as if it had not, with the block."""
    with psycopg.connect(
        dbname="listenlarge", user="listenlarge_owner", host=str(places.sockets), port=5432
    ) as holder:  # fmt: skip
        holder.execute(statement)
        yield
        holder.rollback()

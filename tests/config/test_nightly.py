"""The nightly dump: when it is due, that it restores, and that seven are kept."""

import os
import subprocess
import time
from datetime import datetime, timedelta

import pytest

from config.backups.sealed import read_through
from config.embedded import binaries
from config.embedded.places import Places
from config.embedded.server import Server
from config.embedded.session import running
from config.running.nightly import NightlyDump, copies, is_due
from tests.config.homes import environment, make_home, wait_until, write_note
from tests.config.test_run import first_start, second_home  # noqa: F401 - a fixture

pytestmark = pytest.mark.slow

MORNING = datetime(2026, 3, 10, 9).astimezone()


@pytest.mark.parametrize(
    ("newest", "due"),
    [
        (None, True),
        (MORNING.replace(hour=2, minute=59), True),
        (MORNING.replace(hour=3, minute=0), False),
        (MORNING - timedelta(days=3), True),
    ],
)
def test_it_is_due_when_the_last_night_has_none(newest, due):
    assert is_due(newest, MORNING) is due


def test_before_three_the_night_before_counts():
    early = MORNING.replace(hour=1)
    assert not is_due(MORNING - timedelta(days=1), early)
    assert is_due(MORNING - timedelta(days=2), early)


def test_it_dumps_what_is_there_for_its_owner_alone_and_keeps_seven():
    with make_home() as home:
        places = Places(home)
        nightly = NightlyDump(places)
        nightly.folder.mkdir(parents=True, mode=0o700)
        for day in range(1, 9):
            old = nightly.folder / f"listenlarge-2026-01-0{day}-030000.dump"
            old.touch()
            os.utime(old, (0, 0))
        with running(Server(places)):
            write_note(places, "keep me")
            nightly.start_if_due(MORNING)
            wait_until(lambda: nightly.look_after(time.monotonic()) or len(list(nightly.folder.iterdir())) == 7)
        newest = max(nightly.folder.iterdir())
        assert newest.stat().st_mode & 0o777 == 0o600
        shown = subprocess.run(
            [binaries.program("pg_restore"), "-f", "-", str(newest)], capture_output=True, text=True, check=True
        )
        assert "keep me" in shown.stdout


@pytest.mark.slow
def test_with_a_passphrase_the_night_makes_a_sealed_backup(first_start, monkeypatch):  # noqa: F811
    """Our own command makes it, which takes its seconds. What people put beside it stays."""
    with second_home(first_start) as home:
        places = Places(home)
        for name, value in environment(home, BACKUP_PASSPHRASE="many bicycles on the bridge").items():
            monkeypatch.setenv(name, value)
        nightly = NightlyDump(places, sealed=True)
        nightly.folder.mkdir(parents=True, mode=0o700)
        (nightly.folder / "listenlarge-2026-01-01-030000.backup").write_text("somebody's own")
        with running(Server(places)):
            nightly.start_if_due(MORNING)
            wait_until(lambda: nightly.look_after(time.monotonic()) or copies(nightly.folder))
        [made] = copies(nightly.folder)
        assert made.name.startswith("nightly-") and made.stat().st_mode & 0o777 == 0o600
        assert b"PGDMP" not in made.read_bytes()
        with made.open("rb") as file:
            read_through(file, "many bicycles on the bridge")
        assert sorted(path.name[:9] for path in nightly.folder.iterdir()) == ["listenlar", "nightly-2"]


def test_a_dump_that_fails_leaves_nothing_half_and_the_older_ones(capfd):
    with make_home() as home:
        nightly = NightlyDump(Places(home))  # no server runs
        nightly.folder.mkdir(parents=True, mode=0o700)
        (nightly.folder / "listenlarge-2026-01-01-030000.dump").touch()
        os.utime(nightly.folder / "listenlarge-2026-01-01-030000.dump", (0, 0))
        nightly.start_if_due(MORNING)
        said = []
        wait_until(lambda: nightly.look_after(0) or said.append(capfd.readouterr().err) or "No backup" in "".join(said))
        assert [path.name for path in nightly.folder.iterdir()] == ["listenlarge-2026-01-01-030000.dump"]

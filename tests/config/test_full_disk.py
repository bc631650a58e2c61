"""A full disk: one sentence, nothing half-made, and all is well once there is room."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from config.embedded.places import Places
from config.embedded.server import Server
from config.embedded.session import running
from config.problem import Problem
from tests.config.homes import IS_ROOT, ask, make_home, manage, notes, one_clear_line, write_note
from tests.config.test_run import first_start  # noqa: F401 - a fixture

pytestmark = pytest.mark.slow


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    with make_home() as home:
        home.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0755", "tmpfs", str(home)]
        if not IS_ROOT or subprocess.run(mount, capture_output=True, check=False).returncode:
            pytest.skip("needs the right to mount a small disk")
        try:
            yield home
        finally:
            if Places(home).data.exists():
                Server(Places(home)).stop()
            subprocess.run(["umount", str(home)], check=True)


def test_no_room_for_a_new_database_leaves_nothing_half_made():
    with small_disk(20) as home:
        with pytest.raises(Problem, match="No space left on device"), running(Server(Places(home))):
            pass
        assert [path.name for path in home.iterdir() if "postgres" in path.name and path.is_dir()] == []


def test_no_room_for_a_first_start_is_one_line():
    with small_disk(20) as home:
        assert "No space left on device" in one_clear_line(manage(home, "run", PORT="0"))


def test_no_room_to_start_says_so_and_the_data_is_there_when_there_is():
    with small_disk(120) as home:
        places = Places(home)
        with running(Server(places)):
            write_note(places, "still here")
        filler = home / "filler"
        with filler.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space"):
            while True:
                file.write(b"\0" * 65536)
        with pytest.raises(Problem, match="No space left on device|is full"), running(Server(places)):
            pass
        filler.unlink()
        with running(Server(places)):
            assert notes(places) == ["still here"]


def test_a_disk_that_fills_up_in_the_middle_of_an_import_loses_nothing(first_start):  # noqa: F811
    with small_disk(400) as home:
        subprocess.run(["cp", "-a", f"{first_start[0]}/.", str(home)], check=True)
        places, file = Places(home), home.with_name("people.csv")
        rows = [f"Person {n},person{n}@example.net,{'House of many words ' * 20}{n}" for n in range(20_000)]
        file.write_text("\n".join(["name,email,notes", *rows]))
        load = ("import_contacts", str(file), "--as", "admin@localhost")
        with running(Server(places)):
            _fill(home, leave=24)
            failed = manage(home, *load)
            assert failed.returncode == 1, failed.stdout
            (home / "filler").unlink()
        with running(Server(places)):  # whatever it did when it could not write, it recovers from
            assert ask(places, "SELECT count(*) FROM crm_contact") == [(0,)]
            done = manage(home, *load)
            assert done.returncode == 0, done.stderr
            assert ask(places, "SELECT count(*) FROM crm_contact") == [(20_000,)]
            looked = manage(home, "doctor", DISK_FREE_MIB="1")
            assert looked.returncode == 0, looked.stdout


def _fill(home: Path, *, leave: int) -> None:
    """All but so many MiB."""
    with (home / "filler").open("wb", buffering=0) as file:
        free = shutil.disk_usage(home).free - leave * 2**20
        for _ in range(free // 2**20):
            file.write(b"\0" * 2**20)

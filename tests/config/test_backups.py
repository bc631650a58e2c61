"""A backup is one sealed file; restored elsewhere it is the very same book, or nothing is changed."""

import io
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.backups.sealed import MAGIC, PIECE, Opening, Sealing, read_through
from config.embedded import binaries
from config.embedded.places import Places
from config.embedded.server import Server
from config.embedded.session import running
from config.problem import Problem
from tests.config.homes import ask, copy_home, made_once, make_home, manage, one_clear_line
from tests.config.test_run import first_start, second_home  # noqa: F401 - a fixture

pytestmark = pytest.mark.slow

PASSPHRASE = "many bicycles on the bridge"
CANARY = "canary-in-the-book"


def sealed(clear: bytes, passphrase: str = PASSPHRASE) -> bytes:
    out = io.BytesIO()
    sealing = Sealing(out, passphrase)
    for at in range(0, len(clear), 70_000):
        sealing.write(clear[at : at + 70_000])
    sealing.finish()
    return out.getvalue()


def opened(file: bytes, passphrase: str = PASSPHRASE) -> bytes:
    return io.BufferedReader(Opening(io.BytesIO(file), passphrase)).read()


@pytest.mark.parametrize("length", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 5])
def test_what_is_sealed_opens_again(length: int) -> None:
    clear = os.urandom(length)
    assert opened(sealed(clear)) == clear


HEADER = len(MAGIC) + 24
FIRST = HEADER + 4 + PIECE + 16
WHOLE = sealed(b"a" * (2 * PIECE + 100))
DAMAGES = {
    "another passphrase": (WHOLE, "many bicycles on the bridgf"),
    "a bit of the text": (WHOLE[:500] + bytes([WHOLE[500] ^ 1]) + WHOLE[501:], PASSPHRASE),
    "a bit of the header": (WHOLE[: HEADER - 1] + bytes([WHOLE[HEADER - 1] ^ 1]) + WHOLE[HEADER:], PASSPHRASE),
    "cut between two pieces": (WHOLE[:FIRST], PASSPHRASE),
    "cut within a piece": (WHOLE[: FIRST + 1000], PASSPHRASE),
    "cut before the last piece": (WHOLE[: HEADER + 2 * (4 + PIECE + 16)], PASSPHRASE),
    "two pieces swapped": (
        WHOLE[:HEADER] + WHOLE[FIRST : FIRST + FIRST - HEADER] + WHOLE[HEADER:FIRST] + WHOLE[2 * FIRST - HEADER :],
        PASSPHRASE,
    ),
    "a costly header": (WHOLE[: len(MAGIC)] + b"\xff" + WHOLE[len(MAGIC) + 1 :], PASSPHRASE),
    "no backup at all": (b"PK\x03\x04" + WHOLE, PASSPHRASE),
    "nothing": (b"", PASSPHRASE),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_was_damaged_is_noticed(damage: str) -> None:
    file, passphrase = DAMAGES[damage]
    with pytest.raises(Problem, match=r"Nothing was changed\.$"):
        read_through(io.BytesIO(file), passphrase)


def dumped(home: Path) -> dict[str, list[str]]:
    """Every table's rows, as text, in an order of their own."""
    places = Places(home)
    with running(Server(places)):
        tables = [
            name
            for (name,) in ask(
                places,
                "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
                " AND NOT relispartition OR relname LIKE 'listening_mention%' AND relkind = 'r'",
                role="postgres",
            )
        ]
        return {
            table: sorted(str(row) for row in ask(places, f'SELECT t::text FROM "{table}" AS t', role="postgres"))
            for table in tables
        }


def owned(home: Path) -> list[tuple]:
    """Who owns what, and who may do what with it."""
    places = Places(home)
    with running(Server(places)):
        return ask(
            places,
            "SELECT relname, relowner::regrole::text, relacl::text FROM pg_class"
            " WHERE relnamespace = 'public'::regnamespace ORDER BY 1",
            role="postgres",
        )


@pytest.fixture(scope="session")
def book(first_start: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: F811
    """A home with a sample book, a canary and a file, made once for all test processes."""

    def make(kept: Path) -> None:
        with second_home(first_start) as home:
            with running(Server(Places(home))):
                assert manage(home, "load_sample_book").returncode == 0
                change(home, f"UPDATE crm_contact SET notes = '{CANARY}' WHERE id = (SELECT min(id) FROM crm_contact)")
            (home / "media" / "imports").mkdir(parents=True)
            (home / "media" / "imports" / "people.csv").write_text(CANARY)
            copy_home(home, kept / "home")

    return made_once(tmp_path_factory, "book", make) / "home"


@pytest.fixture
def full(book: Path) -> Iterator[Path]:
    """A copy of it, its server at work."""
    with make_home() as home:
        copy_home(book, home)
        with running(Server(Places(home))):
            yield home


def change(home: Path, statement: str) -> None:
    ask(Places(home), statement, role="listenlarge_owner")


def test_a_backup_restores_to_the_very_same_book(full: Path) -> None:
    file = full.parent / "all.backup"
    made = manage(full, "backup", "--out", str(file), BACKUP_PASSPHRASE=PASSPHRASE)
    assert made.returncode == 0, made.stderr
    assert file.stat().st_mode & 0o777 == 0o600
    assert CANARY.encode() not in file.read_bytes()
    with make_home() as elsewhere:
        for wrong in ("not that one at all", ""):
            refused = manage(elsewhere, "restore", str(file), BACKUP_PASSPHRASE=wrong)
            assert refused.returncode == 1, refused.stdout
        restored = manage(elsewhere, "restore", str(file), BACKUP_PASSPHRASE=PASSPHRASE)
        assert restored.returncode == 0, restored.stderr
        assert dumped(elsewhere) == dumped(full)
        assert owned(elsewhere) == owned(full)
        assert (elsewhere / "secret_key").read_text() == (full / "secret_key").read_text()
        assert (elsewhere / "media" / "imports" / "people.csv").read_text() == CANARY
        assert (elsewhere / "secret_key").stat().st_mode & 0o777 == 0o600
        looked = manage(elsewhere, "doctor")
        assert looked.returncode == 0, looked.stdout + looked.stderr


def test_an_older_one_is_brought_up_and_a_newer_one_refused(full: Path) -> None:
    older, newer = full.parent / "older.backup", full.parent / "newer.backup"
    assert manage(full, "migrate", "crm", "0026").returncode == 0
    assert manage(full, "backup", "--out", str(older), BACKUP_PASSPHRASE=PASSPHRASE).returncode == 0
    restored = manage(full, "restore", str(older), "--replace", BACKUP_PASSPHRASE=PASSPHRASE)
    assert restored.returncode == 0, restored.stderr
    assert "bring it up to this version" in restored.stdout
    assert manage(full, "migrate", "--check").returncode == 0

    change(full, "INSERT INTO django_migrations (app, name, applied) VALUES ('crm', '9999_later', now())")
    assert manage(full, "backup", "--out", str(newer), BACKUP_PASSPHRASE=PASSPHRASE).returncode == 0
    with make_home() as elsewhere:
        line = one_clear_line(manage(elsewhere, "restore", str(newer), BACKUP_PASSPHRASE=PASSPHRASE))
        assert "made by a newer Listen Large" in line
        assert "crm 9999_later" in line


def test_people_at_work_are_not_replaced_by_mistake(full: Path) -> None:
    file = full.parent / "all.backup"
    assert manage(full, "backup", "--out", str(file), BACKUP_PASSPHRASE=PASSPHRASE).returncode == 0
    change(full, "UPDATE crm_staff SET last_login = '2026-01-01T00:00Z'")
    before = dumped(full)
    line = one_clear_line(manage(full, "restore", str(file), BACKUP_PASSPHRASE=PASSPHRASE))
    assert line.startswith("Somebody works here already")
    assert dumped(full) == before


ERASE = f"""
from django.utils import timezone
from crm.actions.erase_person import order_erasure
from crm.erasing.job import run_erasure
from crm.models import Contact, Staff
ada, now = Staff.objects.filter(role="admin").first(), timezone.now()
gone = Contact.objects.get(notes="{CANARY}")
gone.owner = ada
gone.visibility = "team"
gone.save()
run_erasure(order_erasure(staff=ada, contact=gone, as_of=now).pk)
"""


@pytest.mark.slow
def test_who_was_erased_since_does_not_come_back_with_a_backup(full: Path) -> None:
    """Restored where the list of the erased lies, and elsewhere with a copy of it."""
    file, erased = full.parent / "before.backup", full / "erased"
    (full / "media" / "imports" / "people.csv").unlink()
    assert manage(full, "backup", "--out", str(file), BACKUP_PASSPHRASE=PASSPHRASE).returncode == 0
    done = manage(full, "shell", "-v0", "-c", ERASE)
    assert done.returncode == 0, done.stderr
    assert CANARY not in erased.read_text()
    with make_home() as elsewhere:
        lists = ("--erased", str(erased))
        for home, more in ((full, ("--replace",)), (elsewhere, lists)):
            restored = manage(home, "restore", str(file), *more, BACKUP_PASSPHRASE=PASSPHRASE)
            assert restored.returncode == 0, restored.stderr
            assert "Erased again: 1 contact" in restored.stdout
            assert not [table for table, rows in dumped(home).items() if any(CANARY in row for row in rows)]
            looked = manage(home, "doctor")
            assert looked.returncode == 0, looked.stdout + looked.stderr
        line = one_clear_line(manage(full, "restore", str(file), "--erased", "nowhere", BACKUP_PASSPHRASE=PASSPHRASE))
        assert "no such list" in line


def test_a_restore_that_breaks_off_changes_nothing(full: Path) -> None:
    """pg_restore finds a dump that is none: cut off where the tar still is whole."""
    file = full.parent / "all.backup"
    code = (
        "import io; from pathlib import Path; from django.utils import timezone; import config.backups.making as m;"
        "m.dumping = __import__('contextlib').contextmanager(lambda snapshot: iter([io.BytesIO(b'PGDMP' + bytes(9))]));"
        f"m.make_backup(Path('{file}'), '{PASSPHRASE}', as_of=timezone.now())"
    )
    assert manage(full, "shell", "-v0", "-c", code).returncode == 0
    before = dumped(full)
    done = manage(full, "restore", str(file), "--replace", BACKUP_PASSPHRASE=PASSPHRASE)
    assert done.returncode == 1
    assert "What was there stays as it was" in done.stderr
    assert dumped(full) == before
    assert not (full / "media.restoring").exists()


def test_a_short_passphrase_makes_no_backup(full: Path) -> None:
    line = one_clear_line(manage(full, "backup", BACKUP_PASSPHRASE="short"))
    assert "12 characters" in line
    assert not list((full / "backups").glob("*.backup"))


def test_the_programs_are_the_servers_own() -> None:
    told = subprocess.run([binaries.program("pg_restore"), "--version"], capture_output=True, text=True, check=True)
    assert " 18." in told.stdout

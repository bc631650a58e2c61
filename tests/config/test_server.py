"""The embedded server: it starts, keeps what it was given, survives, and lets nobody in who should not be."""

import os

import psycopg
import pytest

from config.embedded.cluster import MAJOR
from config.embedded.places import Places
from config.embedded.process import running_pid
from config.embedded.server import Server
from config.embedded.session import running
from config.problem import Problem
from tests.config.homes import (
    IS_ROOT,
    as_ordinary_user,
    ask,
    home_with_database,
    kill_server,
    make_home,
    notes,
    ordinary_user,
    wait_until,
    write_note,
)

pytestmark = pytest.mark.deep


@pytest.mark.slow
def test_it_starts_and_finds_its_data_again():
    with make_home() as home:
        places = Places(home)
        with running(Server(places)):
            write_note(places, "Ana likes llamas")
        assert running_pid(places.data) is None
        with running(Server(places)):
            assert notes(places) == ["Ana likes llamas"]


@pytest.mark.slow
def test_it_is_durable_speaks_every_script_and_has_its_extensions():
    with home_with_database() as home:
        places = Places(home)
        with running(Server(places)):
            ((checksums, fsync, listens, encoding),) = ask(
                places,
                "SELECT current_setting('data_checksums'), current_setting('fsync'),"
                " current_setting('listen_addresses'), current_setting('server_encoding')",
            )
            assert (checksums, fsync, listens, encoding) == ("on", "on", "", "UTF8")
            assert ask(places, "SELECT upper('äöß вася'), unaccent('é'), 'A'::citext = 'a'") == [
                ("ÄÖß ВАСЯ", "e", True)
            ]
            assert ask(places, "SELECT similarity('Вася', 'Васяя') > 0.3") == [(True,)]


def test_the_serving_role_reads_and_writes_rows_but_owns_nothing():
    with home_with_database() as home:
        places = Places(home)
        with running(Server(places)):
            write_note(places, "one")
            for forbidden in ("DROP TABLE note", "TRUNCATE note", "CREATE TABLE mine ()", "ALTER TABLE note ADD x int"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    ask(places, forbidden)
            ask(places, "UPDATE note SET text = 'two'")
            assert notes(places) == ["two"]
            assert ask(
                places, "SELECT rolsuper OR rolcreatedb OR rolcreaterole FROM pg_roles WHERE rolname = user"
            ) == [(False,)]


@pytest.mark.slow
def test_it_recovers_from_a_kill():
    with home_with_database() as home:
        places = Places(home)
        with running(Server(places)):
            write_note(places, "committed")
            kill_server(places)
        with running(Server(places)):
            assert notes(places) == ["committed"]


@pytest.mark.slow
def test_a_stranger_with_the_number_of_a_dead_server_does_not_keep_it_down():
    with home_with_database() as home:
        places = Places(home)
        with running(Server(places)):
            write_note(places, "here")
            lock = (places.data / "postmaster.pid").read_text()
            kill_server(places)
        pid = lock.split("\n", 1)[0]
        (places.data / "postmaster.pid").write_text(lock.replace(pid, str(os.getpid()), 1))
        with running(Server(places)):
            assert notes(places) == ["here"]


def test_the_last_one_out_stops_it():
    with home_with_database() as home:
        places = Places(home)
        with running(Server(places)):
            first = running_pid(places.data)
            with running(Server(places)):
                assert running_pid(places.data) == first
            assert running_pid(places.data) == first
        assert running_pid(places.data) is None


def test_a_server_left_alone_is_taken_over_and_stopped():
    with home_with_database() as home:
        places = Places(home)
        Server(places).start()  # as a command killed in the middle leaves it
        left = running_pid(places.data)
        with running(Server(places)):
            assert running_pid(places.data) == left
        wait_until(lambda: running_pid(places.data) is None)


@pytest.mark.slow
def test_two_homes_run_at_once_and_know_nothing_of_each_other():
    with home_with_database() as one, home_with_database() as two:
        mine, yours = Places(one), Places(two)
        with running(Server(mine)), running(Server(yours)):
            write_note(mine, "mine")
            write_note(yours, "yours")
            assert (notes(mine), notes(yours)) == (["mine"], ["yours"])


def test_data_of_another_major_is_named_and_left_alone():
    with home_with_database() as home:
        places = Places(home)
        with running(Server(places)):
            pass
        (places.data / "PG_VERSION").write_text("15\n")
        before = sorted(path.name for path in places.data.iterdir())
        with pytest.raises(Problem, match=f"made by PostgreSQL 15, this is {MAJOR}"), running(Server(places)):
            pass
        assert sorted(path.name for path in places.data.iterdir()) == before


def test_a_folder_that_is_no_database_is_left_alone():
    with make_home() as home:
        places = Places(home)
        places.data.mkdir(parents=True)
        (places.data / "letter.txt").write_text("Dear Ana")
        with pytest.raises(Problem, match="is no PostgreSQL data folder"), running(Server(places)):
            pass
        assert [path.name for path in places.data.iterdir()] == ["letter.txt"]


@pytest.mark.slow
def test_a_broken_database_says_why_in_one_sentence():
    with home_with_database() as home:
        places = Places(home)
        with running(Server(places)):
            pass
        (places.data / "global" / "pg_control").write_bytes(b"\0" * 8192)
        with pytest.raises(Problem, match="PostgreSQL did not start: .*log in") as caught, running(Server(places)):
            pass
        assert "\n" not in str(caught.value)


@pytest.mark.slow
def test_root_hands_the_server_to_an_unprivileged_account():
    if not IS_ROOT:
        pytest.skip("needs root to try as somebody else")
    with home_with_database() as home:
        places = Places(home)
        with running(Server(places)):
            ask(places, "SELECT 1")
            assert places.sockets.stat().st_mode & 0o777 == 0o700
            assert places.data.stat().st_mode & 0o777 == 0o700
            assert places.data.stat().st_uid == ordinary_user().uid
            pid = running_pid(places.data)
            assert os.stat(f"/proc/{pid}").st_uid == ordinary_user().uid


@pytest.mark.slow
def test_the_account_that_stands_in_for_root_cannot_connect(monkeypatch):
    if not IS_ROOT:
        pytest.skip("needs root: only then another account runs the server")
    with home_with_database() as home:
        places = Places(home)
        with running(Server(places)):
            sockets = str(places.sockets)

            def knock() -> None:
                with pytest.raises(psycopg.OperationalError, match="[Pp]eer authentication failed"):
                    psycopg.connect(dbname="listenlarge", user="postgres", host=sockets, port=5432)

            as_ordinary_user(knock, monkeypatch)

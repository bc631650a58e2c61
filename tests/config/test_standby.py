"""Whether the standby may answer: a real one, behind a real primary."""

import os
import signal
import tempfile
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psycopg
import pytest

from benchmarks.soak.network import Machine
from benchmarks.soak.postgres import Postgres
from config.standby.connections import OfStandby
from config.standby.lag import Lag
from config.standby.watching import SEEN_WITHIN, Standby
from tests.config.homes import wait_until
from tests.config.test_run import free_port


def test_how_far_it_is_behind_is_told_by_the_notes_it_has_come_past() -> None:
    lag = Lag()
    assert lag.measured(10.0, primary=100, replayed=50) == float("inf")  # nothing is known yet
    assert lag.measured(11.0, primary=200, replayed=100) == 1.0  # where the primary was a second ago
    assert lag.measured(12.0, primary=300, replayed=150) == 2.0
    assert lag.measured(13.0, primary=300, replayed=300) == 0.0


def test_where_nobody_writes_nothing_is_late() -> None:
    lag = Lag()
    assert [lag.measured(second, primary=7, replayed=7) for second in (1.0, 100.0)] == [0.0, 0.0]


@pytest.fixture(scope="module")
def pair() -> Iterator[tuple[Postgres, Postgres]]:
    here = Machine("here", "127.0.0.1")
    with tempfile.TemporaryDirectory(prefix="ll-pair-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        primary = Postgres("primary", here, folder / "primary", int(free_port()))
        standby = Postgres("standby", here, folder / "standby", int(free_port()))
        try:
            primary.make()
            standby.make_standby_of(primary)
            yield primary, standby
        finally:
            standby.process.stop()
            primary.process.stop()


@pytest.mark.slow
def test_it_answers_while_it_keeps_up_and_at_no_other_time(pair: tuple[Postgres, Postgres]) -> None:
    """Two servers have to be made: that takes its seconds."""
    primary, standby = pair
    now = [100.0]
    way = partial(OfStandby.connect, standby.url(), autocommit=True, connect_timeout=3)
    watched = Standby(partial(primary.connect), way, may_lag=2.0, clock=lambda: now[0])
    assert not watched.may_answer()  # not looked at yet

    def has_come_after() -> bool:
        watched.look()
        return watched.may_answer(wrote=written)

    with primary.connect() as writing, standby.connect() as applying:
        written = _write(writing)
        wait_until(has_come_after)
        assert watched.may_answer()

        applying.execute("SELECT pg_wal_replay_pause()")
        wait_until(lambda: applying.execute("SELECT pg_get_wal_replay_pause_state()").fetchone() == ("paused",))
        written = _write(writing)
        watched.look()
        assert watched.may_answer() and not watched.may_answer(wrote=written)  # others may not mind, the writer does
        now[0] += 3
        watched.look()
        assert not watched.may_answer()  # too far behind for anybody
        applying.execute("SELECT pg_wal_replay_resume()")
        wait_until(has_come_after)

        now[0] += SEEN_WITHIN + 1
        assert not watched.may_answer()  # nobody looked for a while: it may have frozen meanwhile
        watched.look()
        assert watched.may_answer()

    _frozen_lets_nobody_wait(standby, watched)
    wait_until(has_come_after)

    standby.process.kill()
    watched.look()
    assert not watched.may_answer()
    standby.start()
    watched.look()
    assert watched.may_answer()

    with standby.connect() as promoted:
        promoted.execute("SELECT pg_promote()")
        watched.look()
        assert not watched.may_answer()  # it goes its own way now


def _frozen_lets_nobody_wait(standby: Postgres, watched: Standby) -> None:
    """Stopped, not dead: who waits for it already is cut off, so that the primary can answer them."""
    told: list[str] = []

    def ask() -> None:
        with pytest.raises(psycopg.OperationalError):
            reader.execute("SELECT 1")
        told.append("cut off")

    reader = OfStandby.connect(standby.url(), autocommit=True)
    server = (standby.data / "postmaster.pid").read_text().split()[0]
    family = [int(pid) for pid in (server, *Path(f"/proc/{server}/task/{server}/children").read_text().split())]
    for pid in family:
        os.kill(pid, signal.SIGSTOP)
    try:
        waiting = threading.Thread(target=ask)
        waiting.start()
        watched.look()
        assert not watched.may_answer()
        waiting.join(60)
        assert told == ["cut off"]
    finally:
        for pid in family:
            os.kill(pid, signal.SIGCONT)


def _write(connection) -> int:  # type: ignore[no-untyped-def]
    connection.execute("CREATE TABLE IF NOT EXISTS words (word text)")
    connection.execute("INSERT INTO words VALUES (%s)", [os.urandom(8).hex()])
    [place] = connection.execute("SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint").fetchone()
    return int(place)

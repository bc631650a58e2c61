"""A child process: restarted when it ends, with longer pauses each time, and stopped even when it hangs."""

import os
import signal
import sys
import time

import pytest

from config.running.children import LONGEST_PAUSE, SHORTEST_PAUSE, STEADY_AFTER, Child
from tests.config.homes import wait_until

NOTHING_STOPS_IT = """
import os, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if os.fork():
    print("ready", flush=True)
time.sleep(60)
"""


@pytest.mark.slow
def test_one_that_hangs_is_ended_with_all_it_started(capfd):
    child = Child("sleeper", [sys.executable, "-c", NOTHING_STOPS_IT], grace=0.1)
    child.start(now=0)
    group = child._process.pid
    wait_until(lambda: "ready" in capfd.readouterr().out)
    child.stop()
    wait_until(lambda: not _group_lives(group))


def test_leaving_with_zero_is_no_excuse_and_pauses_grow():
    child = Child("quitter", [sys.executable, "-c", ""], grace=1)
    now, pauses = 0.0, []
    child.start(now)
    for _ in range(9):
        wait_until(lambda now=now: child.look_after(now) or child._process is None)
        pauses.append(child._restart_at - now)
        child.look_after(now + pauses[-1] - 0.01)
        assert child._process is None  # not before its pause is over
        now += pauses[-1]
        child.look_after(now)
        assert child._process is not None
    child.stop()
    assert pauses[:3] == [SHORTEST_PAUSE, SHORTEST_PAUSE * 2, SHORTEST_PAUSE * 4]
    assert pauses[-1] == LONGEST_PAUSE


def test_one_that_ran_long_starts_its_pauses_anew():
    child = Child("runner", [sys.executable, "-c", "import time; time.sleep(60)"], grace=1)
    child.start(now=0)
    child._pause = LONGEST_PAUSE
    os.kill(child._process.pid, signal.SIGKILL)
    end = STEADY_AFTER + 1
    wait_until(lambda: child.look_after(end) or child._process is None)
    assert child._restart_at == end + SHORTEST_PAUSE


def test_it_serves_and_does_not_own(capfd, monkeypatch):
    monkeypatch.setenv("LISTENLARGE_DATABASE_ROLE", "own")
    show = "import os; print(os.environ['LISTENLARGE_DATABASE_ROLE'], flush=True)"
    child = Child("reader", [sys.executable, "-c", show], grace=5)
    child.start(time.monotonic())
    wait_until(lambda: "serve" in capfd.readouterr().out)
    child.stop()


def _group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True

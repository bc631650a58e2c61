"""Times in milliseconds, and how they are told."""

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeVar

from django.db import connection

Done = TypeVar("Done")


def timed(work: Callable[[], object], *, times: int = 15, warm: int = 3) -> list[float]:
    """Milliseconds of each run, after some that do not count."""
    for _ in range(warm):
        work()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    return taken


def p95(taken: list[float]) -> float:
    return statistics.quantiles(taken, n=20)[-1]


def row(name: str, taken: list[float]) -> None:
    print(f"| {name} | {statistics.median(taken):.1f} | {p95(taken):.1f} |", flush=True)


def head(what: str) -> None:
    print(f"| {what} | median ms | p95 ms |\n| --- | ---: | ---: |")


def head_of_core(what: str) -> None:
    print(f"| {what} | median ms | of a core, ms | of these, the database |\n| --- | ---: | ---: | ---: |")


def row_of_core(name: str, work: Callable[[], object], *, times: int = 15) -> None:
    """What it takes by the clock, and of a core."""
    taken: list[float] = []
    work()

    def all_times() -> None:
        taken.extend(timed(work, times=times, warm=0))

    seconds, _none = spent(all_times)
    there, both = seconds.there / times * 1000, seconds.both / times * 1000
    print(f"| {name} | {statistics.median(taken):.1f} | {both:.1f} | {there:.1f} |", flush=True)


def processor_seconds(work: Callable[[], Done]) -> tuple[float, Done]:
    """How long this process was at it, waiting for its turn on a shared core not counted; and what came of it."""
    start = time.process_time()
    done = work()
    return time.process_time() - start, done


class Spent(NamedTuple):
    """Seconds of a core: this process', and those of the database's process that works for it."""

    here: float
    there: float

    @property
    def both(self) -> float:
        return self.here + self.there


def spent(work: Callable[[], Done]) -> tuple[Spent, Done]:
    """As `processor_seconds`, of both ends of the connection. The server must run on this machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [process] = cursor.fetchone() or [0]
    there = _on_core(process)
    here, done = processor_seconds(work)
    return Spent(here, _on_core(process) - there), done


def _on_core(process: int) -> float:
    """By the kernel, which counts in nanoseconds."""
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9

"""Times in milliseconds, and how they are told."""

import statistics
import time
from collections.abc import Callable
from typing import TypeVar

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


def processor_seconds(work: Callable[[], Done]) -> tuple[float, Done]:
    """How long this process was at it, waiting for its turn on a shared core not counted; and what came of it."""
    start = time.process_time()
    done = work()
    return time.process_time() - start, done

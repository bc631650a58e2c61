"""Load on several machines at once, each part killed in turn; then: what was lost, and how long it hesitated.

    python -m benchmarks.soak [--minutes 30] [--calm]

Nothing may be lost: whatever was acknowledged is looked for in the primary at the end, and the doctor looks too. Needs
no rights; as root each machine gets a network of its own."""

import argparse
import json
import os
import statistics
import tempfile
import threading
import time
from pathlib import Path

from benchmarks.soak.load import Bringing, Clicking, Client, Seen
from benchmarks.soak.processes import wait_for
from benchmarks.soak.site import Site, site

# In this order, evenly over the time; a worker and a web server stand for the others.
VICTIMS = ("web1", "work1", "pooler", "standby", "primary")
DOWN_FOR = 3.0  # seconds until somebody starts it again


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    options.add_argument("--minutes", type=float, default=30)
    options.add_argument("--calm", action="store_true", help="kill nothing: for the times of a day like any other")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="ll-soak-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with site(folder) as running:
            told = json.loads((folder / "home" / "people.json").read_text(encoding="ascii"))
            _print_place(running)
            seen, deaths, memory = _load(running, told, asked.minutes * 60, asked.calm)
            _wait_for_workers(running)
            _tell_times(seen)
            _tell_deaths(seen, deaths)
            _tell_memory(memory)
            good = _tell_losses(running, seen)
    raise SystemExit(0 if good else 1)


def _print_place(running: Site) -> None:
    where = "network namespaces on a bridge" if running.in_namespaces else "plain processes on loopback"
    pooled = (
        "through PgBouncer, by transaction" if running.pooler.is_there else "without PgBouncer: it is not installed"
    )
    print(f"{os.cpu_count()} cores, {where}; web servers {pooled}.", flush=True)


Deaths = list[tuple[str, float]]
Memory = list[dict[str, int]]


def _load(running: Site, told: dict, seconds: float, calm: bool) -> tuple[Seen, Deaths, Memory]:  # type: ignore[type-arg]
    seen, over, deaths, memory = Seen(), threading.Event(), Deaths(), Memory()
    clients: list[Client] = []
    for number, session in enumerate(told["sessions"]):
        clients.append(Clicking(session, told["contacts"], seen, running.webs, over, number))
    for number, key in enumerate(told["keys"]):
        clients.append(Bringing(key, seen, running.webs, over, number + 1000))
    for client in clients:
        client.start()
    began = time.monotonic()
    due = (
        [] if calm else [(began + seconds * (place + 1) / (len(VICTIMS) + 1), who) for place, who in enumerate(VICTIMS)]
    )
    while (now := time.monotonic()) < began + seconds or due:  # on a slow machine the last one is killed late
        if due and now >= due[0][0]:
            _kill(running, due.pop(0)[1], deaths)
        memory.append({name: kept.resident() for name, kept in running.kept.items()})
        time.sleep(max(0.5, min(10.0, seconds / 60)))
    over.set()
    for client in clients:
        client.join(90)
    return seen, deaths, memory


def _kill(running: Site, name: str, deaths: Deaths) -> None:
    deaths.append((name, time.monotonic()))
    running.kept[name].kill()
    time.sleep(DOWN_FOR)
    running.start_again(name)


def _wait_for_workers(running: Site) -> None:
    """Jobs of the worker that was killed are taken up when it has not been heard of for a while."""
    with running.primary.connect() as primary:
        left = "SELECT count(*) FROM crm_importjob WHERE status IN ('queued', 'running')"
        try:
            wait_for(lambda: primary.execute(left).fetchone() == (0,), "the workers", seconds=300)
        except RuntimeError as error:
            print(error)


def _tell_times(seen: Seen) -> None:
    print("\n| what | times | median ms | p95 ms | longest ms |\n| --- | ---: | ---: | ---: | ---: |")
    for kind in sorted(seen.taken):
        taken = [seconds * 1000 for _when, seconds in seen.taken[kind]]
        high = statistics.quantiles(taken, n=20)[-1] if len(taken) > 1 else taken[0]
        print(f"| {kind} | {len(taken)} | {statistics.median(taken):.0f} | {high:.0f} | {max(taken):.0f} |")
    share = seen.by_standby / max(1, seen.read)
    again = ", ".join(f"{times} after {why}" for why, times in seen.again.most_common()) or "nothing"
    print(f"\nThe standby answered {share:.0%} of what was read. Sent again: {again}.")


def _tell_deaths(seen: Seen, deaths: Deaths) -> None:
    """From the kill: the longest that anybody waited, and the longest time in which nobody got an answer."""
    if deaths:
        print("\n| killed | longest wait, s | nobody answered for, s |\n| --- | ---: | ---: |")
    answers = sorted(pair for kind in seen.taken.values() for pair in kind)
    for place, (name, at) in enumerate(deaths):
        until = deaths[place + 1][1] if place + 1 < len(deaths) else float("inf")
        near = [(when, took) for when, took in answers if at <= when < min(until, at + 60)]
        moments = [at, *(when for when, _took in near)]
        gap = max((later - sooner for sooner, later in zip(moments, moments[1:], strict=False)), default=0.0)
        print(f"| {name} | {max((took for _when, took in near), default=0):.1f} | {gap:.1f} |")


def _tell_memory(memory: Memory) -> None:
    third = max(1, len(memory) // 3)
    print("\n| memory, MiB | first third | last third |\n| --- | ---: | ---: |")
    for name in memory[0]:
        early, late = ([sample[name] for sample in part if sample[name]] for part in (memory[:third], memory[-third:]))
        if early and late:
            print(f"| {name} | {statistics.median(early) / 2**20:.0f} | {statistics.median(late) / 2**20:.0f} |")


def _tell_losses(running: Site, seen: Seen) -> bool:
    with running.primary.connect() as primary:
        texts = [text for (text,) in primary.execute("SELECT text FROM crm_interaction WHERE text LIKE 'Spoke of %'")]
        keys = {key for (key,) in primary.execute("SELECT key FROM crm_handle WHERE key LIKE '%@brought.example'")}
    marks = [text.removeprefix("Spoke of ") for text in texts]
    lost = len(seen.logged - set(marks)) + len({f"{mark}@brought.example" for mark in seen.brought} - keys)
    twice = len(marks) - len(set(marks))
    print(f"\nAcknowledged: {len(seen.logged)} logs, {len(seen.brought)} contacts. Lost: {lost}. Done twice: {twice}.")
    print(f"Errors that somebody saw: {len(seen.errors)}.", *sorted(set(seen.errors))[:20], sep="\n  ")
    try:
        print(running.manage("doctor").strip())
    except RuntimeError as unsound:
        print(unsound)
        return False
    return not lost and not twice and not seen.errors


if __name__ == "__main__":
    main()

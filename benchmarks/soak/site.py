"""The whole site: a primary and its standby, PgBouncer, two web servers, three workers."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.soak.network import Machine, machines
from benchmarks.soak.postgres import Pooler, Postgres
from benchmarks.soak.processes import Kept, listens, wait_for
from config.database import DIRECT_VARIABLE, ROLE_VARIABLE
from config.embedded.cluster import OWNER

CHECKOUT = Path(__file__).resolve().parents[2]
MACHINES = ("primary", "standby", "pooler", "web1", "web2", "work1", "work2", "work3")
PORTS = {"primary": 7801, "standby": 7802, "pooler": 7803, "web1": 7811, "web2": 7812}


class Site:
    def __init__(self, folder: Path, on: dict[str, Machine]) -> None:
        self.folder, self.on = folder, on
        self.primary = Postgres("primary", on["primary"], folder / "primary", PORTS["primary"])
        self.standby = Postgres("standby", on["standby"], folder / "standby", PORTS["standby"])
        self.pooler = Pooler(on["pooler"], folder, self.primary, PORTS["pooler"])
        self.kept = {
            "primary": self.primary.process,
            "standby": self.standby.process,
            "pooler": self.pooler.process,
            **{name: self._web(name) for name in ("web1", "web2")},
            **{name: self._worker(name) for name in ("work1", "work2", "work3")},
        }

    @property
    def in_namespaces(self) -> bool:
        return bool(self.on["primary"].namespace)

    @property
    def webs(self) -> list[tuple[str, int]]:
        return [(self.on[name].address, PORTS[name]) for name in ("web1", "web2")]

    def start(self) -> None:
        self.primary.make()
        self.manage("prepare", **{ROLE_VARIABLE: "own"})
        self.manage("shell", "-v0", "-c", "from benchmarks.soak.book import make_book; make_book()",
                    **{ROLE_VARIABLE: "own"})  # fmt: skip
        self.standby.make_standby_of(self.primary)
        if self.pooler.is_there:
            self.pooler.start()
        for name in ("web1", "web2", "work1", "work2", "work3"):
            self.kept[name].start()
        for address, port in self.webs:
            wait_for(lambda address=address, port=port: listens(address, port), "a web server")

    def start_again(self, name: str) -> None:
        {"primary": self.primary.start, "standby": self.standby.start, "pooler": self.pooler.start}.get(
            name, self.kept[name].start
        )()

    def stop(self) -> None:
        for kept in reversed(self.kept.values()):
            kept.stop()

    def manage(self, *words: str, **more: str) -> str:
        done = subprocess.run([sys.executable, "manage.py", *words], cwd=CHECKOUT, text=True, capture_output=True,
                              env=self._environment(**{DIRECT_VARIABLE: "1"} | more), check=False)  # fmt: skip
        if done.returncode:
            raise RuntimeError(done.stdout + done.stderr)
        return done.stdout

    def _environment(self, **more: str) -> dict[str, str]:
        """Of each process of ours; all share a folder for files, as machines that share a disk do."""
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
        web = {
            "LISTENLARGE_HOME": str(self.folder / "home"),
            "DATABASE_URL": self.pooler.url() if self.pooler.is_there else self.primary.url(),
            "DATABASE_DIRECT_URL": self.primary.url(),
            "DATABASE_OWNER_URL": self.primary.url(OWNER),
            "DATABASE_STANDBY_URL": self.standby.url(),
            "PREPARE_STATEMENTS": "0" if self.pooler.is_there else "1",
            "ALLOWED_HOSTS": "*",
            "STATEMENT_SECONDS": "55",
            "LOG_LEVEL": "WARNING",
            "API_RATE": "100000/s",
        }
        return kept | web | more

    def _web(self, name: str) -> Kept:
        machine = self.on[name]
        command = [
            sys.executable, "-m", "gunicorn", "config.wsgi:application", "--bind", f"{machine.address}:{PORTS[name]}",
            "--worker-class", "gthread", "--workers", "1", "--threads", "8", "--timeout", "60",
            "--log-level", "warning", "--no-control-socket",
        ]  # fmt: skip
        return Kept(name, machine, command, log=self.folder / f"{name}.log", env=self._environment(), cwd=CHECKOUT)

    def _worker(self, name: str) -> Kept:
        command = [sys.executable, "manage.py", "procrastinate", "worker", "--concurrency", "2"]
        return Kept(name, self.on[name], command, log=self.folder / f"{name}.log", cwd=CHECKOUT,
                    env=self._environment(**{DIRECT_VARIABLE: "1"}))  # fmt: skip


@contextmanager
def site(folder: Path) -> Iterator[Site]:
    with ExitStack() as stack:
        made = Site(folder, stack.enter_context(machines(*MACHINES)))
        stack.callback(made.stop)
        began = time.monotonic()
        made.start()
        print(f"Set up in {time.monotonic() - began:.0f} s.", flush=True)
        yield made

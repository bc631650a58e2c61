"""One PostgreSQL server: start it, wait until it answers, stop it in order."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress

from config.embedded import binaries, cluster, roles, server_log
from config.embedded.folders import make_socket_folder
from config.embedded.places import Places
from config.embedded.process import clear_stale_locks, is_ready, running_pid
from config.problem import Problem

POLL = 0.02  # seconds
RETRY_FOR = 60.0  # seconds: how long the remains of a killed server may hold its memory
SLOW_AFTER = 10.0  # seconds until a person is told why it takes long
# Each signal, and the seconds it gets: fast shutdown, then one that recovers at the next start, then the end.
WAYS_TO_STOP = ((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 10.0))
OPTIONS = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    "log_min_error_statement": "panic",  # what people wrote stays out of the log, also when it failed
    "log_error_verbosity": "terse",
    "jit": "off",  # our queries are short; compiling them costs more than it saves
    "wal_compression": "on",
    "shared_buffers": "256MB",
    "random_page_cost": "1.1",  # solid-state disks, and most of it in memory: an index is nearly always worth it
}


class Server:
    """The server of `places`, whether this process started it or found it running."""

    def __init__(self, places: Places, options: Mapping[str, str] | None = None) -> None:
        self.places = places
        self.options = {**OPTIONS, **(options or {})}
        self._process: subprocess.Popen[bytes] | None = None

    def is_running(self) -> bool:
        return self._pid() is not None

    def _pid(self) -> int | None:
        """Our own child's from its first moment, when `postmaster.pid` does not name it yet."""
        if self._process is not None:
            if self._process.poll() is None:
                return self._process.pid
            self._process = None  # reaped, so that its number is free
        return running_pid(self.places.data)

    def ensure(self) -> None:
        """Start it unless it runs; one that is still recovering or just stopping is waited for."""
        if self.is_running() and self._wait_until_ready():
            return
        self.start()

    def start(self) -> None:
        """Start it and return once it takes connections, however long recovery needs."""
        account = self.places.account
        cluster.prepare(self.places, account)
        make_socket_folder(self.places, account)
        clear_stale_locks(self.places.data, self.places.sockets)
        give_up = time.monotonic() + RETRY_FOR
        pause = 0.1
        while not self._try_start():
            if time.monotonic() > give_up:
                raise Problem(server_log.reason(self.places))
            time.sleep(pause)  # the children of a killed server are still leaving
            pause = min(pause * 2, 2.0)
        roles.ensure(self.places)

    def _try_start(self) -> bool:
        """False when it could not start yet but may in a moment."""
        self._spawn()
        if self._wait_until_ready():
            return True
        if server_log.is_passing(self.places):
            return False
        raise Problem(server_log.reason(self.places))

    def _spawn(self) -> None:
        account = self.places.account
        program = binaries.server_binaries(account) / "bin" / "postgres"
        options = {**self.options, "unix_socket_directories": str(self.places.sockets)}
        command = [str(program), "-D", str(self.places.data.resolve())]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        with server_log.opened(self.places) as log:
            # A session of its own: Ctrl-C at the terminal is ours to pass on, last and in order.
            self._process = subprocess.Popen(  # noqa: S603 - the wheel's program, no shell
                command, env=cluster.ENVIRONMENT, cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, umask=0o077, **account.spawn_options(),
            )  # fmt: skip

    def _wait_until_ready(self) -> bool:
        """False when it ended instead."""
        slow_at = time.monotonic() + SLOW_AFTER
        while (pid := self._pid()) is not None:
            if is_ready(self.places.data, pid):
                return True
            if time.monotonic() > slow_at:
                print("PostgreSQL is still recovering from an unclean stop …", file=sys.stderr, flush=True)
                slow_at = float("inf")
            time.sleep(POLL)
        return False

    def stop(self) -> None:
        for way, seconds in WAYS_TO_STOP:
            pid = self._pid()
            if pid is None:
                break
            with suppress(ProcessLookupError):
                os.kill(pid, way)
            if self._gone_within(seconds):
                break
        else:
            raise Problem(f"PostgreSQL on {self.places.data} did not stop.")
        with suppress(OSError):
            self.places.sockets.rmdir()  # it is empty after a stop in order, and made anew by a start

    def _gone_within(self, seconds: float) -> bool:
        end = time.monotonic() + seconds
        while self.is_running():
            if time.monotonic() > end:
                return False
            time.sleep(POLL)
        return True

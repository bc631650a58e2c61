"""A primary, a hot standby of it, and PgBouncer before the primary. All trust their own network: made to be thrown
away."""

import shutil
import subprocess
import time
from pathlib import Path

import psycopg

from benchmarks.soak.network import NETWORK, Machine
from benchmarks.soak.processes import Kept, listens, wait_for
from config.embedded import binaries
from config.embedded.account import account_for
from config.embedded.cluster import ENVIRONMENT, INITDB, OWNER, SERVING, SUPERUSER
from config.embedded.roles import DATABASE, IN_EVERY_DATABASE

OPTIONS = {
    "unix_socket_directories": "",
    "wal_level": "replica",
    "hot_standby_feedback": "on",  # a long report on the standby is not cut off by the primary's vacuum
    "timezone": "UTC",
    "jit": "off",
    "shared_buffers": "256MB",
    "max_connections": "200",
    "random_page_cost": "1.1",
}
TRUSTED = f"host all all {NETWORK}0/24 trust\nhost all all 127.0.0.1/32 trust\n" + (
    f"host replication all {NETWORK}0/24 trust\nhost replication all 127.0.0.1/32 trust\n"
)
# What a pooler does not hand on from the web's own connections.
FOR_THE_POOLED = (
    f"ALTER ROLE {SERVING} SET plan_cache_mode = force_generic_plan",
    f"ALTER ROLE {SERVING} SET max_parallel_workers_per_gather = 0",
)


class Postgres:
    """`data` below a folder that the server's account can enter."""

    def __init__(self, name: str, machine: Machine, data: Path, port: int) -> None:
        self.machine, self.data, self.port = machine, data, port
        self._account = account_for(data)
        self._programs = binaries.server_binaries(self._account) / "bin"
        settings = [f"--{key}={value}" for key, value in OPTIONS.items()]
        command = [str(self._programs / "postgres"), "-D", str(data), "-p", str(port), "-h", machine.address, *settings]
        if self._account.is_other:
            command = ["setpriv", f"--reuid={self._account.uid}", f"--regid={self._account.gid}", "--clear-groups",
                       *command]  # fmt: skip
        self.process = Kept(name, machine, command, log=data.with_suffix(".log"), env=ENVIRONMENT)

    def make(self) -> None:
        self._own_folder()
        self._as_account(str(self._programs / "initdb"), *INITDB, "--no-sync", "-D", str(self.data))
        (self.data / "pg_hba.conf").write_text(TRUSTED, encoding="ascii")
        self.start()
        with self.connect(database="postgres") as server:
            for role, rights in ((OWNER, "LOGIN CREATEDB"), (SERVING, "LOGIN")):
                server.execute(f"CREATE ROLE {role} {rights}")
            server.execute(f"GRANT {SERVING} TO {OWNER}")
            server.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
            for statement in FOR_THE_POOLED:
                server.execute(statement)
        with self.connect() as database:
            for statement in IN_EVERY_DATABASE:
                database.execute(statement)

    def make_standby_of(self, primary: "Postgres") -> None:
        self._own_folder()
        command = [binaries.program("pg_basebackup"), "-h", primary.machine.address, "-p", str(primary.port),
                   "-U", SUPERUSER, "-D", str(self.data), "-R", "-X", "stream", "-c", "fast", "--no-sync"]  # fmt: skip
        done = subprocess.run(self.machine.command(*command), capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr)
        for path in (self.data, *self.data.rglob("*")):
            self._account.own(path)
        self.start()

    def start(self) -> None:
        """Again and again for a while: the children of one that was killed hold its memory until they notice."""
        for _ in range(30):
            (self.data / "postmaster.pid").unlink(missing_ok=True)  # its number may be another's by now
            self.process.start()
            wait_for(lambda: self.process.is_gone or self._answers(), f"PostgreSQL on {self.data.name}")
            if not self.process.is_gone:
                return
            time.sleep(1)
        raise RuntimeError(f"PostgreSQL does not start: see {self.data.with_suffix('.log')}.")

    def _answers(self) -> bool:
        self.connect(database="postgres").close()
        return True

    def connect(self, *, database: str = DATABASE, user: str = SUPERUSER) -> psycopg.Connection:
        return psycopg.connect(
            host=self.machine.address, port=self.port, dbname=database, user=user, autocommit=True, connect_timeout=3
        )

    def url(self, user: str = SERVING) -> str:
        return f"postgresql://{user}@{self.machine.address}:{self.port}/{DATABASE}"

    def _own_folder(self) -> None:
        self.data.mkdir(mode=0o700)
        self._account.own(self.data)

    def _as_account(self, *command: str) -> None:
        subprocess.run(command, env=ENVIRONMENT, cwd="/", check=True, capture_output=True,
                       **self._account.spawn_options())  # fmt: skip


class Pooler:
    """PgBouncer, a connection for each transaction."""

    def __init__(self, machine: Machine, folder: Path, primary: Postgres, port: int) -> None:
        self.machine, self.port = machine, port
        account = account_for(Path("/nonexistent"))
        users, settings = folder / "pooler.users", folder / "pooler.ini"
        users.write_text(f'"{SERVING}" ""\n', encoding="ascii")
        settings.write_text(
            f"""[databases]
{DATABASE} = host={primary.machine.address} port={primary.port} dbname={DATABASE}
[pgbouncer]
listen_addr = {machine.address}
listen_port = {port}
unix_socket_dir =
auth_type = trust
auth_file = {users}
pool_mode = transaction
default_pool_size = 20
max_client_conn = 500
ignore_startup_parameters = extra_float_digits, options
server_login_retry = 1
""",
            encoding="ascii",
        )
        for path in (users, settings):
            path.chmod(0o644)
        found = shutil.which("pgbouncer", path="/usr/sbin:/usr/bin:/usr/local/bin")
        self.is_there = found is not None
        user = ["--user", account.name] if account.is_other else []
        self.process = Kept("pooler", machine, [str(found), *user, str(settings)], log=folder / "pooler.log",
                            env=ENVIRONMENT)  # fmt: skip

    def start(self) -> None:
        self.process.start()
        wait_for(lambda: listens(self.machine.address, self.port), "PgBouncer")

    def url(self) -> str:
        return f"postgresql://{SERVING}@{self.machine.address}:{self.port}/{DATABASE}"
